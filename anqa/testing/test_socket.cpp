#include "anqa/testing/test_socket.hpp"

#include "anqa/otp/gen_server.hpp"
#include "anqa/runtime/receive.hpp"

namespace anqa::testing {
namespace {

struct FromClient {
  std::string frame;
  bool binary;
};

/// What the server pushed, in the order in which it arrived.
struct ToClient {
  std::string frame;
};

/// Stands for the process that http::Server runs for a connection.
class Connection : public GenServer {
 public:
  using Infos = Messages<FromClient, http::WebSocketPush>;

  Connection(std::unique_ptr<http::WebSocketHandler> handler, Pid test)
      : handler_(std::move(handler)), test_(test) {
    handler_->on_open(http::WebSocketRef(self()));
  }
  void handle_info(const FromClient& message) {
    message.binary ? handler_->on_binary(message.frame) : handler_->on_text(message.frame);
  }
  void handle_info(const http::WebSocketPush& push) {
    if (push.kind != http::WebSocketPush::Kind::close)
      return send(test_, ToClient{std::string(push.bytes())});
    send(test_, ToClient{"close " + std::to_string(static_cast<int>(push.code))});
    stop();
  }
  void handle_info(const Down& down) { handler_->on_down(down); }
  void handle_info(const AnyMessage& message) { handler_->on_info(message); }

 private:
  std::unique_ptr<http::WebSocketHandler> handler_;
  Pid test_;
};

}  // namespace

TestSocket::TestSocket(std::unique_ptr<http::WebSocketHandler> handler)
    : connection_(start<Connection>(std::move(handler), self()).pid()) {}

TestSocket::TestSocket(const ChannelTransport& transport, SocketInfo info)
    : TestSocket(transport.open(std::make_shared<const SocketInfo>(std::move(info)))) {}

void TestSocket::text(std::string frame) const { send(connection_, FromClient{std::move(frame), false}); }

void TestSocket::binary(std::string frame) const { send(connection_, FromClient{std::move(frame), true}); }

Task<std::optional<std::string>> TestSocket::next() const {
  // A minute of the virtual clock passes at once, and only when nothing else
  // can happen.
  const auto frame = co_await receive<ToClient>(std::chrono::minutes(1));
  co_return frame ? std::optional(frame->frame) : std::nullopt;
}

void TestSocket::disconnect() const { exit(connection_, ExitReason::kill); }

}  // namespace anqa::testing
