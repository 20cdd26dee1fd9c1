#pragma once

#include <atomic>
#include <string>

#include "anqa/live/live_view.hpp"
#include "anqa/live/subscribe.hpp"

namespace guides {

// [view]
struct Said {
  int id;
  std::string text;
};

class ChatLive : public anqa::LiveView<ChatLive> {
 public:
  using Infos = anqa::Messages<Said>;
  struct Assigns {
    anqa::Stream<Said> said;
  };

  void mount(Socket& socket) {
    if (socket.connected()) anqa::subscribe<Said>(*this, "chat");
  }
  void handle_event(Event<"say">, const Params& params, Socket&) {
    anqa::broadcast("chat", Said{++last_id, params.get<std::string>("text").value_or("")});
  }
  void handle_info(const Said& said, Socket& socket) { socket.stream_insert<&Assigns::said>(said); }

 private:
  static inline std::atomic<int> last_id = 0;
};
// [/view]

}  // namespace guides
