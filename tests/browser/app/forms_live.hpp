#pragma once

#include "log_view.hpp"

namespace app {

/// What forms do: changes, submits, recovery, unused inputs, a plain request at the end.
class FormsLive : public anqa::LiveView<FormsLive> {
 public:
  struct Assigns {
    std::vector<std::string> log;
    std::string name;
    std::string email;
    std::string server_says;
    bool trigger = false;
  };
  void handle_event(Event<"validate">, const Params& params, Socket& socket) {
    const Params user = params["user"];
    socket.assign<&Assigns::name>(user.get<std::string>("name").value_or(""))
        .assign<&Assigns::email>(user.get<std::string>("email").value_or(""));
    write("validate", params, socket);
  }
  Task<void> handle_event(Event<"slow-save">, Params params, Socket socket) {
    co_await at_the_gate();
    write("slow-save", params, socket);
  }
  void handle_event(Event<"overwrite">, Socket& socket) {
    socket.assign<&Assigns::server_says>("from the server");
  }
  void handle_event(Event<"trigger">, Socket& socket) { socket.assign<&Assigns::trigger>(true); }
  void handle_event(std::string_view name, const Params& params, Socket& socket) {
    write(name, params, socket);
  }

 private:
  static void write(std::string_view name, const Params& params, Socket& socket) {
    socket.update<&Assigns::log>([&](auto& log) { log.push_back(line_of(name, params)); });
  }
};

}  // namespace app
