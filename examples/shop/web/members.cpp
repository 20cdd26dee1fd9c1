#include "web/members.hpp"

#include "accounts/accounts.hpp"

namespace shop {

anqa::Task<anqa::Admission> signed_in(anqa::Entrant entrant) {
  auto user = co_await accounts::user_of_token(std::string(entrant.session.get("user_token").value_or("")));
  if (!user) co_return anqa::turn_away("/login").put_flash("error", "You must log in to see this page.");
  co_return anqa::admit().assign("current_user", *std::move(user));
}

}  // namespace shop
