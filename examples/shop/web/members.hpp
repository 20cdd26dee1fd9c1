#pragma once

#include "accounts/user.hpp"
#include "anqa/web/guard.hpp"

namespace shop {

/// The user whose login the session holds; everybody else is sent to the login page.
anqa::Task<anqa::Admission> signed_in(anqa::Entrant entrant);
/// The same, of the shop's own people; for others the page is not there.
anqa::Task<anqa::Admission> signed_in_admin(anqa::Entrant entrant);

/// For scopes that want a login. Who it is, is assigned as "current_user".
inline constexpr auto members = anqa::guard("members", signed_in);
inline constexpr auto admins = anqa::guard("admins", signed_in_admin);

}  // namespace shop
