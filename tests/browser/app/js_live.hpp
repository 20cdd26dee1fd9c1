#pragma once

#include "anqa/live/js.hpp"
#include "log_view.hpp"

namespace app {

/// Each JS command.
class JsLive : public anqa::LiveView<JsLive> {
 public:
  struct Assigns {
    std::vector<std::string> log;
    int count = 0;
    std::string tab = "none";
  };
  void handle_params(const Params& params, std::string_view, Socket& socket) {
    socket.assign<&Assigns::tab>(params.get<std::string>("tab").value_or("none"));
  }
  void handle_event(Event<"bump">, Socket& socket) { socket.assign<&Assigns::count>(socket->count + 1); }
  Task<void> handle_event(Event<"wait">, Params, Socket socket) {
    co_await at_the_gate();
    socket.assign<&Assigns::count>(socket->count + 1);
  }
  void handle_event(std::string_view name, const Params& params, Socket& socket) {
    socket.update<&Assigns::log>([&](auto& log) { log.push_back(line_of(name, params)); });
  }
};

}  // namespace app
