#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "anqa/http/request.hpp"
#include "anqa/term/params.hpp"

namespace anqa {

struct EndpointConfig;
namespace detail {
struct ConnState;
struct EndpointContext;
}  // namespace detail

/// A request to open a socket: what connect() decides by, Phoenix's params and
/// connect_info. Cheap to copy; what is kept of it beyond connect() is what
/// connect() returns.
class SocketRequest {
 public:
  SocketRequest(std::shared_ptr<detail::ConnState> state, std::string_view mount);

  /// Of the query string. They come from the client and prove nothing.
  const Params& params() const;
  /// The visitor's session: a map with string keys; nil where there is none, or
  /// where the `_csrf_token` parameter does not belong to it, so that no page
  /// of another site gets in with the visitor's cookie.
  Term session() const;
  const http::PeerAddress& peer_data() const;
  /// "http://shop.example/socket/websocket?vsn=2.0.0", as the request had it.
  std::string uri() const;
  std::string_view user_agent() const;
  using Headers = std::vector<std::pair<std::string, std::string>>;
  /// The fields whose names begin with "x-": what proxies add, or the client.
  Headers x_headers() const { return headers_beginning_with("x-"); }
  /// traceparent and tracestate.
  Headers trace_context_headers() const { return headers_beginning_with("trace"); }
  Headers sec_websocket_headers() const { return headers_beginning_with("sec-websocket-"); }
  /// The token that the client was given as its `authToken` option, if the
  /// socket takes one.
  std::optional<std::string> auth_token() const;

  const http::Request& request() const;
  const EndpointConfig& endpoint() const;
  /// The last segment of the path, "websocket" or "longpoll".
  std::string_view name() const;
  /// Where the socket is mounted: "/socket".
  std::string_view mount() const { return mount_; }

  /// For the room's own parts.
  const std::shared_ptr<const detail::EndpointContext>& context() const;
  void set_check_csrf(bool check) { check_csrf_ = check; }

 private:
  Headers headers_beginning_with(std::string_view prefix) const;

  std::shared_ptr<detail::ConnState> state_;
  std::string_view mount_;
  bool check_csrf_ = true;
};

}  // namespace anqa
