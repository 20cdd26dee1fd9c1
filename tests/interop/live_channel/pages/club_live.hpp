#pragma once

#include <string>

#include "anqa/live/live_view.hpp"

namespace pages {

/// A room of a club that a guard stands before: it shows whom the guard let in.
class ClubLive : public anqa::LiveView<ClubLive> {
 public:
  struct Assigns {
    std::string member;
    std::string room;
  };

  void mount(Socket& socket) {
    const auto* member = socket.assigned<std::string>("member");
    socket.assign<&Assigns::member>(member != nullptr ? *member : "nobody");
  }
  void handle_params(const Params& params, std::string_view, Socket& socket) {
    socket.assign<&Assigns::room>(std::string(params.get("room").value_or("")));
  }
  void handle_event(Event<"to_the_bar">, Socket& socket) { socket.push_patch("/club/bar"); }
  void handle_event(Event<"to_the_vault">, Socket& socket) { socket.push_patch("/club/vault"); }
};

}  // namespace pages
