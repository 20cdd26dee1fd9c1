#include "web/logins.hpp"

#include "accounts/accounts.hpp"
#include "anqa/live/channel/flash.hpp"
#include "anqa/live/channel/layout.hpp"
#include "anqa/web/endpoint.hpp"
#include "anqa/web/flash.hpp"
#include "web/login_page.hpp"
#include "web/registration_page.hpp"
#include "web/visitor.hpp"

namespace shop::logins {
namespace {

using anqa::Conn, anqa::Params, anqa::Task;

anqa::FormField password_field(const anqa::Changeset<User>& changeset) {
  anqa::FormField field{.id = "user_password", .name = "user[password]"};
  if (changeset.action() != anqa::ChangesetAction{}) field.errors = changeset.errors_on("hashed_password");
  return field;
}

Task<Conn> show_registration(Conn conn, anqa::Changeset<User> changeset) {
  RegistrationPage page{.visitor = co_await find_visitor(Params(conn.session())),
                        .csrf_token = conn.csrf_token(),
                        .form = anqa::to_form<&User::name, &User::email>(changeset, "user"),
                        .password = password_field(changeset)};
  co_return anqa::render(std::move(conn), page, "Register");
}

Task<Conn> begin(Conn conn, std::int64_t user_id) {
  conn = renew_session(std::move(conn));
  const std::string token = co_await accounts::log_in(user_id);
  conn.put_session(session_key, token);
  // The login's live pages are disconnected with its other sockets when it ends.
  conn.put_session("live_socket_id", sockets_of(token));
  co_return conn.redirect("/account");
}

}  // namespace

std::string sockets_of(std::string_view token) { return "logins:" + std::string(token); }

Task<Conn> login_form(Conn conn) {
  LoginPage page{.visitor = co_await find_visitor(Params(conn.session())),
                 .csrf_token = conn.csrf_token(),
                 .flash = anqa::flash_of(conn)};
  co_return anqa::render(std::move(conn), page, "Log in");
}

// [log in]
Task<Conn> log_in(Conn conn, Params params) {
  const Params sent = params["user"];
  const std::string email(sent.get("email").value_or(""));
  const auto user = co_await accounts::authenticate(email, std::string(sent.get("password").value_or("")));
  if (user) co_return co_await begin(std::move(conn), user->id);
  // Which of the two was wrong is nobody's business.
  LoginPage page{.visitor = co_await find_visitor(Params(conn.session())),
                 .csrf_token = conn.csrf_token(),
                 .email = email};
  page.flash.put("error", "No user has this e-mail and this password.");
  conn.put_status(422);
  co_return anqa::render(std::move(conn), page, "Log in");
}
// [/log in]

Task<Conn> log_out(Conn conn) {
  const std::string token(Params(conn.session()).get(session_key).value_or(""));
  co_await accounts::log_out(token);
  if (!token.empty()) anqa::Endpoint::broadcast(sockets_of(token), "disconnect");
  conn = renew_session(std::move(conn));
  conn.put_flash("info", "You have logged out.");
  co_return conn.redirect("/login");
}

Task<Conn> registration_form(Conn conn) { return show_registration(std::move(conn), anqa::change(User{})); }

Task<Conn> register_user(Conn conn, Params params) {
  auto registered = co_await accounts::register_user(params["user"]);
  if (registered) co_return co_await begin(std::move(conn), registered->id);
  conn.put_status(422);
  co_return co_await show_registration(std::move(conn), std::move(registered.error()));
}

}  // namespace shop::logins
