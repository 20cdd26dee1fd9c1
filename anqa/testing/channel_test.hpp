#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "anqa/runtime/task.hpp"
#include "anqa/term/params.hpp"
#include "anqa/testing/test_socket.hpp"
#include "anqa/web/endpoint_config.hpp"
#include "anqa/web/socket/payload.hpp"
#include "anqa/web/socket/user_socket.hpp"

namespace anqa {

/// A client of a socket for tests, without a network: Phoenix.ChannelTest. Inside of a process, on the
/// deterministic scheduler:
///
///     auto client = co_await ChannelTest::connect<UserSocket>({{"token", token}});
///     EXPECT_TRUE(co_await client->subscribe_and_join("room:1"));
///     co_await client->assert_reply(client->push("say", {{"text", "hello"}}), "ok");
///     co_await client->assert_broadcast("said", {{"text", "hello"}});
///
/// The assertions wait until nothing else can happen, which takes no time. They take what they find, so that
/// the same frame is not found twice. To be used by the process that made it.
class ChannelTest {
 public:
  /// Asks the socket's connect(), with these params and a request that may carry headers and cookies. An
  /// error is why it was refused.
  template <class S>
  static Task<result<ChannelTest>> connect(Params params = Params(Term::map()), http::Request request = {},
                                           EndpointConfig config = {}) {
    return open(std::make_shared<const ChannelTransport>(detail::socket_transport<S>({})), std::move(params),
                std::move(request), std::move(config));
  }
  /// A connection that is open already, with these assigns: connect() is not asked.
  template <class S>
  static ChannelTest socket(typename S::Assigns assigns, std::string id = {}) {
    return ChannelTest(
        std::make_shared<const ChannelTransport>(detail::socket_transport<S>({})),
        {.assigns = SocketAssigns::of(std::move(assigns)), .id = std::move(id), .peer = {}, .endpoint = {}});
  }

  /// Joins a topic: what the join answered, or, as the error, why not.
  Task<std::expected<Term, Term>> subscribe_and_join(std::string topic, Term payload = Term::map());
  /// Sends an event on the topic joined last; gives its ref.
  std::string push(std::string_view event, const Payload& payload = {});
  /// Leaves the topic joined last; gives the ref of the answer.
  std::string leave() { return push("phx_leave"); }
  /// The connection breaks.
  void close() const { socket_.disconnect(); }
  /// Broadcasts on the topic joined last, as another process would.
  void broadcast_from(std::string_view event, Payload payload = {}) const;

  /// A failure of the test unless the client was sent this event by its channel; nil stands for any payload.
  Task<void> assert_push(std::string event, Term payload = {});
  Task<void> refute_push(std::string event);
  Task<void> assert_reply(std::string ref, std::string status, Term response = {});
  Task<void> refute_reply(std::string ref);
  Task<void> assert_broadcast(std::string event, Term payload = {});
  Task<void> refute_broadcast(std::string event);
  /// The connection was closed by the server, with this code.
  Task<void> assert_closed(int code);

  Pid pid() const { return socket_.pid(); }

 private:
  /// What came, taken apart.
  struct Frame {
    std::optional<std::string> join_ref, ref;
    std::string topic, event;
    Term payload;
    std::string text;
  };

  ChannelTest(const std::shared_ptr<const ChannelTransport>& transport, SocketInfo info)
      : socket_(*transport, std::move(info)) {}
  static Task<result<ChannelTest>> open(std::shared_ptr<const ChannelTransport> transport, Params params,
                                        http::Request request, EndpointConfig config);
  Task<void> collect();
  template <class Matches>
  std::optional<Frame> take(Matches matches);
  std::string seen() const;

  testing::TestSocket socket_;
  std::string topic_;
  std::string join_ref_;
  int refs_ = 0;
  std::vector<Frame> frames_;
};

}  // namespace anqa
