#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "anqa/runtime/pid.hpp"

namespace anqa {
struct Down;
class AnyMessage;
}  // namespace anqa

namespace anqa::http {

/// Close codes of RFC 6455 §7.4.1 and the registry it founded; any other number from 3000 to 4999 is yours.
enum class CloseCode : std::uint16_t {
  normal = 1000,
  going_away = 1001,
  protocol_error = 1002,
  unsupported_data = 1003,
  no_status = 1005,  // the peer's close frame had no code; never sent
  abnormal = 1006,   // the connection ended without a close frame; never sent
  invalid_payload = 1007,
  policy_violation = 1008,
  message_too_big = 1009,
  internal_error = 1011,
  service_restart = 1012,
};

/// What travels to the process that holds a WebSocket: the message behind WebSocketRef. A test may stand in
/// for the connection by being a process that receives these.
struct WebSocketPush {
  enum class Kind : std::uint8_t { text, binary, close };

  Kind kind = Kind::text;
  CloseCode code = CloseCode::normal;  // of a close
  /// The message, or the reason of a close. Shared when one message goes to many sockets.
  std::variant<std::string, std::shared_ptr<const std::string>> payload;

  std::string_view bytes() const {
    if (const auto* own = std::get_if<std::string>(&payload)) return *own;
    return *std::get<1>(payload);
  }
};

/// A handle to one WebSocket that any process may hold, copy and send on. What is pushed arrives in the order
/// in which each process pushed it; once the connection is gone it is dropped without a word (monitor pid()
/// to know).
class WebSocketRef {
 public:
  WebSocketRef() = default;
  /// `connection` is the process that holds the socket, or a test's stand-in for it.
  explicit WebSocketRef(Pid connection) : connection_(connection) {}

  /// Sends one text message; `message` must be UTF-8 (it is the sender's contract and is not checked).
  void text(std::string message) const;
  void text(std::shared_ptr<const std::string> message) const;
  void binary(std::string message) const;
  void binary(std::shared_ptr<const std::string> message) const;
  /// Starts the close handshake; what was pushed before is sent first. `reason`: at most 123 bytes of UTF-8,
  /// the rest is cut off.
  void close(CloseCode code = CloseCode::normal, std::string reason = {}) const;

  /// The connection's process: link or monitor it to learn of its end.
  Pid pid() const { return connection_; }
  bool operator==(const WebSocketRef&) const = default;

 private:
  Pid connection_;
};

/// The application's side of one WebSocket. It lives in the connection's process: its functions run there,
/// one at a time, never wait, and self() is that process. An exception that leaves one closes the socket with
/// 1011, is logged, and disturbs nothing else.
class WebSocketHandler {
 public:
  virtual ~WebSocketHandler() = default;

  /// The handshake is done; `socket` pushes to this connection.
  virtual void on_open(WebSocketRef socket);
  /// A whole text message: its fragments joined, its UTF-8 checked.
  virtual void on_text(std::string_view message) = 0;
  /// A whole binary message. By default the socket is closed with 1003.
  virtual void on_binary(std::string_view message);
  /// The connection is over: the peer's code and reason, or what this side closed it with; `abnormal` when it
  /// broke. Called once, last, except when the process is killed.
  virtual void on_close(CloseCode code, std::string_view reason);
  /// A process that this handler monitors (monitor() inside of on_open or on_text) has ended.
  virtual void on_down(const Down& down);
  /// Any other message that was sent to the connection's process, such as a broadcast that the handler
  /// subscribed it to.
  virtual void on_info(const AnyMessage& message);
};

}  // namespace anqa::http
