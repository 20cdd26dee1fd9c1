#pragma once

#include "anqa/live/live_view.hpp"

namespace bench {

/// The smallest live page that changes: what `inc` costs is what an event costs at least.
class CounterLive : public anqa::LiveView<CounterLive> {
 public:
  struct Assigns {
    int count = 0;
  };

  void handle_event(Event<"inc">, const Params&, Socket& socket) {
    socket.assign<&Assigns::count>(socket->count + 1);
  }
};

}  // namespace bench
