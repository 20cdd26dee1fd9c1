#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "anqa/live/component.hpp"
#include "anqa/live/live_view.hpp"

namespace pages {

struct Card {
  std::string t;
};

/// The part that exists so far of the page whose official server was listened to.
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
    std::vector<Item> items;
  };

  void mount(Socket& socket) {
    socket.assign<&Assigns::items>({{1, "one", false}, {2, "two", true}}).page_title("Home");
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
  Task<anqa::Term> handle_event(Event<"reply_later">, Params params, Socket socket) {
    socket.assign<&Assigns::t>(std::string(params.get("t").value_or("")));
    co_return anqa::Term::map({{"t", socket->t}});
  }
  void handle_event(Event<"noop">, const Params&, Socket&) {}

  using Events =
      anqa::Events<"inc", "toggle", "swap", "additem", "clearitems", "ev", "reply", "reply_later", "noop">;
};

}  // namespace pages
