#include "anqa/web/socket_mount.hpp"

#include "anqa/http/headers.hpp"
#include "anqa/web/endpoint_config.hpp"

namespace anqa {
namespace {

struct Origin {
  std::string_view scheme;  // empty for any
  std::string_view host;
  std::string_view port;  // empty for any

  static Origin parse(std::string_view text) {
    Origin origin;
    const auto mark = text.find("//");
    if (mark != std::string_view::npos) {
      origin.scheme = text.substr(0, mark);
      if (origin.scheme.ends_with(':')) origin.scheme.remove_suffix(1);
      text.remove_prefix(mark + 2);
    }
    text = text.substr(0, text.find('/'));
    const auto colon = text.rfind(':');
    const auto bracket = text.rfind(']');  // of an IPv6 address
    if (colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket)) {
      origin.port = text.substr(colon + 1);
      text = text.substr(0, colon);
    }
    origin.host = text;
    return origin;
  }

  std::string_view effective_port() const {
    if (!port.empty()) return port;
    if (http::equal_ignoring_case(scheme, "https")) return "443";
    return http::equal_ignoring_case(scheme, "http") ? "80" : "";
  }
};

bool host_matches(std::string_view host, std::string_view pattern) {
  if (!pattern.starts_with("*.")) return http::equal_ignoring_case(host, pattern);
  const auto suffix = pattern.substr(1);  // ".shop.example"
  return host.size() > suffix.size() &&
         http::equal_ignoring_case(host.substr(host.size() - suffix.size()), suffix);
}

bool matches(const Origin& origin, const Origin& allowed) {
  if (!host_matches(origin.host, allowed.host)) return false;
  if (!allowed.scheme.empty() && !http::equal_ignoring_case(origin.scheme, allowed.scheme)) return false;
  if (allowed.scheme.empty() && allowed.port.empty()) return true;
  return origin.effective_port() == allowed.effective_port() ||
         (allowed.scheme.empty() && origin.effective_port() == allowed.port);
}

}  // namespace

bool is_origin_allowed(std::string_view origin, const EndpointConfig& config) {
  const Origin given = Origin::parse(origin);
  for (const std::string& allowed : config.check_origin) {
    if (allowed == "any") return true;
    if (given.host.empty()) continue;  // "null": a sandboxed page or a file
    if (matches(given, allowed == "same" ? Origin{.scheme = {}, .host = config.host, .port = {}}
                                         : Origin::parse(allowed))) {
      return true;
    }
  }
  return false;
}

}  // namespace anqa
