#include "anqa/web/rewrite_on.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>

#include "anqa/http/headers.hpp"
#include "anqa/web/conn.hpp"
#include "anqa/web/detail/conn_state.hpp"
#include "anqa/web/detail/endpoint_plugs.hpp"

namespace anqa {
namespace {

std::string_view trim(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  return text;
}

/// The `from_end`th value of a header that may come several times and hold a list each time, the last being
/// 1; empty where there are fewer.
std::string listed(const http::Headers& headers, std::string_view name, int from_end) {
  std::string all;
  for (const std::string_view value : headers.get_all(name)) all.append(all.empty() ? "" : ",").append(value);
  std::string_view rest = all;
  for (int i = 1; i < from_end; ++i) {
    const auto comma = rest.rfind(',');
    if (comma == std::string_view::npos) return {};
    rest = rest.substr(0, comma);
  }
  const auto comma = rest.rfind(',');
  return std::string(trim(comma == std::string_view::npos ? rest : rest.substr(comma + 1)));
}

/// "203.0.113.7", "[2001:db8::1]" or either with a port, as a bare address; empty where it is none.
std::string address_of(std::string_view text) {
  if (text.starts_with('[')) {
    text = text.substr(1, std::min(text.find(']'), text.size()) - 1);
  } else if (std::ranges::count(text, ':') == 1) {
    text = text.substr(0, text.find(':'));
  }
  const bool plausible = !text.empty() && text.size() <= 45 && std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == ':' || c == '.';
  });
  return plausible ? std::string(text) : std::string();
}

bool is_host(std::string_view text) {
  return !text.empty() && text.size() <= 255 && std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view(".-_:[]").contains(c);
  });
}

bool is_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && end == text.data() + text.size() && port != 0;
}

}  // namespace

Conn RewriteOn::operator()(Conn conn) const {
  http::Request& request = detail::ConnAccess::state(conn).request;
  if (x_forwarded_for) {
    const std::string ip = address_of(listed(request.headers, "x-forwarded-for", proxies));
    if (!ip.empty()) request.peer = {.ip = ip, .port = 0};
  }
  if (x_forwarded_proto) {
    const std::string scheme = listed(request.headers, "x-forwarded-proto", 1);
    if (http::equal_ignoring_case(scheme, "https")) request.scheme = "https";
    if (http::equal_ignoring_case(scheme, "http")) request.scheme = "http";
  }
  if (x_forwarded_host) {
    const std::string host = listed(request.headers, "x-forwarded-host", 1);
    if (is_host(host)) request.headers.set("host", host);
  }
  if (x_forwarded_port) {
    const std::string port = listed(request.headers, "x-forwarded-port", 1);
    const std::string name(detail::host_without_port(request.host()));
    if (is_port(port) && !name.empty()) request.headers.set("host", name + ":" + port);
  }
  return conn;
}

}  // namespace anqa
