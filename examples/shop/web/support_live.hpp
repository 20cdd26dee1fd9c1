#pragma once

#include <string>

#include "anqa/live/live_view.hpp"
#include "web/components.hpp"

namespace shop {

/// The page of the chat with the shop's people. What is said goes over a channel, see support_channel.hpp.
class SupportLive : public anqa::LiveView<SupportLive> {
 public:
  struct Assigns {
    std::string room;
    std::string author;
    int cart = 0;
  };

  Task<void> mount(Params params, Session session, Socket socket);
};

}  // namespace shop
