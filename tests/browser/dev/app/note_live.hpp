#pragma once

#include <string>

#include "anqa/live/live_view.hpp"

namespace note {

class NoteLive : public anqa::LiveView<NoteLive> {
 public:
  struct Line {
    std::string text;
  };
  struct Assigns {
    int count = 0;
    std::vector<Line> lines;
  };

  static constexpr int step = 1;

  void handle_event(Event<"inc">, Socket& socket) { socket.assign<&Assigns::count>(socket->count + step); }
  void handle_event(Event<"typed">, const Params&, Socket&) {}
  void handle_event(Event<"add">, const Params& params, Socket& socket) {
    socket.update<&Assigns::lines>(
        [&](auto& lines) { lines.push_back({params.get<std::string>("text").value_or("")}); });
  }
  void handle_event(Event<"abort">, Socket&) { std::abort(); }
};

}  // namespace note
