#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "anqa/base/result.hpp"
#include "anqa/http/response.hpp"
#include "anqa/web/check_origin.hpp"

namespace anqa {

class SocketRequest;

/// What a socket may be told where it is mounted:
/// `socket<UserSocket>("/socket", {.longpoll = true})`.
struct SocketOptions {
  /// Whether there is `<path>/websocket`.
  bool websocket = true;
  /// Whether there is `<path>/longpoll`, to which the client falls back where
  /// it is given `longPollFallbackMs`.
  bool longpoll = false;
  /// How long a poll waits for something to say; a session that is not polled
  /// for one and a half times as long is over.
  std::chrono::milliseconds window{10'000};
  /// In the place of the endpoint's own.
  std::optional<CheckOrigin> check_origin = std::nullopt;
  /// Whether SocketRequest::session() asks for the session's CSRF token.
  bool check_csrf = true;
  /// The client sends a token apart from its params (its `authToken` option);
  /// see SocketRequest::auth_token.
  bool auth_token = false;
  /// Whether SocketInfo::request keeps the user agent, the address and the x- headers of the request that
  /// opens a socket, some hundred bytes for each connection.
  bool connect_info = false;
  /// The first of the client's Sec-WebSocket-Protocol that is among these is
  /// chosen.
  std::vector<std::string> subprotocols = {};
  /// Topics that one connection may have joined at the same time; and channels of it that may be about to end
  /// because their topic was joined again.
  std::size_t max_channels_per_transport = 100;
  /// Answers a client that connect() refused; by default 403 without a word.
  http::Response (*error_handler)(const SocketRequest& request, const Error& error) = nullptr;
};

}  // namespace anqa
