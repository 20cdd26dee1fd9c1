#include "anqa/testing/test_socket.hpp"

#include <deque>

#include "anqa/otp/gen_server.hpp"

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

/// Keeps it until the test asks, also when the connection has ended.
class Inbox : public GenServer {
 public:
  struct Next {
    using Reply = std::string;
  };
  struct Forget {};
  using Infos = Messages<ToClient, Forget>;

  void handle_info(const ToClient& message) {
    frames_.push_back(message.frame);
    give();
  }
  void handle_info(const Forget&) { asking_.reset(); }
  void handle_call(const Next&, From<std::string> from) {
    asking_ = std::move(from);
    give();
  }

 private:
  void give() {
    if (!asking_ || frames_.empty()) return;
    asking_->reply(std::move(frames_.front()));
    asking_.reset();
    frames_.pop_front();
  }
  std::deque<std::string> frames_;
  std::optional<From<std::string>> asking_;
};

/// Stands for the process that http::Server runs for a connection.
class Connection : public GenServer {
 public:
  using Infos = Messages<FromClient, http::WebSocketPush>;

  Connection(std::unique_ptr<http::WebSocketHandler> handler, Pid inbox)
      : handler_(std::move(handler)), inbox_(inbox) {
    handler_->on_open(http::WebSocketRef(self()));
  }
  void handle_info(const FromClient& message) {
    message.binary ? handler_->on_binary(message.frame) : handler_->on_text(message.frame);
  }
  void handle_info(const http::WebSocketPush& push) {
    if (push.kind != http::WebSocketPush::Kind::close)
      return send(inbox_, ToClient{std::string(push.bytes())});
    send(inbox_, ToClient{"close " + std::to_string(static_cast<int>(push.code))});
    stop();
  }
  void handle_info(const Down& down) { handler_->on_down(down); }
  void handle_info(const AnyMessage& message) { handler_->on_info(message); }

 private:
  std::unique_ptr<http::WebSocketHandler> handler_;
  Pid inbox_;
};

}  // namespace

TestSocket::TestSocket(std::unique_ptr<http::WebSocketHandler> handler)
    : inbox_(start<Inbox>().pid()), connection_(start<Connection>(std::move(handler), inbox_).pid()) {}

TestSocket::TestSocket(const ChannelTransport& transport, SocketInfo info)
    : TestSocket(transport.open(std::make_shared<const SocketInfo>(std::move(info)))) {}

void TestSocket::text(std::string frame) const { send(connection_, FromClient{std::move(frame), false}); }

void TestSocket::binary(std::string frame) const { send(connection_, FromClient{std::move(frame), true}); }

Task<std::optional<std::string>> TestSocket::next(Duration quiet) const {
  // The virtual clock passes at once, and only when nothing else can happen.
  const Pid inbox = inbox_;
  auto frame = co_await try_call(Server<Inbox>(inbox), Inbox::Next{}, quiet);
  if (frame) co_return std::move(*frame);
  send(inbox, Inbox::Forget{});
  co_return std::nullopt;
}

void TestSocket::disconnect() const { exit(connection_, ExitReason::kill); }

}  // namespace anqa::testing
