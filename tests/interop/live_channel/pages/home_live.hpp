#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "anqa/live/component.hpp"
#include "anqa/live/live_view.hpp"
#include "anqa/live/subscribe.hpp"
#include "anqa/runtime/await.hpp"

namespace pages {

struct Renamed {
  std::string name;
};

struct Card {
  std::string t;
};

/// The parts that exist so far of the page whose official server was listened to.
class HomeLive : public anqa::LiveView<HomeLive> {
 public:
  struct Item {
    int id;
    std::string name;
    bool hot;
  };
  struct Assigns {
    int n = 0;
    bool show = false;
    std::string t = "x";
    std::string name;
    std::vector<Item> items;
  };
  using Infos = anqa::Messages<Renamed>;

  void mount(const Params&, const Session& session, Socket& socket) {
    socket.assign<&Assigns::items>({{1, "one", false}, {2, "two", true}}).page_title("Home");
    if (const auto user = session.get("user")) socket.assign<&Assigns::t>(std::string(*user));
    if (socket.connected()) subscribe<Renamed>(*this, "names");
  }
  void handle_params(const Params& params, std::string_view, Socket& socket) {
    if (params.get("q") == "twice") socket.push_patch("/?q=3");
  }
  void handle_event(Event<"inc">, Socket& socket) { socket.assign<&Assigns::n>(socket->n + 1); }
  void handle_event(Event<"toggle">, Socket& socket) { socket.assign<&Assigns::show>(!socket->show); }
  void handle_event(Event<"swap">, Socket& socket) {
    std::vector<Item> items(socket->items.rbegin(), socket->items.rend());
    for (Item& item : items) {
      if (item.id == 1) item.name = "ONE";
    }
    socket.assign<&Assigns::items>(items);
  }
  void handle_event(Event<"additem">, Socket& socket) {
    socket.update<&Assigns::items>([](std::vector<Item>& items) { items.push_back({3, "three", true}); });
  }
  void handle_event(Event<"clearitems">, Socket& socket) {
    socket.assign<&Assigns::items>(std::vector<Item>{});
  }
  void handle_event(Event<"ev">, Socket& socket) {
    socket.push_event("hello", anqa::Term::map({{"a", 1}})).page_title("T2").put_flash("info", "hi");
    socket.state().push_event({"pre", anqa::Term::map(), true});
  }
  anqa::Term handle_event(Event<"reply">, Socket&) { return anqa::Term::map({{"ok", true}}); }
  void handle_event(Event<"noop">, Socket&) {}
  void handle_event(Event<"patch">, Socket& socket) { socket.push_patch("/?q=2"); }
  void handle_event(Event<"patch_twice">, Socket& socket) { socket.push_patch("/?q=twice"); }
  void handle_event(Event<"patch_away">, Socket& socket) { socket.push_patch("/other"); }
  void handle_event(Event<"nav">, Socket& socket) { socket.put_flash("info", "f").push_navigate("/other"); }
  void handle_event(Event<"redir">, Socket& socket) { socket.redirect_external("https://example.com"); }
  void handle_event(Event<"val">, const Params& params, Socket& socket) {
    socket.assign<&Assigns::name>(std::string(params["user"].get("name").value_or("")));
  }
  void handle_event(Event<"save">, const Params&, Socket&) {}
  Task<void> handle_event(Event<"slow">, Params, Socket socket) {
    co_await anqa::sleep_for(std::chrono::seconds(1));
    socket.assign<&Assigns::n>(socket->n + 10);
  }
  void handle_event(Event<"crash">, Socket&) { throw std::runtime_error("boom"); }
  void handle_info(const Renamed& renamed, Socket& socket) { socket.assign<&Assigns::name>(renamed.name); }

  using Events = anqa::Events<"inc", "toggle", "swap", "additem", "clearitems", "ev", "reply", "noop",
                              "patch", "patch_twice", "patch_away", "nav", "redir", "slow", "crash">;
};

}  // namespace pages
