#pragma once

#include <string>

#include "anqa/live/live_view.hpp"
#include "anqa/live/mount_hook.hpp"

namespace guides {

// [hook]
inline anqa::Hook choose_language(const anqa::Params&, const anqa::Params& session,
                                  anqa::LiveSocket& socket) {
  socket.put_private("language", session.get<std::string>("language").value_or("en"));
  return anqa::Hook::cont;
}
// [/hook]

// [view]
class OrderLive : public anqa::LiveView<OrderLive> {
 public:
  struct Assigns {
    std::string language;
    int step = 1;
    std::string address;
  };
  using OnMount = anqa::MountHooks<&choose_language>;
  using Stash = anqa::Fields<&Assigns::step, &Assigns::address>;

  void mount(Socket& socket) {
    socket.assign_new<&Assigns::language>("language", [] { return "en"; });
  }
  void handle_event(Event<"speak">, const Params& params, Socket& socket) {
    socket.put_session("language", params["language"].term()).redirect("/order");
  }
  void handle_event(Event<"next">, const Params& params, Socket& socket) {
    socket.assign<&Assigns::step>(socket->step + 1);
    socket.assign<&Assigns::address>(params.get<std::string>("address").value_or(""));
  }
};
// [/view]

}  // namespace guides
