#pragma once

#include "accounts/user.hpp"
#include "anqa/web/guard.hpp"

namespace shop {

/// The user whose login the session holds; everybody else is sent to the login page.
anqa::Task<anqa::Admission> signed_in(anqa::Entrant entrant);

/// For scopes that want a login. Who it is, is assigned as "current_user".
inline constexpr auto members = anqa::guard("members", signed_in);

}  // namespace shop
