#pragma once

#include <chrono>
#include <stdexcept>
#include <string>

#include "anqa/live/live_component.hpp"
#include "anqa/runtime/await.hpp"

namespace market {

/// What a callback meets: `doom` is its name and "!", which throws, or "?", which waits for an hour to be
/// killed.
inline anqa::Task<void> meet(std::string doom, std::string callback) {
  if (doom == callback + "!") throw std::runtime_error("doom in " + callback);
  if (doom == callback + "?") co_await anqa::sleep_for(std::chrono::hours(1));
}

class MortalPart : public anqa::LiveComponent<MortalPart> {
 public:
  struct Assigns {
    std::string id;
    std::string doom;
    int count = 0;
  };
  struct Attributes {
    std::string id;
    std::string doom;
    int count = 0;
  };
  Task<void> update(Attributes attributes, Socket socket) {
    if (attributes.count > 0) co_await meet(attributes.doom, "update");
    socket.assign<&Assigns::id>(attributes.id)
        .assign<&Assigns::doom>(attributes.doom)
        .assign<&Assigns::count>(attributes.count);
  }
  Task<void> handle_event(Event<"part">, Params, Socket socket) {
    co_await meet(socket->doom, "part");
    socket.assign<&Assigns::count>(socket->count + 100);
  }
};

}  // namespace market
