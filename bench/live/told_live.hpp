#pragma once

#include "anqa/live/live_view.hpp"
#include "anqa/live/subscribe.hpp"

namespace bench {

/// What every open page is told when one of them has its button pressed.
struct Told {
  int times = 0;
};

/// Shows how often something was told.
class ToldLive : public anqa::LiveView<ToldLive> {
 public:
  using Infos = anqa::Messages<Told>;
  struct Assigns {
    int times = 0;
  };
  static constexpr std::string_view topic = "told";

  void mount(Socket& socket) {
    if (socket.connected()) anqa::subscribe<Told>(*this, topic);
  }
  void handle_event(Event<"tell">, Socket&) { anqa::broadcast(topic, Told{++told_}); }
  void handle_info(const Told& told, Socket& socket) { socket.assign<&Assigns::times>(told.times); }

 private:
  int told_ = 0;
};

}  // namespace bench
