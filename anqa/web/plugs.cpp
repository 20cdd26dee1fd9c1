#include "anqa/web/plugs.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <string>
#include <utility>

#include "anqa/base/log.hpp"
#include "anqa/http/headers.hpp"
#include "anqa/web/conn.hpp"
#include "anqa/web/crypto/random.hpp"
#include "anqa/web/detail/conn_state.hpp"
#include "anqa/web/http_error.hpp"

namespace anqa {
namespace {

bool is_harmless_id(std::string_view id) {
  return id.size() >= 20 && id.size() <= 200 && std::ranges::all_of(id, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  std::string_view("-_=.+/:@").contains(c);
         });
}

/// "850 µs", "1.2 ms", "3.0 s".
std::string in_words(std::chrono::steady_clock::duration elapsed) {
  const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(elapsed).count();
  if (micros < 1000) return std::to_string(micros) + " µs";
  const auto [divisor, unit] = micros < 1'000'000 ? std::pair(1000, " ms") : std::pair(1'000'000, " s");
  const auto tenths = micros * 10 / divisor;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + unit;
}

std::string_view trim(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

Conn require_accepted(Conn conn, std::string_view type) {
  if (accepts(conn.get_req_header("accept").value_or(""), type)) return conn;
  throw HttpError(406, "this is given as " + std::string(type) + " only, which the request does not accept");
}

}  // namespace

Conn put_secure_browser_headers(Conn conn) {
  using Header = std::pair<std::string_view, std::string_view>;
  static constexpr std::array headers = {
      Header{"content-security-policy", "base-uri 'self'; frame-ancestors 'self';"},
      Header{"referrer-policy", "strict-origin-when-cross-origin"},
      Header{"x-content-type-options", "nosniff"},
      Header{"x-permitted-cross-domain-policies", "none"},
  };
  for (const auto& [name, value] : headers) {
    if (!conn.get_resp_header(name)) conn.put_resp_header(name, value);
  }
  return conn;
}

Conn request_id(Conn conn) {
  const std::string_view given = conn.get_req_header("x-request-id").value_or("");
  std::string& id = detail::ConnAccess::state(conn).request_id;
  id = is_harmless_id(given) ? std::string(given) : random_token(15);
  return conn.put_resp_header("x-request-id", id);
}

Conn request_logger(Conn conn) {
  if (!log_enabled(LogLevel::info)) return conn;
  const auto started = std::chrono::steady_clock::now();
  return conn.register_before_send([started](const Conn& done) {
    std::string line(http::to_string(done.request().method));
    line += ' ';
    line += done.request_path();
    line += ' ';
    line += std::to_string(done.status());
    line += " in " + in_words(std::chrono::steady_clock::now() - started);
    if (!done.request_id().empty()) line.append(" request_id=").append(done.request_id());
    log_info(line);
  });
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

Conn accepts_html(Conn conn) { return require_accepted(std::move(conn), "text/html"); }
Conn accepts_json(Conn conn) { return require_accepted(std::move(conn), "application/json"); }

bool accepts(std::string_view accept_header, std::string_view type) {
  if (trim(accept_header).empty()) return true;
  const std::string any_of_its_kind = std::string(type.substr(0, type.find('/'))) + "/*";
  while (!accept_header.empty()) {
    const auto comma = accept_header.find(',');
    std::string_view range = accept_header.substr(0, comma);
    accept_header = comma == std::string_view::npos ? std::string_view() : accept_header.substr(comma + 1);
    const auto semicolon = range.find(';');
    const auto options =
        semicolon == std::string_view::npos ? std::string_view() : trim(range.substr(semicolon + 1));
    range = trim(range.substr(0, semicolon));
    const bool refused = options == "q=0" || options == "q=0.0";
    if (!refused && (range == "*/*" || http::equal_ignoring_case(range, type) ||
                     http::equal_ignoring_case(range, any_of_its_kind))) {
      return true;
    }
  }
  return false;
}

}  // namespace anqa
