#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "anqa/base/clock.hpp"
#include "anqa/http/websocket.hpp"
#include "anqa/runtime/task.hpp"
#include "anqa/web/socket/channel_transport.hpp"

namespace anqa::testing {

/// A client of a ChannelTransport without a network, for tests that run in a
/// process: what it sends goes to the transport as if a browser had sent it,
/// and what the transport sends waits for next(). To be used by the process
/// that made it.
class TestSocket {
 public:
  TestSocket(const ChannelTransport& transport, SocketInfo info);
  /// On what a response upgraded to.
  explicit TestSocket(std::unique_ptr<http::WebSocketHandler> handler);

  void text(std::string frame) const;
  void binary(std::string frame) const;
  /// The next text or binary frame, or "close <code>" when the server closes
  /// the connection; nothing when all is quiet for so long. A binary frame
  /// starts with one of the bytes 0 to 2, which no text frame does.
  Task<std::optional<std::string>> next(Duration quiet = std::chrono::minutes(1)) const;
  /// The connection breaks.
  void disconnect() const;
  Pid pid() const { return connection_; }

 private:
  Pid inbox_;
  Pid connection_;
};

}  // namespace anqa::testing
