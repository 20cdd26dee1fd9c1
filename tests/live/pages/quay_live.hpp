#pragma once

#include "anqa/live/live_view.hpp"

namespace market {

/// Another page of the same live session, in an element of another kind.
class QuayLive : public anqa::LiveView<QuayLive> {
 public:
  struct Assigns {
    std::string guild;
    anqa::Flash flash;
  };
  static constexpr anqa::LiveContainer container{.tag = "section",
                                                 .attributes = {{"class", "quay"}, {"lang", "en"}}};

  void mount(const Params&, const Session& session, Socket& socket) {
    socket.assign<&Assigns::guild>(std::string(session.get("guild").value_or("none")));
  }
};

}  // namespace market
