#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "anqa/http/internal/websocket_codec.hpp"
#include "anqa/runtime/process.hpp"

namespace anqa::http::detail {

/// One open WebSocket: its protocol and the application's handler, with a wall between them: whatever the
/// handler throws closes the socket with 1011 and is handed to the connection as a line for the log.
class WebSocketSession final : private WebSocketSink {
 public:
  WebSocketSession(const Limits& limits, std::optional<Deflate> deflate,
                   std::unique_ptr<WebSocketHandler> handler)
      : codec_(limits, deflate), handler_(std::move(handler)) {}

  // Each appends what is to be sent to `out`.
  void open(std::string& out);
  void receive(std::string_view bytes, std::string& out);
  void push(const WebSocketPush& push, std::string& out);
  void close(CloseCode code, std::string_view reason, std::string& out) { codec_.close(code, reason, out); }
  void down(const Down& down, std::string& out);
  void info(const AnyMessage& message, std::string& out);

  /// Tells the handler that it is over, once: with the close frame's code, or with `abnormal` when none was
  /// seen.
  void ended();

  WebSocketCodec::State state() const { return codec_.state(); }
  bool failed() const { return codec_.failed(); }
  CloseCode close_code() const { return codec_.close_code(); }
  /// What the handler has thrown, if it has; empties it.
  std::string take_crash() { return std::exchange(crash_, {}); }

 private:
  void on_text(std::string_view message) override { handler_->on_text(message); }
  void on_binary(std::string_view message) override { handler_->on_binary(message); }
  template <class Function>
  void guarded(std::string* out, Function function);

  WebSocketCodec codec_;
  std::unique_ptr<WebSocketHandler> handler_;
  bool ended_ = false;
  std::string crash_;
};

/// "std::runtime_error: boom" for the exception being handled.
std::string describe_exception();

}  // namespace anqa::http::detail
