#include <algorithm>

#include "anqa/http/internal/client_exchange.hpp"
#include "anqa/http/internal/response_writer.hpp"

namespace anqa::http::detail {
namespace {

bool is_clients_own(std::string_view name) {
  for (const std::string_view own :
       {"host", "content-length", "connection", "transfer-encoding", "keep-alive"}) {
    if (equal_ignoring_case(name, own)) return true;
  }
  return false;
}

}  // namespace

result<std::string> format_request(const Url& url, const ClientRequest& what) {
  for (const Header field : what.headers) {
    if (!is_sendable_field(field)) {
      return fail("the request to " + url.origin() + " has a header field that cannot be sent: \"" +
                  std::string(field.name) + "\"");
    }
  }
  std::string bytes(to_string(what.method));
  bytes.append(" ").append(url.target).append(" HTTP/1.1\r\nhost: ").append(url.authority).append("\r\n");
  for (const Header field : what.headers) {
    if (is_clients_own(field.name)) continue;
    bytes.append(field.name).append(": ").append(field.value).append("\r\n");
  }
  const bool may_be_empty = what.method == Method::get || what.method == Method::head ||
                            what.method == Method::delete_ || what.method == Method::options;
  if (!what.body.empty() || !may_be_empty)
    bytes.append("content-length: ").append(std::to_string(what.body.size())).append("\r\n");
  bytes += "\r\n";
  return bytes += what.body;
}

}  // namespace anqa::http::detail
