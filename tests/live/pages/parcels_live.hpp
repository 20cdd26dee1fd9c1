#pragma once

#include "anqa/live/live_view.hpp"
#include "parcel.hpp"

namespace market {

/// Two components that take files, each its own.
class ParcelsLive : public anqa::LiveView<ParcelsLive> {
 public:
  struct Assigns {
    bool second = true;
  };
  void handle_event(Event<"drop">, Socket& socket) { socket.assign<&Assigns::second>(false); }
};

}  // namespace market
