#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "anqa/http/request.hpp"
#include "anqa/http/response.hpp"
#include "anqa/term/params.hpp"

namespace anqa {

struct EndpointConfig;
class Router;
namespace detail {
struct EndpointContext;
}

/// A request to open a socket, after the endpoint's own checks: it is a GET of `<path>/websocket`, and its
/// Origin is one that check_origin admits.
struct SocketRequest {
  const http::Request& request;
  /// Of the query string.
  const Params& params;
  /// The visitor's session: a map with string keys; nil where the `_csrf_token` parameter does not belong to
  /// it or there is none.
  const Term& session;
  const EndpointConfig& endpoint;
  const Router& router;
  /// Keeps the two alive for as long as the socket needs them.
  std::shared_ptr<const detail::EndpointContext> context = {};
};

/// What serves the sockets at one path of an endpoint. Several schedulers call it at the same time.
class SocketTransport {
 public:
  virtual ~SocketTransport() = default;
  /// An upgrade, or a refusal such as 403. Runs in the connection's process.
  virtual http::Response connect(const SocketRequest& request) const = 0;
};

/// `{"/live", std::make_shared<ChannelTransport>(…)}`
struct SocketMount {
  std::string path;
  std::shared_ptr<const SocketTransport> transport;
};

inline SocketMount socket(std::string path, std::shared_ptr<const SocketTransport> transport) {
  return {std::move(path), std::move(transport)};
}

/// Whether a page of `origin` ("https://shop.example:4000", the Origin header) may open a socket here;
/// `allowed` is EndpointConfig::check_origin. Origins are compared without case; the default port of the
/// scheme may be left out.
bool is_origin_allowed(std::string_view origin, const EndpointConfig& config);

}  // namespace anqa
