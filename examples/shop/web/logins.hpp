#pragma once

#include "anqa/runtime/task.hpp"
#include "anqa/term/params.hpp"
#include "anqa/web/conn.hpp"

/// Logging in and out, and becoming a user: forms that are sent as HTML forms are, since only a response of
/// HTTP can change a session.
namespace shop::logins {

/// The session's key of a login's token.
inline constexpr std::string_view session_key = "user_token";
/// What disconnects all sockets of a login: broadcast when it ends.
std::string sockets_of(std::string_view token);

anqa::Task<anqa::Conn> login_form(anqa::Conn conn);
anqa::Task<anqa::Conn> log_in(anqa::Conn conn, anqa::Params params);
anqa::Task<anqa::Conn> log_out(anqa::Conn conn);
anqa::Task<anqa::Conn> registration_form(anqa::Conn conn);
anqa::Task<anqa::Conn> register_user(anqa::Conn conn, anqa::Params params);

}  // namespace shop::logins
