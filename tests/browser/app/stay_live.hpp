#pragma once

#include "anqa/live/components.hpp"
#include "log_view.hpp"
#include "player_live.hpp"

namespace app {

/// Pages with a sticky view, and long enough to be scrolled.
class StayLive : public anqa::LiveView<StayLive> {
 public:
  struct Assigns {
    int page = 0;
    int part = 0;
  };
  void mount(const Params& params, const Session&, Socket& socket) {
    socket.assign<&Assigns::page>(params.get<int>("page").value_or(0));
  }
  void handle_params(const Params& params, std::string_view, Socket& socket) {
    socket.assign<&Assigns::part>(params.get<int>("part").value_or(0));
  }
};

}  // namespace app
