#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "anqa/web/fwd.hpp"

/// HTTP Basic authentication (RFC 7617), over https only: the password comes with each request.

namespace anqa {

/// Lets only who knows the password pass; anybody else is asked for it with 401. In a plug of one's own:
///
///     Conn admins(Conn conn) { return anqa::basic_auth(std::move(conn), "admin", admin_password()); }
Conn basic_auth(Conn conn, std::string_view username, std::string_view password,
                std::string_view realm = "Application");

struct Credentials {
  std::string username;
  std::string password;
};
/// What the request brings, for those who look it up elsewhere: compare with secure_equal, and refuse with
/// request_basic_auth.
std::optional<Credentials> parse_basic_auth(const Conn& conn);
/// Asks for a name and a password with 401, and halts.
Conn request_basic_auth(Conn conn, std::string_view realm = "Application");
/// The value of an `authorization` header, for clients and for tests.
std::string encode_basic_auth(std::string_view username, std::string_view password);

}  // namespace anqa
