#pragma once

#include <cstdint>
#include <exception>
#include <string>
#include <string_view>

#include "anqa/http/limits.hpp"
#include "anqa/http/websocket.hpp"

struct wslay_event_context;

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
/// out. wslay reads the frames (masks, fragments, UTF-8, limits) and answers pings and closes; data frames
/// are written here, as a server's frame is a header and the unchanged payload.
class WebSocketCodec {
 public:
  enum class State : std::uint8_t {
    open,
    closing,  // this side has sent its close frame and waits for the peer's
    closed,   // both have, or the peer broke the protocol and was told: send what is left, then close the
              // socket
  };

  explicit WebSocketCodec(const Limits& limits);
  ~WebSocketCodec();
  WebSocketCodec(const WebSocketCodec&) = delete;
  WebSocketCodec& operator=(const WebSocketCodec&) = delete;

  /// Reads `bytes`, which may end anywhere in a frame, and appends what has to be answered to `out`. An
  /// exception of the sink ends the reading and is passed on.
  void receive(std::string_view bytes, WebSocketSink& sink, std::string& out);

  /// Appends one message as one frame; nothing once a close frame has been sent.
  void send(WebSocketPush::Kind kind, std::string_view payload, std::string& out) const;
  /// Appends a close frame, unless one has been sent. `reason` is cut to 123 bytes.
  void close(CloseCode code, std::string_view reason, std::string& out);

  State state() const { return state_; }
  /// What ended it, for on_close: the code and reason of the peer's close frame, or else of this side's.
  CloseCode close_code() const { return close_code_; }
  const std::string& close_reason() const { return close_reason_; }

 private:
  friend struct CodecCallbacks;

  void fail(CloseCode code, std::string& out);

  wslay_event_context* wslay_ = nullptr;
  State state_ = State::open;
  CloseCode close_code_ = CloseCode::abnormal;
  std::string close_reason_;
  std::string_view input_;  // during receive()
  WebSocketSink* sink_ = nullptr;
  std::string* out_ = nullptr;
  std::exception_ptr thrown_;
  bool peer_closed_ = false;
};

}  // namespace anqa::http::detail
