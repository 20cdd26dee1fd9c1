#pragma once

#include "anqa/live/live_view.hpp"

namespace app {

/// A view that stays while the visitor goes from page to page.
class PlayerLive : public anqa::LiveView<PlayerLive> {
 public:
  struct Assigns {
    int count = 0;
  };
  void handle_event(Event<"play">, Socket& socket) { socket.assign<&Assigns::count>(socket->count + 1); }
};

}  // namespace app
