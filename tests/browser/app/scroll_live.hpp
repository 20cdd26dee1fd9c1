#pragma once

#include <algorithm>

#include "log_view.hpp"

namespace app {

/// An endless list: the page holds a window of its rows, and asks for more at either end.
class ScrollLive : public anqa::LiveView<ScrollLive> {
 public:
  struct Row {
    int id;
  };
  struct Assigns {
    anqa::Stream<Row> rows;
    int first = 1;  ///< the window
    int last = 0;
    int overruns = 0;
  };

  /// The template asks for them only where there is more.
  using Events = anqa::Events<"up", "down">;

  static constexpr int rows_at_once = 20;
  static constexpr int window = 3 * rows_at_once;
  static constexpr int all = 200;

  void mount(Socket& socket) { down(socket); }
  void handle_event(Event<"down">, Socket& socket) { down(socket); }
  void handle_event(Event<"up">, const Params& params, Socket& socket) {
    if (params.get<bool>("_overran").value_or(false)) return to_the_top(socket);
    up(socket);
  }

 private:
  static std::vector<Row> rows(int from, int to) {
    std::vector<Row> made;
    for (int id = from; id <= to; ++id) made.push_back({id});
    return made;
  }

  void down(Socket& socket) {
    const int last = std::min(all, socket->last + rows_at_once);
    socket.stream<&Assigns::rows>(rows(socket->last + 1, last), {.limit = -window});
    socket.assign<&Assigns::last>(last).assign<&Assigns::first>(std::max(socket->first, last - window + 1));
  }
  void up(Socket& socket) {
    const int first = std::max(1, socket->first - rows_at_once);
    auto before = rows(first, socket->first - 1);
    std::ranges::reverse(before);  // each goes to the front
    socket.stream<&Assigns::rows>(std::move(before), {.at = 0, .limit = window});
    socket.assign<&Assigns::first>(first).assign<&Assigns::last>(std::min(socket->last, first + window - 1));
  }
  /// The visitor went up faster than rows came.
  void to_the_top(Socket& socket) {
    socket.update<&Assigns::overruns>([](int& overruns) { ++overruns; });
    socket.stream<&Assigns::rows>(rows(1, rows_at_once), {.reset = true});
    socket.assign<&Assigns::first>(1).assign<&Assigns::last>(rows_at_once);
  }
};

}  // namespace app
