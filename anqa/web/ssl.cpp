#include "anqa/web/ssl.hpp"

#include <algorithm>
#include <string>

#include "anqa/web/conn.hpp"
#include "anqa/web/detail/endpoint_plugs.hpp"
#include "anqa/web/http_error.hpp"

namespace anqa {
namespace {

std::string hsts_header(const ForceSsl& options) {
  std::string value = "max-age=" + std::to_string(options.expires);
  if (options.subdomains) value += "; includeSubDomains";
  if (options.preload) value += "; preload";
  return value;
}

}  // namespace

Conn ForceSsl::operator()(Conn conn) const {
  const std::string_view name = detail::host_without_port(conn.host());
  if (std::ranges::find(exclude, name) != exclude.end() && !name.empty()) return conn;
  if (conn.request().scheme == "https") {
    if (hsts) conn.put_resp_header("strict-transport-security", hsts_header(*this));
    return conn;
  }
  const std::string_view where = host.empty() ? name : host;
  if (where.empty()) throw HttpError(400, "the request names no host");
  const auto method = conn.request().method;
  const bool safe = method == http::Method::get || method == http::Method::head;
  std::string url = "https://";
  url += where;
  url += conn.request().target;
  return conn.put_status(safe ? 301 : 307).redirect_external(url).halt();
}

}  // namespace anqa
