#pragma once

#include <stdexcept>

#include "anqa/live/live_view.hpp"
#include "anqa/web/http_error.hpp"

namespace pages {

/// Fails once it is connected: as "not found", or for a reason of its own when the session asks for it.
class GoneLive : public anqa::LiveView<GoneLive> {
 public:
  struct Assigns {};

  void mount(const Params&, const Session& session, Socket& socket) {
    if (!socket.connected()) return;
    if (session.has("crash")) throw std::runtime_error("mount boom");
    throw anqa::HttpError(404, "gone");
  }
};

}  // namespace pages
