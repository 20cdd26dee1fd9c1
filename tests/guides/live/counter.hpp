#pragma once

#include <string>

#include "anqa/live/live_component.hpp"

namespace guides {

// [component]
class Counter : public anqa::LiveComponent<Counter> {
 public:
  struct Assigns {
    std::string id;
    int step = 1;
    int count = 0;
  };
  void handle_event(Event<"more">, Socket& socket) {
    socket.assign<&Assigns::count>(socket->count + socket->step);
  }
};
// [/component]

}  // namespace guides
