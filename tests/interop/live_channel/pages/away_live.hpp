#pragma once

#include "anqa/live/live_view.hpp"

namespace pages {

/// Sends its visitor to "/other": at once, or when the page has connected.
class AwayLive : public anqa::LiveView<AwayLive> {
 public:
  struct Assigns {};

  void mount(const Params& params, const Session&, Socket& socket) {
    if (params.has("later") && !socket.connected()) return;
    socket.put_flash("info", "moved").push_navigate("/other");
  }
};

}  // namespace pages
