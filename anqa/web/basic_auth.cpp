#include "anqa/web/basic_auth.hpp"

#include "anqa/base/encoding.hpp"
#include "anqa/http/headers.hpp"
#include "anqa/web/conn.hpp"

namespace anqa {

Conn basic_auth(Conn conn, std::string_view username, std::string_view password, std::string_view realm) {
  if (const auto given = parse_basic_auth(conn)) {
    // Both are compared, so that the time tells nothing of either.
    const bool same_name = secure_equal(given->username, username);
    const bool same_password = secure_equal(given->password, password);
    if (same_name && same_password) return conn;
  }
  return request_basic_auth(std::move(conn), realm);
}

std::optional<Credentials> parse_basic_auth(const Conn& conn) {
  constexpr std::string_view scheme = "Basic ";
  const std::string_view header = conn.get_req_header("authorization").value_or("");
  if (!http::equal_ignoring_case(header.substr(0, scheme.size()), scheme)) return std::nullopt;
  const auto text = base64_decode(header.substr(scheme.size()));
  const auto colon = text ? text->find(':') : std::string::npos;
  if (colon == std::string::npos) return std::nullopt;
  return Credentials{text->substr(0, colon), text->substr(colon + 1)};
}

Conn request_basic_auth(Conn conn, std::string_view realm) {
  std::string quoted;
  for (const char c : realm) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  conn.put_resp_header("www-authenticate", "Basic realm=\"" + quoted + "\"");
  return conn.put_status(401).text("Unauthorized").halt();
}

std::string encode_basic_auth(std::string_view username, std::string_view password) {
  return "Basic " + base64_encode(std::string(username) + ":" + std::string(password));
}

}  // namespace anqa
