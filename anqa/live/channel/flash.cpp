#include "anqa/live/channel/flash.hpp"

#include "anqa/base/log.hpp"
#include "anqa/live/channel/internal/tokens.hpp"
#include "anqa/web/detail/conn_state.hpp"

namespace anqa {
namespace {

/// Written by the browser's side of a live view before it loads another page.
constexpr std::string_view cookie_name = "__phoenix_flash__";

}  // namespace

Conn fetch_live_flash(Conn conn) {
  conn = fetch_flash(std::move(conn));
  if (const auto cookie = conn.req_cookie(cookie_name)) {
    const detail::LiveTokens tokens(conn.endpoint().secret_key_base);
    if (auto sent = tokens.read_leaving(*cookie)) {
      conn.merge_flash(sent->flash);
      if (!sent->changes.empty()) {
        if (conn.get_session("_csrf_token").as_binary() == sent->csrf_token) {
          sent->changes.apply(conn);
        } else {
          log_warning("the session was not changed: the live page that asked for it was of another session");
        }
      }
    }
    conn.delete_resp_cookie(cookie_name, {.http_only = false});
  }
  return conn;
}

Flash flash_of(const Conn& conn) {
  const auto& fetched = detail::ConnAccess::state(conn).flash;
  return fetched ? *fetched : Flash();
}

Flash detail::read_live_flash(std::string_view secret_key_base, std::string_view token) {
  return LiveTokens(secret_key_base).read_flash(token).value_or(Flash());
}

}  // namespace anqa
