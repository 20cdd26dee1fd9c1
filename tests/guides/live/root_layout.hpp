#pragma once

#include <string>

#include "anqa/live/component.hpp"
#include "anqa/live/components.hpp"
#include "anqa/live/text.hpp"

namespace guides {

// [layout]
struct RootLayout {
  std::string csrf_token;
  std::string page_title;
  anqa::Raw inner_content;
};
// [/layout]

}  // namespace guides
