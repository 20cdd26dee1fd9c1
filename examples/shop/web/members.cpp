#include "web/members.hpp"

#include "accounts/accounts.hpp"
#include "web/logins.hpp"

namespace shop {
namespace {

anqa::Task<std::optional<User>> user_of(anqa::Entrant entrant) {
  return accounts::user_of_token(std::string(entrant.session.get(logins::session_key).value_or("")));
}

anqa::Admission to_the_login() {
  return anqa::turn_away("/login").put_flash("error", "You must log in to see this page.");
}

}  // namespace

anqa::Task<anqa::Admission> signed_in(anqa::Entrant entrant) {
  auto user = co_await user_of(std::move(entrant));
  if (!user) co_return to_the_login();
  co_return anqa::admit().assign("current_user", *std::move(user));
}

anqa::Task<anqa::Admission> signed_in_admin(anqa::Entrant entrant) {
  auto user = co_await user_of(std::move(entrant));
  if (!user) co_return to_the_login();
  if (!user->admin) co_return anqa::refuse(404);
  co_return anqa::admit().assign("current_user", *std::move(user));
}

}  // namespace shop
