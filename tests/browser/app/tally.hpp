#pragma once

#include <string>

#include "anqa/live/live_component.hpp"

namespace app {

/// A live component: it counts by itself.
class Tally : public anqa::LiveComponent<Tally> {
 public:
  struct Assigns {
    std::string id;
    std::string label;
    int count = 0;
  };
  void handle_event(Event<"more">, Socket& socket) { socket.assign<&Assigns::count>(socket->count + 1); }
};

}  // namespace app
