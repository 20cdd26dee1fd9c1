#pragma once

#include <string>

namespace pages {

/// A page that is not live.
struct Greeting {
  std::string name;
};

}  // namespace pages
