// What an application's channel and its socket can do beside the protocol itself.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "anqa/base/log_capture.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/runtime/receive.hpp"
#include "anqa/testing/conn_test.hpp"
#include "anqa/testing/process_test.hpp"
#include "anqa/testing/test_socket.hpp"
#include "anqa/web/endpoint.hpp"
#include "anqa/web/socket/user_socket.hpp"

using namespace anqa;
using anqa::testing::TestSocket;

namespace {

struct Ended {
  std::string why;
};
struct Poke {};
struct Ask {
  using Reply = std::string;
};

class Worker : public GenServer {
 public:
  explicit Worker(SocketRef to) {
    reply(to, Reply::ok({{"from", "worker"}}));
    stop();
  }
};

struct UserSocket {
  struct Assigns {
    std::string name;
    Pid watcher;
  };
  static std::vector<ChannelRoute> channels();
  static Task<result<Assigns>> connect(SocketRequest request) {
    const auto name = request.params().get("name");
    if (!name) co_return fail("no name");
    co_return Assigns{std::string(*name), {}};
  }
  static std::string id(const Assigns& user) { return "users:" + user.name; }
};

class Busy : public Channel {
 public:
  using Events = anqa::Events<"later", "worker", "wait", "maybe", "last", "others", "watch", "custom">;
  using Intercepts = anqa::Events<"secret">;
  using Infos = Messages<Poke>;

  explicit Busy(std::string greeting) : greeting_(std::move(greeting)) {}

  Task<Joining> join(std::string topic, Params) {
    co_await sleep_for(std::chrono::seconds(1));
    if (topic == "busy:closed") co_return error({{"reason", "closed"}});
    co_return ok({{"greeting", greeting_}, {"name", assigns<UserSocket::Assigns>().name}});
  }
  void handle_in(Event<"later">, const Incoming& message) {
    waiting_ = socket_ref(message);
    anqa::send(self(), Poke{});
  }
  void handle_info(const Poke&) { reply(waiting_, Reply::ok({{"late", true}})); }
  void handle_in(Event<"worker">, const Incoming& message) { start<Worker>(socket_ref(message)); }
  Task<Reply> handle_in(Event<"wait">, Incoming message) {
    co_await sleep_for(std::chrono::seconds(1));
    co_return Reply::error({{"waited", message.payload().term()}});
  }
  std::optional<Reply> handle_in(Event<"maybe">, const Incoming& message) {
    if (message.payload().has("answer")) return Reply::ok();
    return std::nullopt;
  }
  Reply handle_in(Event<"last">, const Incoming&) {
    stop(ExitReason::shutdown);
    return Reply::ok({{"bye", true}});
  }
  void handle_in(Event<"others">, const Incoming&) { broadcast_from("others", {{"from", greeting_}}); }
  void handle_in(Event<"watch">, const Incoming&) { monitor(start<Short>().pid()); }
  Reply handle_in(Event<"custom">, const Incoming&) { return {"teapot", Binary{"short"}}; }
  void handle_info(const Down& down) { push("down", {{"reason", down.reason.to_string()}}); }
  void handle_out(Event<"secret">, const Broadcast& broadcast) {
    push("redacted", {{"length", broadcast.payload.term()["text"].size()}});
  }
  std::string handle_call(const Ask&) { return greeting_; }
  void terminate(const ExitReason& reason) {
    Endpoint::broadcast("ends", "ended", {{"why", reason.to_string()}});
  }

