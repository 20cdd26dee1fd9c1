#pragma once

#include <string>

#include "anqa/live/component.hpp"
#include "anqa/live/text.hpp"

namespace market {

struct RootLayout {
  std::string csrf_token;
  std::string page_title;
  anqa::Raw inner_content;
};

}  // namespace market
