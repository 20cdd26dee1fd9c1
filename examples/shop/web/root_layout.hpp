#pragma once

#include <string>

#include "anqa/live/components.hpp"
#include "anqa/live/text.hpp"

namespace shop {

/// The document around every page.
struct RootLayout {
  std::string csrf_token;
  std::string page_title;
  anqa::Raw inner_content;
};

}  // namespace shop
