#pragma once

#include "anqa/live/async.hpp"
#include "anqa/live/live_view.hpp"

namespace pages {

/// Mounted once, for the first HTML.
class OnceLive : public anqa::LiveView<OnceLive> {
 public:
  struct Assigns {
    int mounts = 0;
    int connections = 0;
    anqa::AsyncResult<int> sum;
  };
  static constexpr bool adopt = true;
  static inline int mounted = 0;

  void mount(Socket& socket) {
    ++mounted;
    socket.assign<&Assigns::mounts>(mounted).assign_async<&Assigns::sum>([] { return 42; });
  }
  void connected(Socket& socket) { socket.assign<&Assigns::connections>(socket->connections + 1); }
};

}  // namespace pages
