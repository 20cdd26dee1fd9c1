#pragma once

#include <string>

#include "anqa/live/live_component.hpp"
#include "anqa/live/subscribe.hpp"

namespace market {

struct Shouted {
  std::string what;
};

/// A live component that is told things by others.
class Stall : public anqa::LiveComponent<Stall> {
 public:
  struct Assigns {
    std::string id;
    int stock = 0;
    std::string heard = "nothing";
  };
  using Infos = anqa::Messages<Shouted>;

  void handle_info(const Shouted& shouted, Socket& socket) { socket.assign<&Assigns::heard>(shouted.what); }
};

}  // namespace market
