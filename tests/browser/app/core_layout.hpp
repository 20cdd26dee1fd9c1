#pragma once

#include <string>

#include "anqa/live/component.hpp"
#include "anqa/live/text.hpp"

namespace app {

/// A document with the stylesheet of the core components, and as little as can be of its own.
struct CoreLayout {
  std::string csrf_token;
  anqa::Raw inner_content;
};

}  // namespace app
