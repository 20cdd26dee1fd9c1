#pragma once

#include "anqa/live/live_view.hpp"

namespace market {

/// A view within the market, which leads the whole page elsewhere.
class PorchLive : public anqa::LiveView<PorchLive> {
 public:
  struct Assigns {
    std::string sign;
  };
  static constexpr anqa::LiveContainer container{.tag = "aside", .attributes = {{"class", "porch"}}};

  void mount(const Params&, const Session& session, Socket& socket) {
    socket.assign<&Assigns::sign>(std::string(session.get("sign").value_or("")));
    if (session.get("closed")) socket.redirect("/elsewhere");
  }
  void handle_event(Event<"turn">, Socket& socket) { socket.push_patch("/market?side=south"); }
  void handle_event(Event<"leave">, Socket& socket) {
    socket.put_flash("info", "bye").push_navigate("/quay");
  }
  void handle_event(Event<"out">, Socket& socket) { socket.redirect("/elsewhere"); }
};

}  // namespace market
