#pragma once

#include <string>

#include "accounts/accounts.hpp"
#include "anqa/live/channel/live_transport.hpp"
#include "anqa/testing/live_view_test.hpp"
#include "repo.hpp"
#include "web/router.hpp"

namespace shop {

/// For tests: a browser that visits the shop.
class ShopBrowser : public anqa::ConnTest {
 public:
  ShopBrowser() : ConnTest({.routes = routes.all(), .sockets = {anqa::live_socket()}}) {}

  /// Logs in as a new user of that name; one of the shop's people where `admin`.
  anqa::Task<void> log_in(std::string name, bool admin = false) {
    const std::string email = name + "@example.org";
    const auto user =
        co_await accounts::register_user({{"name", name}, {"email", email}, {"password", "correct horse"}});
    if (admin) accounts::make_admin(repo.blocking(), email);
    put_session(anqa::Term::map({{"user_token", co_await accounts::log_in(user.value().id)}}));
  }
  anqa::Task<void> log_in_as_admin() { return log_in("admin", true); }
};

}  // namespace shop
