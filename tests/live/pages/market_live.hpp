#pragma once

#include <chrono>
#include <string>

#include "anqa/live/live_view.hpp"
#include "anqa/live/send_update.hpp"
#include "anqa/web/socket/socket_info.hpp"
#include "porch_live.hpp"
#include "purse.hpp"
#include "stall.hpp"

namespace market {

/// A page that tells its components things.
class MarketLive : public anqa::LiveView<MarketLive> {
 public:
  struct Assigns {
    std::string side = "north";
    std::string guild;
    std::string agent;
    bool shut = false;
    int visitors = 0;
  };
  static constexpr anqa::LiveContainer container{.tag = "main", .attributes = {{"class", "market \"old\""}}};

  void mount(const Params& params, const Session& session, Socket& socket) {
    socket.assign<&Assigns::guild>(std::string(session.get("guild").value_or("none")))
        .assign<&Assigns::shut>(params.get("shut").has_value());
    if (const auto* info = socket.connect_info(); info != nullptr && info->request != nullptr) {
      socket.assign<&Assigns::agent>(info->request->user_agent);
    }
  }
  void handle_params(const Params& params, std::string_view, Socket& socket) {
    socket.assign<&Assigns::side>(params.get<std::string>("side").value_or("north"));
  }
  void handle_event(Event<"sell">, Socket&) { anqa::send_update<Stall, &Stall::Assigns::stock>("apples", 7); }
  void handle_event(Event<"pay">, Socket&) { anqa::send_update<Purse>({.id = "purse", .coins = 5}); }
  void handle_event(Event<"later">, Socket&) {
    anqa::send_update_after<Stall, &Stall::Assigns::stock, &Stall::Assigns::heard>(std::chrono::minutes(1),
                                                                                   "pears", 1, "late");
  }
  void handle_event(Event<"shout">, Socket&) { anqa::send_info<Stall>("pears", Shouted{"fresh"}); }
  void handle_event(Event<"nobody">, Socket&) {
    anqa::send_update<Stall, &Stall::Assigns::stock>("plums", 1);
    anqa::send_update<Stall, &Stall::Assigns::stock>(anqa::Cid{99}, 1);
    anqa::send_update<Purse>({.id = "apples", .coins = 5});
    anqa::send_info<Stall>("plums", Shouted{"?"});
  }
  void handle_event(Event<"enter">, Socket& socket) {
    socket.assign<&Assigns::visitors>(socket->visitors + 1);
  }
};

}  // namespace market