 private:
  class Short : public GenServer {
   public:
    Short() { stop(ExitReason("done")); }
  };
  std::string greeting_;
  SocketRef waiting_;
};

std::vector<ChannelRoute> UserSocket::channels() { return {channel<Busy>("busy:*", std::string("hi"))}; }

ChannelTransport transport() { return ChannelTransport(detail::socket_transport<UserSocket>({})); }
SocketInfo ada() {
  return {.assigns = SocketAssigns::of(UserSocket::Assigns{"ada", {}}),
          .id = "users:ada",
          .peer = {},
          .endpoint = {}};
}

/// A client that has joined "busy:1" with ref 1.
Task<void> join(const TestSocket* socket) {
  socket->text(R"(["1","1","busy:1","phx_join",{}])");
  EXPECT_EQ(co_await socket->next(),
            R"(["1","1","busy:1","phx_reply",{"response":{"greeting":"hi","name":"ada"},"status":"ok"}])");
}

/// Collects what is broadcast to a topic.
class Listener : public GenServer {
 public:
  Listener(std::string topic, Pid test) : test_(test) { subscribe<Broadcast>(*this, topic); }
  void handle_info(const Broadcast& broadcast) {
    anqa::send(test_, Ended{broadcast.event + " " + inspect(broadcast.payload.term())});
  }

 private:
  Pid test_;
};

}  // namespace

#define EXPECT_NEXT(socket, frame) EXPECT_EQ(co_await (socket).next(), frame)

PROCESS_TEST(ChannelApi, JoinsMayWaitAndBeRefused) {
  start_link<PubSub>();
  const TestSocket socket(transport(), ada());
  socket.text(R"(["1","1","busy:closed","phx_join",{}])");
  EXPECT_NEXT(socket,
              R"(["1","1","busy:closed","phx_reply",{"response":{"reason":"closed"},"status":"error"}])");
  co_await join(&socket);
  EXPECT_NEXT(socket, std::nullopt);
}

PROCESS_TEST(ChannelApi, AnswersLaterAndFromElsewhere) {
  start_link<PubSub>();
  const TestSocket socket(transport(), ada());
  co_await join(&socket);
  socket.text(R"(["1","2","busy:1","later",{}])");
  EXPECT_NEXT(socket, R"(["1","2","busy:1","phx_reply",{"response":{"late":true},"status":"ok"}])");
  socket.text(R"(["1","3","busy:1","worker",{}])");
  EXPECT_NEXT(socket, R"(["1","3","busy:1","phx_reply",{"response":{"from":"worker"},"status":"ok"}])");
  socket.text(R"(["1","4","busy:1","wait",{"a":1}])");
  EXPECT_NEXT(socket, R"(["1","4","busy:1","phx_reply",{"response":{"waited":{"a":1}},"status":"error"}])");
  socket.text(R"(["1","5","busy:1","maybe",{}])");
  socket.text(R"(["1","6","busy:1","maybe",{"answer":1}])");
  EXPECT_NEXT(socket, R"(["1","6","busy:1","phx_reply",{"response":{},"status":"ok"}])");
  socket.text(R"(["1","7","busy:1","custom",{}])");
  EXPECT_NEXT(socket, std::string("\x01\x01\x01\x06\x06"
                                  "17busy:1teapotshort"));
}

PROCESS_TEST(ChannelApi, StopsAfterItsReply) {
  start_link<PubSub>();
  const auto listener = start_link<Listener>("ends", self());
  const TestSocket socket(transport(), ada());
  co_await join(&socket);
  socket.text(R"(["1","2","busy:1","last",{}])");
  EXPECT_NEXT(socket, R"(["1","2","busy:1","phx_reply",{"response":{"bye":true},"status":"ok"}])");
  EXPECT_NEXT(socket, R"(["1","1","busy:1","phx_close",{}])");
  EXPECT_EQ((co_await receive<Ended>())->why, R"(ended %{"why" => "shutdown"})");
}

PROCESS_TEST(ChannelApi, TerminatesWhenItsClientIsGone) {
  start_link<PubSub>();
  const auto listener = start_link<Listener>("ends", self());
  const TestSocket socket(transport(), ada());
  co_await join(&socket);
  socket.disconnect();
  EXPECT_THAT((co_await receive<Ended>())->why, ::testing::HasSubstr("closed"));
}

