#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "anqa/http/internal/deflate.hpp"
#include "anqa/http/internal/frame_reader.hpp"
#include "anqa/http/limits.hpp"
#include "anqa/http/websocket.hpp"

namespace anqa::http::detail {

/// Receives what a codec has read.
class WebSocketSink {
 public:
  virtual void on_text(std::string_view message) = 0;
  virtual void on_binary(std::string_view message) = 0;

 protected:
  ~WebSocketSink() = default;
};

/// The server's side of RFC 6455 behind the handshake, without a socket: bytes in, messages to a sink, bytes
/// out.
class WebSocketCodec {
 public:
  enum class State : std::uint8_t {
    open,
    closing,  // this side has sent its close frame and waits for the peer's
    closed,   // both have, or the peer broke the protocol and was told: send what is left, then close the
              // socket
  };

  explicit WebSocketCodec(const Limits& limits, std::optional<Deflate> deflate = {})
      : reader_(limits.websocket_message_bytes, deflate.has_value()), deflate_(deflate) {}

  /// Reads `bytes`, which may end anywhere in a frame, and appends what has to be answered (pongs, the close
  /// frame) to `out`. An exception of the sink is passed on; close() is all that may follow it.
  void receive(std::string_view bytes, WebSocketSink& sink, std::string& out);

  /// Appends one message as one frame; nothing once a close frame has been sent.
  void send(WebSocketPush::Kind kind, std::string_view payload, std::string& out) const;
  /// Appends a close frame, unless one has been sent. `reason` is cut to 123 bytes.
  void close(CloseCode code, std::string_view reason, std::string& out);

  State state() const { return state_; }
  /// Whether it is closed because the peer broke the protocol.
  bool failed() const { return failed_; }
  /// What ended it, for on_close: the code and reason of the first close frame that either side sent.
  CloseCode close_code() const { return close_code_; }
  const std::string& close_reason() const { return close_reason_; }

 private:
  void peer_closed(std::string_view payload, std::string& out);

  FrameReader reader_;
  std::optional<Deflate> deflate_;
  State state_ = State::open;
  bool failed_ = false;
  CloseCode close_code_ = CloseCode::abnormal;
  std::string close_reason_;
};

}  // namespace anqa::http::detail
