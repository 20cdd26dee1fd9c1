#pragma once

#include "log_view.hpp"

namespace app {

/// Each binding that needs no form; what they push is written down.
class BindingsLive : public anqa::LiveView<BindingsLive> {
 public:
  struct Assigns {
    std::vector<std::string> log;
    int count = 0;
    bool shown = true;
    std::string late;
  };
  void handle_event(Event<"bump">, Socket& socket) { socket.assign<&Assigns::count>(socket->count + 1); }
  void handle_event(Event<"take-away">, Socket& socket) { socket.assign<&Assigns::shown>(!socket->shown); }
  Task<void> handle_event(Event<"wait">, Params, Socket socket) {
    co_await at_the_gate();
    socket.assign<&Assigns::late>("answered");
  }
  void handle_event(std::string_view name, const Params& params, Socket& socket) {
    socket.update<&Assigns::log>([&](auto& log) { log.push_back(line_of(name, params)); });
  }
};

}  // namespace app
