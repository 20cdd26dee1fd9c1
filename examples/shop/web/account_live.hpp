#pragma once

#include <string>

#include "anqa/live/live_view.hpp"
#include "web/components.hpp"

namespace shop {

/// Who is logged in.
class AccountLive : public anqa::LiveView<AccountLive> {
 public:
  struct Assigns {
    std::string name;
    std::string email;
    std::string csrf_token;
    int cart = 0;
  };

  Task<void> mount(Params params, Session session, Socket socket);
};

}  // namespace shop
