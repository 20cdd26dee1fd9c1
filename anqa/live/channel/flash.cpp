#include "anqa/live/channel/flash.hpp"

#include "anqa/live/channel/internal/tokens.hpp"
#include "anqa/web/endpoint_config.hpp"

namespace anqa {
namespace {

constexpr std::string_view flash_key = "anqa.flash";
/// Where Phoenix keeps it in the session.
constexpr std::string_view session_key = "phoenix_flash";
/// Written by the browser's side of a live view before it loads another page.
constexpr std::string_view cookie_name = "__phoenix_flash__";

}  // namespace

Conn fetch_live_flash(Conn conn) {
  Flash flash = detail::flash_from_term(conn.get_session(session_key));
  if (!flash.empty()) conn.delete_session(session_key);
  if (const auto cookie = conn.req_cookie(cookie_name)) {
    const detail::LiveTokens tokens(conn.endpoint().secret_key_base);
    if (auto sent = tokens.read_flash(*cookie)) {
      for (const auto& [kind, message] : sent->entries()) flash.put(kind, message);
    }
    conn.delete_resp_cookie(cookie_name, {.http_only = false});
  }
  return conn.put_private(flash_key, std::move(flash));
}

Flash flash_of(const Conn& conn) {
  const auto* flash = conn.get_private<Flash>(flash_key);
  return flash != nullptr ? *flash : Flash();
}

Conn&& put_flash(Conn& conn, std::string_view kind, std::string_view message) {
  Term flash = conn.get_session(session_key);
  if (!flash.is_map()) flash = Term::map();
  flash.set(kind, message);
  return conn.put_session(session_key, std::move(flash));
}

}  // namespace anqa
