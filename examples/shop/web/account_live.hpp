#pragma once

#include <string>

#include "anqa/live/components.hpp"
#include "anqa/live/live_view.hpp"
#include "web/components.hpp"

namespace shop {

/// Who is logged in.
class AccountLive : public anqa::LiveView<AccountLive> {
 public:
  struct Assigns {
    Visitor visitor;
    std::string email;
    std::string csrf_token;
    anqa::Flash flash;
  };

  void mount(const Params& params, const Session& session, Socket& socket);
};

}  // namespace shop
