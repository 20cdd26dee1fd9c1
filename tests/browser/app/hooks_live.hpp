#pragma once

#include "log_view.hpp"

namespace app {

/// The page's own JavaScript: hooks, events in both directions, what the server leaves alone.
class HooksLive : public anqa::LiveView<HooksLive> {
 public:
  struct Assigns {
    std::vector<std::string> log;
    int count = 0;
    bool there = true;
  };
  /// What no template names, only the page's JavaScript.
  using Events = anqa::Events<"ask">;

  void handle_event(Event<"bump">, Socket& socket) { socket.assign<&Assigns::count>(socket->count + 1); }
  void handle_event(Event<"take-away">, Socket& socket) { socket.assign<&Assigns::there>(!socket->there); }
  anqa::Term handle_event(Event<"ask">, const Params& params, Socket&) {
    return anqa::Term::map({{"twice", params.get<int>("n").value_or(0) * 2}});
  }
  void handle_event(Event<"tell">, Socket& socket) {
    socket.push_event("told", anqa::Term::map({{"count", socket->count}}));
    socket.state().push_event({"told-before", anqa::Term::map({{"count", socket->count}}), true});
    socket.assign<&Assigns::count>(socket->count + 1);
  }
  void handle_event(std::string_view name, const Params& params, Socket& socket) {
    socket.update<&Assigns::log>([&](auto& log) { log.push_back(line_of(name, params)); });
  }
};

}  // namespace app
