#pragma once

#include "anqa/live/live_view.hpp"

namespace app {

/// A view within another one.
class InnerLive : public anqa::LiveView<InnerLive> {
 public:
  struct Assigns {
    int count = 0;
  };
  void handle_event(Event<"inner">, Socket& socket) { socket.assign<&Assigns::count>(socket->count + 1); }
};

}  // namespace app
