#pragma once

#include <string>

#include "anqa/live/live_view.hpp"
#include "web/components.hpp"

namespace shop {

/// The page of the chat with the shop's people. What is said goes over a channel, see support_channel.hpp.
class SupportLive : public anqa::LiveView<SupportLive> {
 public:
  struct Assigns {
    Visitor visitor;
    std::string room;
    /// Under which name one speaks who is not logged in.
    std::string author;
    anqa::Flash flash;
  };

  void mount(const Params& params, const Session& session, Socket& socket);
};

}  // namespace shop
