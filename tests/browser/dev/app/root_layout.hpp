#pragma once

#include <string>

#include "anqa/live/text.hpp"

namespace note {

struct RootLayout {
  std::string csrf_token;
  anqa::Raw inner_content;
};

}  // namespace note
