#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "anqa/dev/loop/build_error.hpp"

namespace anqa::dev {

/// How things stand, as pages are told.
struct Notice {
  enum class State : std::uint8_t {
    building,
    failed,    ///< the build did; see errors and output
    starting,  ///< the new server does
    serving,   ///< all is well
    down,      ///< the server did not start, or ended by itself; see output
  };

  State state = State::building;
  /// Which run of the program serves; 0: none.
  int run = 0;
  /// How often styles have changed: pages bring those that they have not seen.
  int styles = 0;
  /// How often something has changed for which open pages are to be loaded anew: a script, a layout.
  int pages = 0;
  /// What is wrong, in a line.
  std::string title = {};
  std::vector<BuildError> errors = {};
  /// The end of what the tools or the server said.
  std::string output = {};
};

std::string_view to_string(Notice::State state);
std::string to_json(const Notice& notice);

}  // namespace anqa::dev