PROCESS_TEST(ChannelApi, BroadcastsToOthersAndLooksAtWhatItIntercepts) {
  start_link<PubSub>();
  const TestSocket one(transport(), ada());
  const TestSocket two(transport(), ada());
  co_await join(&one);
  two.text(R"(["1","1","busy:1","phx_join",{}])");
  co_await one.next();  // nothing: the virtual clock goes on until the other has joined
  one.text(R"(["1","2","busy:1","others",{}])");
  Endpoint::broadcast("busy:1", "secret", {{"text", "12345"}});
  Endpoint::broadcast("busy:1", "plain", {{"text", "12345"}});
  std::vector<std::string> frames;
  while (const auto frame = co_await one.next()) frames.push_back(*frame);
  EXPECT_THAT(frames, ::testing::UnorderedElementsAre(R"(["1",null,"busy:1","redacted",{"length":5}])",
                                                      R"([null,null,"busy:1","plain",{"text":"12345"}])"));
  frames.clear();
  while (const auto frame = co_await two.next()) frames.push_back(*frame);
  EXPECT_THAT(
      frames,
      ::testing::UnorderedElementsAre(
          R"(["1","1","busy:1","phx_reply",{"response":{"greeting":"hi","name":"ada"},"status":"ok"}])",
          R"([null,null,"busy:1","others",{"from":"hi"}])", R"(["1",null,"busy:1","redacted",{"length":5}])",
          R"([null,null,"busy:1","plain",{"text":"12345"}])"));
}

PROCESS_TEST(ChannelApi, HearsWhatItMonitors) {
  start_link<PubSub>();
  const TestSocket socket(transport(), ada());
  co_await join(&socket);
  socket.text(R"(["1","2","busy:1","watch",{}])");
  EXPECT_NEXT(socket, R"(["1",null,"busy:1","down",{"reason":"done"}])");
}

PROCESS_TEST(ChannelApi, AnEventThatNobodyHandlesCrashesTheChannel) {
  LogCapture log;
  start_link<PubSub>();
  const TestSocket socket(transport(), ada());
  co_await join(&socket);
  socket.text(R"(["1","2","busy:1","nope",{}])");
  EXPECT_NEXT(socket, R"(["1","1","busy:1","phx_error",{"reason":"channel_crash"}])");
  EXPECT_TRUE(log.contains("Busy has no handle_in for the event \"nope\"")) << log.text();
}

PROCESS_TEST(ChannelApi, ASocketIsDisconnectedEverywhere) {
  start_link<PubSub>();
  const TestSocket phone(transport(), ada());
  SocketInfo other = ada();
  other.id = "users:grace";
  const TestSocket stranger(transport(), std::move(other));
  phone.text(R"([null,"1","phoenix","heartbeat",{}])");
  co_await phone.next();
  Endpoint::broadcast("users:ada", "something else");
  EXPECT_NEXT(phone, std::nullopt);
  Endpoint::broadcast("users:ada", "disconnect");
  EXPECT_NEXT(phone, "close 1001");
  EXPECT_NEXT(phone, std::nullopt);
  EXPECT_TRUE(is_alive(stranger.pid()));
  EXPECT_FALSE(is_alive(phone.pid()));
}

PROCESS_TEST(ChannelApi, ConnectDecidesWhoGetsIn) {
  LogCapture log;
  ConnTest client({.sockets = {socket<UserSocket>("/socket")}});
  EXPECT_EQ((co_await client.get("/socket/websocket?vsn=2.0.0")).status, 403);
  const auto answer = co_await client.get("/socket/websocket?vsn=2.0.0&name=ada");
  EXPECT_TRUE(answer.is_upgrade());
}

TEST(ChannelRoute, RefusesPatternsThatAreNone) {
  EXPECT_THROW(channel<Busy>("", std::string()), std::invalid_argument);
  EXPECT_THROW(channel<Busy>("a*b", std::string()), std::invalid_argument);
  EXPECT_TRUE(channel<Busy>("a:*", std::string()).matches("a:"));
  EXPECT_FALSE(channel<Busy>("a", std::string()).matches("a:"));
}
