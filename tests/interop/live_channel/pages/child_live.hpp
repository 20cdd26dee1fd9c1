#pragma once

#include "anqa/live/live_view.hpp"

namespace pages {

/// A view within the whole page.
class ChildLive : public anqa::LiveView<ChildLive> {
 public:
  struct Assigns {
    int c = 0;
  };
  void mount(Socket& socket) { socket.assign<&Assigns::c>(1); }
};

}  // namespace pages
