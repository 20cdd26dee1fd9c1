#pragma once

#include <string>

#include "anqa/live/live_component.hpp"

namespace anqa::fuzzed {

/// A component that anybody may send events to.
class FuzzPart : public LiveComponent<FuzzPart> {
 public:
  struct Assigns {
    std::string id;
    std::string text;
  };
  void handle_event(Event<"say">, const Params& params, Socket& socket) {
    socket.assign<&Assigns::text>(std::string(params.get("text").value_or("")));
  }
};

}  // namespace anqa::fuzzed
