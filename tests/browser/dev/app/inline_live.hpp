#pragma once

#include "anqa/live/live_view.hpp"

namespace note {

class InlineLive : public anqa::LiveView<InlineLive> {
 public:
  struct Assigns {
    int count = 0;
  };
  void handle_event(Event<"inc">, Socket& socket) { socket.assign<&Assigns::count>(socket->count + 1); }
};

}  // namespace note
