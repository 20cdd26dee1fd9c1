#pragma once

#include <string>

#include "anqa/live/components.hpp"
#include "anqa/live/text.hpp"

namespace app {

/// A document with a title that has a suffix, and with a file that its page tracks.
struct TitleLayout {
  std::string csrf_token;
  std::string page_title;
  anqa::Raw inner_content;
};

}  // namespace app
