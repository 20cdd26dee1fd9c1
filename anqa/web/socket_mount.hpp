#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "anqa/http/response.hpp"
#include "anqa/runtime/task.hpp"

namespace anqa {

class SocketRequest;

/// What serves the sockets at one path of an endpoint. Several schedulers call
/// it at the same time.
class SocketTransport {
 public:
  virtual ~SocketTransport() = default;
  /// Whether it answers below its mount at `name`: "websocket" or "longpoll".
  virtual bool serves(std::string_view name) const = 0;
  /// Answers a request for what it serves: an upgrade, an answer, or a refusal
  /// such as 403. Runs in the connection's process.
  virtual Task<http::Response> serve(SocketRequest request) const = 0;
  /// The endpoint stops: what is not held by a WebSocket ends.
  virtual void drain() const {}
};

/// Made by socket() and live_socket() for an endpoint's `sockets`.
struct SocketMount {
  std::string path;
  std::shared_ptr<const SocketTransport> transport;
};

inline SocketMount socket(std::string path, std::shared_ptr<const SocketTransport> transport) {
  return {std::move(path), std::move(transport)};
}

}  // namespace anqa
