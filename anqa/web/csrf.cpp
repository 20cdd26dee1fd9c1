#include "anqa/web/csrf.hpp"

#include <string>

#include "anqa/web/conn.hpp"
#include "anqa/web/crypto/csrf_token.hpp"
#include "anqa/web/http_error.hpp"

namespace anqa {
namespace {

constexpr std::string_view session_key = "_csrf_token";

/// The value of the session's own token; empty when it has none.
std::string session_token(const Conn& conn) {
  return std::string(conn.get_session(session_key).as_binary().value_or(""));
}

/// A <script> of another site is sent without our headers but with the visitor's cookies, and could read what
/// the script holds.
void refuse_foreign_script(const Conn& conn) {
  const auto type = conn.get_resp_header("content-type").value_or("");
  if (!type.starts_with("text/javascript") && !type.starts_with("application/javascript")) return;
  if (conn.get_req_header("x-requested-with") == "XMLHttpRequest") return;
  throw HttpError(403, "this script is given only to requests that this site's own pages make");
}

}  // namespace

std::string Conn::csrf_token() {
  std::string token = session_token(*this);
  if (token.size() != 24) {
    token = CsrfToken::generate();
    put_session(session_key, Term(token));
  }
  return CsrfToken::mask(token);
}

Conn protect_from_forgery(Conn conn) {
  if (http::is_safe(conn.method())) {
    if (conn.method() == http::Method::get) conn.register_before_send(refuse_foreign_script);
    return conn;
  }
  const std::string expected = session_token(conn);
  const Params parameter = conn.body_params()["_csrf_token"];
  if (CsrfToken::valid(expected, conn.get_req_header("x-csrf-token").value_or("")) ||
      CsrfToken::valid(expected, parameter.text().value_or(""))) {
    return conn;
  }
  throw HttpError(
      403,
      "the CSRF token is missing or does not belong to this session; load the page again and repeat "
      "what you did");
}

}  // namespace anqa
