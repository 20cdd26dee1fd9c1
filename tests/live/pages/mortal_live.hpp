#pragma once

#include <stdexcept>
#include <string>

#include "anqa/live/async.hpp"
#include "anqa/live/live_view.hpp"
#include "anqa/live/subscribe.hpp"
#include "mortal_part.hpp"

namespace market {

struct Poke {
  int how_often;
};

/// A page that dies in the callback that its address names.
class MortalLive : public anqa::LiveView<MortalLive> {
 public:
  struct Assigns {
    std::string doom;
    int count = 0;
    int poked = 0;
    std::string found;
  };
  using Infos = anqa::Messages<Poke>;

  Task<void> mount(Params params, Session, Socket socket) {
    socket.assign<&Assigns::doom>(params.get<std::string>("doom").value_or(""));
    if (socket.connected()) co_await meet(socket->doom, "mount");
  }
  Task<void> connected(Socket socket) { co_await meet(socket->doom, "connected"); }
  Task<void> handle_params(Params, std::string, Socket socket) {
    if (socket.connected()) co_await meet(socket->doom, "params");
  }
  Task<void> handle_event(Event<"go">, Params, Socket socket) {
    anqa::send(anqa::self(), Poke{1});
    socket.start_async<"find">([](int n) { return n + 1; }, 41);
    socket.assign<&Assigns::count>(socket->count + 1);
    if (socket->count > 2) co_await meet(socket->doom, "event");
  }
  Task<void> handle_info(Poke poke, Socket socket) {
    co_await meet(socket->doom, "info");
    socket.assign<&Assigns::poked>(socket->poked + poke.how_often);
  }
  Task<void> handle_async(Event<"find">, anqa::AsyncOutcome<int> outcome, Socket socket) {
    co_await meet(socket->doom, "async");
    socket.assign<&Assigns::found>(outcome ? std::to_string(*outcome) : "nothing");
  }
  void terminate(const anqa::ExitReason&, Socket& socket) {
    if (socket->doom == "terminate!") throw std::runtime_error("doom in terminate");
  }
  /// In the template.
  static int shown(const std::string& doom, int count) {
    if (doom == "render!" && count > 1) throw std::runtime_error("doom in render");
    return count;
  }
};

}  // namespace market
