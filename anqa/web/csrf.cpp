#include "anqa/web/csrf.hpp"

#include <algorithm>
#include <string>

#include "anqa/web/conn.hpp"
#include "anqa/web/crypto/csrf_token.hpp"
#include "anqa/web/endpoint_config.hpp"
#include "anqa/web/http_error.hpp"

namespace anqa {
namespace {

constexpr std::string_view session_key = "_csrf_token";
/// Plug's own name for it, which tests put, too.
constexpr std::string_view skip_key = "plug_skip_csrf_protection";

/// The value of the session's own token; empty when it has none.
std::string session_token(const Conn& conn) {
  return std::string(conn.get_session(session_key).as_binary().value_or(""));
}

/// The session's token, made where there is none.
std::string ensure_token(Conn& conn) {
  std::string token = session_token(conn);
  if (token.size() != CsrfToken::session_size) {
    token = CsrfToken::generate();
    conn.put_session(session_key, Term(token));
  }
  return token;
}

bool skips(const Conn& conn) {
  const bool* skip = conn.get_private<bool>(skip_key);
  return skip != nullptr && *skip;
}

/// "shop.example" of "https://user@shop.example:443/path"; empty where the URL has no host.
std::string_view host_of(std::string_view url) {
  const auto slashes = url.find("//");
  if (slashes == std::string_view::npos ||
      url.substr(0, slashes).find_first_of("/?#") != std::string_view::npos)
    return {};
  url = url.substr(slashes + 2);
  url = url.substr(0, url.find_first_of("/?#\\"));
  if (const auto at = url.rfind('@'); at != std::string_view::npos) url = url.substr(at + 1);
  if (url.starts_with('[')) return url.substr(0, url.find(']') + 1);
  return url.substr(0, url.find(':'));
}

/// A <script> of another site is sent without our headers but with the visitor's cookies, and could read what
/// the script holds.
void refuse_foreign_script(const Conn& conn) {
  const auto type = conn.get_resp_header("content-type").value_or("");
  if (!type.starts_with("text/javascript") && !type.starts_with("application/javascript")) return;
  if (conn.get_req_header("x-requested-with") == "XMLHttpRequest" || skips(conn)) return;
  throw HttpError(403, "this script is given only to requests that this site's own pages make");
}

bool allows(const ProtectFromForgery& options, const Conn& conn, std::string_view host) {
  if (host.empty()) return false;
  if (host == host_of("//" + std::string(conn.host()))) return true;
  return std::ranges::any_of(options.allow_hosts, [host](std::string_view allowed) {
    return !allowed.empty() && (allowed.starts_with('.') ? host.ends_with(allowed) : host == allowed);
  });
}

bool is_valid(const ProtectFromForgery& options, const Conn& conn, const std::string& expected,
              std::string_view sent) {
  if (CsrfToken::valid(expected, sent)) return true;
  const auto host = CsrfToken::host_of(expected, sent, conn.endpoint().secret_key_base);
  return host && allows(options, conn, *host);
}

}  // namespace

std::string Conn::csrf_token() { return CsrfToken::mask(ensure_token(*this)); }

std::string Conn::csrf_token_for(std::string_view url) {
  const std::string_view host = host_of(url);
  if (host.empty()) return csrf_token();
  return CsrfToken::for_host(ensure_token(*this), host, endpoint().secret_key_base);
}

Conn&& Conn::delete_csrf_token() {
  if (!get_session(session_key).is_nil()) delete_session(session_key);
  return std::move(*this);
}

Conn ProtectFromForgery::operator()(Conn conn) const {
  const auto method = conn.method();
  if (method == http::Method::get) conn.register_before_send(refuse_foreign_script);
  if (http::is_safe(method) || skips(conn)) return conn;
  const std::string expected = session_token(conn);
  const Params parameter = conn.body_params()[session_key];
  if (is_valid(*this, conn, expected, conn.get_req_header("x-csrf-token").value_or("")) ||
      is_valid(*this, conn, expected, parameter.text().value_or(""))) {
    return conn;
  }
  if (clear_session) return conn.clear_session().configure_session({.ignore = true});
  throw HttpError(
      403,
      "the CSRF token is missing or does not belong to this session; load the page again and repeat "
      "what you did");
}

Conn protect_from_forgery(Conn conn) { return ProtectFromForgery{}(std::move(conn)); }

Conn skip_csrf_protection(Conn conn) { return conn.put_private(skip_key, true); }

}  // namespace anqa
