#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "anqa/live/live_view.hpp"
#include "anqa/live/uploads.hpp"
#include "child_live.hpp"
#include "comp.hpp"
#include "home_live.hpp"

namespace pages {

/// The page whose official server was listened to.
class WholeLive : public anqa::LiveView<WholeLive> {
 public:
  struct Item {
    int id;
    std::string name;
    bool hot;
  };
  struct Message {
    int id;
    std::string text;
  };
  struct Assigns {
    int n = 0;
    bool show = false;
    std::string t = "x";
    std::string name;
    std::vector<std::string> comps;
    std::vector<Item> items;
    anqa::Stream<Message> msgs;
    anqa::UploadConfig doc;
    anqa::Flash flash;
  };

  void mount(const Params&, const Session&, Socket& socket) {
    socket.assign<&Assigns::comps>({"a", "b"})
        .assign<&Assigns::items>({{1, "one", false}, {2, "two", true}})
        .stream<&Assigns::msgs>({{1, "m1"}})
        .page_title("Home")
        .allow_upload<&Assigns::doc>({.accept = {".txt"}, .max_entries = 2});
  }
  void handle_params(const Params&, std::string_view, Socket&) {}
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
  void handle_event(Event<"addcomp">, Socket& socket) {
    socket.update<&Assigns::comps>([](std::vector<std::string>& comps) { comps.emplace_back("c"); });
  }
  void handle_event(Event<"rmcomp">, Socket& socket) { socket.assign<&Assigns::comps>({"b"}); }
  void handle_event(Event<"msg">, Socket& socket) {
    socket.stream_insert<&Assigns::msgs>(Message{2, "m2"}, {.at = 0})
        .stream_delete<&Assigns::msgs>(Message{1, "m1"});
  }
  void handle_event(Event<"reset">, Socket& socket) {
    socket.stream<&Assigns::msgs>({{9, "nine"}}, {.reset = true});
  }
  void handle_event(Event<"ev">, Socket& socket) {
    socket.push_event("hello", anqa::Term::map({{"a", 1}}))
        .push_event("pre", anqa::Term::map(), anqa::Dispatch::before)
        .page_title("T2")
        .put_flash("info", "hi");
  }
  anqa::Term handle_event(Event<"reply">, Socket&) { return anqa::Term::map({{"ok", true}}); }
  void handle_event(Event<"noop">, Socket&) {}
  void handle_event(Event<"patch">, Socket& socket) { socket.push_patch("/whole?q=2"); }
  void handle_event(Event<"nav">, Socket& socket) { socket.put_flash("info", "f").push_navigate("/other"); }
  void handle_event(Event<"redir">, Socket& socket) { socket.redirect_external("https://example.com"); }
  void handle_event(Event<"val">, const Params& params, Socket& socket) {
    socket.assign<&Assigns::name>(std::string(params["user"].get("name").value_or("")));
  }
  void handle_event(Event<"save">, Socket& socket) {
    const auto texts = socket.consume_uploaded_entries<&Assigns::doc>(
        [](const anqa::UploadMeta& meta, const anqa::UploadEntry& entry) {
          return entry.client_name() + (meta.path.empty() ? " nowhere" : " kept");
        });
    socket.assign<&Assigns::name>(texts.empty() ? "none" : texts.front());
  }
  void handle_event(Event<"cancel">, const Params& params, Socket& socket) {
    socket.cancel_upload<&Assigns::doc>(params.get("ref").value_or(""));
  }
  void handle_event(Event<"crash">, Socket&) { throw std::runtime_error("boom"); }

  using Events = anqa::Events<"inc", "toggle", "swap", "additem", "clearitems", "addcomp", "rmcomp", "msg",
                              "reset", "ev", "reply", "noop", "patch", "nav", "redir", "cancel", "crash">;
};

}  // namespace pages
