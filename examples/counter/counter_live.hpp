#pragma once

#include "anqa/live/live_view.hpp"

// [view]
class CounterLive : public anqa::LiveView<CounterLive> {
 public:
  struct Assigns {
    int count = 0;
  };

  void handle_event(Event<"inc">, Socket& socket) { socket.assign<&Assigns::count>(socket->count + 1); }
};
// [/view]
