#include "anqa/web/conn_url.hpp"

#include "anqa/web/conn.hpp"
#include "anqa/web/detail/conn_state.hpp"
#include "anqa/web/endpoint.hpp"
#include "anqa/web/path.hpp"

namespace anqa {
namespace {

constexpr std::string_view router_url_key = "anqa.router_url";
constexpr std::string_view static_url_key = "anqa.static_url";

/// The configured address, with what it leaves open taken from where the endpoint listens.
std::string address(const EndpointConfig& config, const UrlOptions& url) {
  const std::string scheme = !url.scheme.empty() ? url.scheme : config.https ? "https" : "http";
  std::string out = scheme + "://" + (url.host.empty() ? config.host : url.host);
  const std::uint16_t port = url.port != 0 ? url.port : config.port;
  const std::uint16_t usual = scheme == "https" ? 443 : 80;
  if (port != usual && port != 0) out += ":" + std::to_string(port);
  if (url.path != "/") out += url.path;
  return out;
}

}  // namespace

namespace detail {

std::string base_url(const EndpointConfig& config) { return address(config, config.url); }

std::string base_url(const Conn& conn) {
  const auto* url = conn.get_private<std::string>(router_url_key);
  return url != nullptr ? *url : base_url(conn.endpoint());
}

}  // namespace detail

std::string unverified_path(std::string_view path, const Params& query) {
  std::string out(path);
  if (const std::string text = query.encode(); !text.empty()) {
    out += out.find('?') == std::string::npos ? '?' : '&';
    out += text;
  }
  return out;
}

std::string unverified_url(const Conn& conn, std::string_view path) {
  return detail::base_url(conn) + std::string(path);
}
std::string unverified_url(const Conn& conn, std::string_view path, const Params& query) {
  return detail::base_url(conn) + unverified_path(path, query);
}

std::string request_url(const Conn& conn) {
  return std::string(conn.scheme()) + "://" + std::string(conn.host()) + conn.request().target;
}

std::string current_path(const Conn& conn) { return conn.request().target; }
std::string current_path(const Conn& conn, const Params& query) {
  return unverified_path(conn.request_path(), query);
}
std::string current_url(const Conn& conn) { return detail::base_url(conn) + current_path(conn); }
std::string current_url(const Conn& conn, const Params& query) {
  return detail::base_url(conn) + current_path(conn, query);
}

Conn&& put_router_url(Conn& conn, std::string url) {
  return conn.put_private(router_url_key, std::move(url));
}
Conn&& put_static_url(Conn& conn, std::string url) {
  return conn.put_private(static_url_key, std::move(url));
}

std::string static_url(const EndpointConfig& config, std::string_view path) {
  return address(config, config.static_url ? *config.static_url : config.url) + std::string(path);
}

std::string static_path(const Conn& conn, std::string_view path) {
  return detail::ConnAccess::state(conn).context->static_manifest.path(path);
}
std::string static_integrity(const Conn& conn, std::string_view path) {
  return detail::ConnAccess::state(conn).context->static_manifest.integrity(path);
}

std::string static_url(const Conn& conn, std::string_view path) {
  const auto* url = conn.get_private<std::string>(static_url_key);
  const std::string found = static_path(conn, path);
  return url != nullptr ? *url + found : static_url(conn.endpoint(), found);
}

}  // namespace anqa
