#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "anqa/live/component.hpp"
#include "anqa/live/live_view.hpp"

// The page that guides/templates.md takes its examples from.

namespace pages {

// [component]
struct Button {
  std::string label;
  std::string kind = "plain";
  bool disabled = false;
  anqa::Slot inner_block;
};
// [/component]

// [view]
struct Chore {
  int id;
  std::string title;
  bool done = false;
};

class GuideLive : public anqa::LiveView<GuideLive> {
 public:
  struct Assigns {
    std::string name = "Ada & Bob";
    std::string color;
    bool busy = false;
    std::vector<Chore> chores = {{1, "Write"}, {2, "Read", true}};
    std::string note = "<em>kept</em>";
  };

  static std::string shout(std::string_view text) { return std::string(text) + "!"; }

  void handle_event(Event<"finish">, const Params& params, Socket& socket) {
    const int id = params.get<int>("id").value_or(0);
    std::vector<Chore> chores = socket->chores;
    for (Chore& chore : chores) chore.done = chore.done || chore.id == id;
    socket.assign<&Assigns::chores>(std::move(chores));
  }
};
// [/view]

}  // namespace pages
