#include "anqa/web/detail/serve_socket.hpp"

#include "anqa/base/log.hpp"
#include "anqa/web/crypto/csrf_token.hpp"
#include "anqa/web/detail/conn_state.hpp"
#include "anqa/web/http_error.hpp"

namespace anqa::detail {
namespace {

/// The visitor's session, where the request proves with its token that a page of this site made it.
Term session_of_socket(const EndpointContext& context, const Conn& conn) {
  const auto cookie = conn.req_cookie(context.sessions.options().key);
  if (!cookie) return {};
  Term session = context.sessions.read(*cookie);
  const auto expected = session["_csrf_token"].as_binary();
  const Params given = conn.query_params()["_csrf_token"];
  if (!expected || !CsrfToken::valid(*expected, given.text().value_or(""))) return {};
  return session;
}

http::Response open_socket(const SocketMount& mount, const Conn& conn) {
  const auto& context = ConnAccess::state(conn).context;
  if (conn.method() != http::Method::get) throw HttpError(400, "a WebSocket is opened with GET");
  const auto origin = conn.get_req_header("origin");
  if (origin && !is_origin_allowed(*origin, context->config)) {
    log_warning("refused a WebSocket at " + mount.path + ": the origin " +
                std::string(origin->substr(0, 200)) + " is not among check_origin");
    throw HttpError(403, "pages of this origin may not open a WebSocket here");
  }
  const Term session = session_of_socket(*context, conn);
  return mount.transport->connect(
      {conn.request(), conn.query_params(), session, context->config, context->router, context});
}

}  // namespace

const SocketMount* find_socket(const EndpointConfig& config, std::string_view path) {
  for (const SocketMount& mount : config.sockets) {
    if (path.starts_with(mount.path) && path.substr(mount.path.size()) == "/websocket") return &mount;
  }
  return nullptr;
}

Task<Conn> serve_socket(const SocketMount* mount, Conn conn) {
  http::Response response = open_socket(*mount, conn);
  co_return conn.respond(std::move(response)).halt();
}

}  // namespace anqa::detail
