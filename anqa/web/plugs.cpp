#include "anqa/web/plugs.hpp"

#include <algorithm>
#include <string>

#include "anqa/http/headers.hpp"
#include "anqa/runtime/log_metadata.hpp"
#include "anqa/runtime/process.hpp"
#include "anqa/web/conn.hpp"
#include "anqa/web/crypto/random.hpp"
#include "anqa/web/detail/conn_state.hpp"

namespace anqa {
namespace {

bool is_harmless_id(std::string_view id) {
  return id.size() >= 20 && id.size() <= 200 && std::ranges::all_of(id, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  std::string_view("-_=.+/:@").contains(c);
         });
}

}  // namespace

Conn put_secure_browser_headers(Conn conn) { return PutSecureBrowserHeaders{}(std::move(conn)); }

Conn PutSecureBrowserHeaders::operator()(Conn conn) const {
  using Header = std::pair<std::string_view, std::string_view>;
  static constexpr std::array headers = {
      Header{"content-security-policy", "base-uri 'self'; frame-ancestors 'self';"},
      Header{"referrer-policy", "strict-origin-when-cross-origin"},
      Header{"x-content-type-options", "nosniff"},
      Header{"x-permitted-cross-domain-policies", "none"},
  };
  for (const auto& [name, value] : extra) {
    if (!name.empty()) conn.put_resp_header(name, value);
  }
  for (const auto& [name, value] : headers) {
    if (!conn.get_resp_header(name)) conn.put_resp_header(name, value);
  }
  return conn;
}

Conn request_id(Conn conn) { return RequestId{}(std::move(conn)); }

Conn RequestId::operator()(Conn conn) const {
  const std::string_view given = conn.get_req_header(http_header).value_or("");
  std::string& id = detail::ConnAccess::state(conn).request_id;
  id = is_harmless_id(given) ? std::string(given) : random_token(15);
  conn.put_resp_header(http_header, id);
  if (!assign_as.empty()) conn.assign(assign_as, id);
  // Outside of a process there is nothing that could keep it.
  if (!logger_metadata_key.empty() && self()) logger::metadata({{logger_metadata_key, id}});
  return conn;
}

Conn method_override(Conn conn) {
  if (conn.method() != http::Method::post) return conn;
  const Params wanted = conn.body_params()["_method"];
  for (const auto method : {http::Method::put, http::Method::patch, http::Method::delete_}) {
    if (http::equal_ignoring_case(wanted.text().value_or(""), http::to_string(method))) {
      detail::ConnAccess::state(conn).method = method;
    }
  }
  return conn;
}

}  // namespace anqa
