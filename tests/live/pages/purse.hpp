#pragma once

#include <string>

#include "anqa/live/live_component.hpp"

namespace market {

/// A live component whose attributes are not its assigns.
class Purse : public anqa::LiveComponent<Purse> {
 public:
  struct Attributes {
    std::string id;
    int coins = 0;
  };
  struct Assigns {
    int sum = 0;
    int updates = 0;
  };
  void update(const Attributes& attributes, Socket& socket) {
    socket.assign<&Assigns::sum>(socket->sum + attributes.coins)
        .assign<&Assigns::updates>(socket->updates + 1);
  }
};

}  // namespace market
