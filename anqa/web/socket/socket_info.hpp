#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "anqa/http/request.hpp"
#include "anqa/web/socket/socket_assigns.hpp"

namespace anqa {

namespace detail {
struct EndpointContext;
}

/// What is kept of the request that opened a socket, where its SocketOptions ask for it: Phoenix's
/// connect_info.
struct ConnectInfo {
  using Headers = std::vector<std::pair<std::string, std::string>>;
  std::string uri;
  std::string user_agent;
  Headers x_headers;
  Headers trace_context_headers;
};

enum class SocketTransportKind : std::uint8_t { websocket, longpoll };

/// What is known of a connection once it is open; shared by the processes of
/// its topics and never changed.
struct SocketInfo {
  /// What the application's connect() made of the request: its Assigns.
  SocketAssigns assigns;
  /// Broadcasting "disconnect" to this topic closes the connection, and all
  /// others of that id. Empty: none.
  std::string id;
  http::PeerAddress peer;
  SocketTransportKind transport = SocketTransportKind::websocket;
  /// Null unless SocketOptions::connect_info asked for it.
  std::shared_ptr<const ConnectInfo> request = nullptr;
  /// Null in tests that have no endpoint.
  std::shared_ptr<const detail::EndpointContext> endpoint;
};

}  // namespace anqa
