// The frames in the expectations are the official server's: the plain channel part of the transcript of
// phoenix 1.9.0-dev, against the same channel.
#include "anqa/web/socket/channel.hpp"

#include <gtest/gtest.h>

#include "anqa/base/log_capture.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/testing/process_test.hpp"
#include "anqa/testing/test_socket.hpp"
#include "anqa/web/endpoint.hpp"
#include "anqa/web/socket/user_socket.hpp"

using namespace anqa;
using anqa::testing::TestSocket;

namespace {

class RoomChannel : public Channel {
 public:
  using Events = anqa::Events<"ping", "bin", "bc", "bcb">;

  Joining join(std::string_view, const Params& params) {
    if (params.has("crash")) throw std::runtime_error("join boom");
    if (params.has("refuse")) return error({{"reason", "go away"}});
    return ok({{"hello", 1}});
  }
  Reply handle_in(Event<"ping">, const Incoming& message) { return Reply::ok(message.payload().term()); }
  Reply handle_in(Event<"bin">, const Incoming& message) {
    return Reply::ok(Binary{*message.binary() + "!"});
  }
  void handle_in(Event<"bc">, const Incoming& message) { broadcast("news", message.payload().term()); }
  void handle_in(Event<"bcb">, const Incoming& message) {
    broadcast("newsb", Binary{*message.binary()});
    push("pb", Binary{*message.binary()});
  }
  void handle_in(const Incoming& message) {
    if (message.event() == "stop") stop();
    if (message.event() == "boom") throw std::runtime_error("x");
  }
};

/// One that counts how many of it there are.
class CountedChannel : public Channel {
 public:
  CountedChannel() { most = std::max(most, ++alive); }
  ~CountedChannel() override { --alive; }
  CountedChannel(const CountedChannel&) = delete;
  CountedChannel& operator=(const CountedChannel&) = delete;

  Joining join(std::string_view, const Params&) { return ok(); }

  inline static int alive = 0;
  inline static int most = 0;
};

ChannelTransport transport(std::size_t max_channels = 100) {
  return ChannelTransport(
      {.channels = {channel<RoomChannel>("room:*")}, .socket = {.max_channels_per_transport = max_channels}});
}

template <std::size_t N>
std::string bytes(const char (&text)[N]) {
  return {text, N - 1};
}

}  // namespace

#define EXPECT_NEXT(socket, frame) EXPECT_EQ(co_await (socket).next(), frame)

PROCESS_TEST(Channel, ClosesOnceAndSaysSoOnceHoweverMuchComes) {
  LogCapture log;
  start_link<PubSub>();
  const TestSocket nonsense(transport(), {});
  for (int i = 0; i < 50; ++i) nonsense.text("nonsense");
  EXPECT_THAT((co_await nonsense.next()).value_or(""), ::testing::StartsWith("close "));
  EXPECT_EQ(log.records().size(), 1U) << log.text();
}

PROCESS_TEST(Channel, SpeaksAsTheOfficialServer) {
  LogCapture log;
  start_link<PubSub>();
  const TestSocket socket(transport(), {});
  socket.text(R"(["1","1","room:1","phx_join",{"a":1}])");
  EXPECT_NEXT(socket, R"(["1","1","room:1","phx_reply",{"response":{"hello":1},"status":"ok"}])");
  socket.text(R"(["1","2","room:1","ping",{"x":1}])");
  EXPECT_NEXT(socket, R"(["1","2","room:1","phx_reply",{"response":{"x":1},"status":"ok"}])");
  socket.text(R"(["1","3","room:1","bc",{"t":"hey"}])");
  EXPECT_NEXT(socket, R"([null,null,"room:1","news",{"t":"hey"}])");
  socket.binary(
      bytes("\x00\x01\x01\x06\x03"
            "14room:1bin\x01\x02"));
  EXPECT_NEXT(socket, bytes("\x01\x01\x01\x06\x02"
                            "14room:1ok\x01\x02!"));
  socket.text(R"(["1","6","room:1","stop",{}])");
  EXPECT_NEXT(socket, R"(["1","1","room:1","phx_close",{}])");

  socket.text(R"(["7","7","room:1","phx_join",{}])");
  EXPECT_NEXT(socket, R"(["7","7","room:1","phx_reply",{"response":{"hello":1},"status":"ok"}])");
  socket.text(R"(["7","8","room:1","boom",{}])");
  EXPECT_NEXT(socket, R"(["7","7","room:1","phx_error",{"reason":"channel_crash"}])");

  socket.text(R"(["9","9","room:1","phx_join",{}])");
  EXPECT_NEXT(socket, R"(["9","9","room:1","phx_reply",{"response":{"hello":1},"status":"ok"}])");
  socket.text(R"(["9","10","room:1","phx_leave",{}])");
  EXPECT_NEXT(socket, R"(["9","10","room:1","phx_reply",{"response":{},"status":"ok"}])");
  EXPECT_NEXT(socket, R"(["9","9","room:1","phx_close",{}])");
  socket.text(R"(["99","11","room:1","ping",{}])");
  EXPECT_NEXT(
      socket,
      R"([null,"11","room:1","phx_reply",{"response":{"reason":"unmatched topic"},"status":"error"}])");
  EXPECT_NEXT(socket, std::nullopt);
}

PROCESS_TEST(Channel, BroadcastsAndPushesBytes) {
  start_link<PubSub>();
  const TestSocket socket(transport(), {});
  socket.text(R"(["1","1","room:1","phx_join",{}])");
  co_await socket.next();
  socket.binary(
      bytes("\x00\x01\x01\x06\x03"
            "15room:1bcbzz"));
  // What a channel broadcasts and what it pushes keep their order: both go straight to the connection.
  EXPECT_NEXT(socket, bytes("\x02\x06\x05room:1newsbzz"));
  EXPECT_NEXT(socket, bytes("\x00\x01\x06\x02"
                            "1room:1pbzz"));
}

PROCESS_TEST(Channel, ABroadcastReachesEveryoneOnTheTopicAndNobodyElse) {
  start_link<PubSub>();
  const TestSocket one(transport(), {});
  one.text(R"(["1","1","room:1","phx_join",{}])");
  co_await one.next();
  one.text(R"(["2","2","room:2","phx_join",{}])");
  co_await one.next();
  Endpoint::broadcast("room:1", "news", {{"t", "hey"}});
  EXPECT_NEXT(one, R"([null,null,"room:1","news",{"t":"hey"}])");
  EXPECT_NEXT(one, std::nullopt);
}

PROCESS_TEST(Channel, AnswersHeartbeats) {
  const TestSocket socket(transport(), {});
  socket.text(R"(["1","1","phoenix","heartbeat",{}])");
  EXPECT_NEXT(socket, R"([null,"1","phoenix","phx_reply",{"response":{},"status":"ok"}])");
}

PROCESS_TEST(Channel, RefusesTopicsThatNobodyServes) {
  const TestSocket socket(transport(), {});
  socket.text(R"(["42","42","zzz","phx_join",{}])");
  EXPECT_NEXT(socket,
              R"([null,"42","zzz","phx_reply",{"response":{"reason":"unmatched topic"},"status":"error"}])");
  socket.text(R"(["42","43","zzz","phx_leave",{}])");
  EXPECT_NEXT(socket, R"(["42","43","zzz","phx_reply",{"response":{},"status":"ok"}])");
}

PROCESS_TEST(Channel, AJoinThatCrashesOrIsRefusedLeavesTheSocketOpen) {
  LogCapture log;
  start_link<PubSub>();
  const TestSocket socket(transport(), {});
  socket.text(R"(["1","1","room:1","phx_join",{"crash":true}])");
  EXPECT_NEXT(socket,
              R"(["1","1","room:1","phx_reply",{"response":{"reason":"join crashed"},"status":"error"}])");
  socket.text(R"(["2","2","room:1","phx_join",{"refuse":true}])");
  EXPECT_NEXT(socket, R"(["2","2","room:1","phx_reply",{"response":{"reason":"go away"},"status":"error"}])");
  EXPECT_NEXT(socket, std::nullopt);
  socket.text(R"(["3","3","room:1","phx_join",{}])");
  EXPECT_NEXT(socket, R"(["3","3","room:1","phx_reply",{"response":{"hello":1},"status":"ok"}])");
}

PROCESS_TEST(Channel, ASecondJoinOnATopicTakesThePlaceOfTheFirst) {
  start_link<PubSub>();
  const TestSocket socket(transport(), {});
  socket.text(R"(["1","1","room:1","phx_join",{}])");
  co_await socket.next();
  socket.text(R"(["2","2","room:1","phx_join",{}])");
  EXPECT_NEXT(socket, R"(["2","2","room:1","phx_reply",{"response":{"hello":1},"status":"ok"}])");
  EXPECT_NEXT(socket, R"(["1","1","room:1","phx_close",{}])");
  // What was meant for the first join is dropped; without a join_ref it is for whoever is there.
  socket.text(R"(["1","3","room:1","ping",{}])");
  socket.text(R"([null,"4","room:1","ping",{}])");
  EXPECT_NEXT(socket, R"(["2","4","room:1","phx_reply",{"response":{},"status":"ok"}])");
  EXPECT_NEXT(socket, std::nullopt);
}

PROCESS_TEST(Channel, ALeaveAndAJoinInOneBreathEndOnTheNewJoin) {
  start_link<PubSub>();
  const TestSocket socket(transport(), {});
  socket.text(R"(["1","1","room:1","phx_join",{}])");
  co_await socket.next();
  socket.text(R"(["1","2","room:1","phx_leave",{}])");
  socket.text(R"(["3","3","room:1","phx_join",{}])");
  std::vector<std::string> frames;
  while (const auto frame = co_await socket.next()) frames.push_back(*frame);
  const auto joined = std::find(frames.begin(), frames.end(),
                                R"(["3","3","room:1","phx_reply",{"response":{"hello":1},"status":"ok"}])");
  EXPECT_NE(joined, frames.end());
  EXPECT_EQ(std::count(frames.begin(), frames.end(), R"(["1","1","room:1","phx_close",{}])"), 1);
  socket.text(R"(["3","4","room:1","ping",{}])");
  EXPECT_NEXT(socket, R"(["3","4","room:1","phx_reply",{"response":{},"status":"ok"}])");
}

PROCESS_TEST(Channel, AJoinIsAnsweredUnderItsOwnRef) {
  start_link<PubSub>();
  const TestSocket socket(transport(), {});
  socket.text(R"([null,"5","room:1","phx_join","no map"])");
  EXPECT_NEXT(socket, R"([null,"5","room:1","phx_reply",{"response":{"hello":1},"status":"ok"}])");
  socket.text(R"([null,null,"room:1","ping",{}])");
  EXPECT_NEXT(socket, std::nullopt);
}

PROCESS_TEST(Channel, LimitsHowManyAConnectionMayJoin) {
  start_link<PubSub>();
  const TestSocket socket(transport(1), {});
  socket.text(R"(["1","1","room:1","phx_join",{}])");
  co_await socket.next();
  socket.text(R"(["2","2","room:2","phx_join",{}])");
  EXPECT_NEXT(
      socket,
      R"(["2","2","room:2","phx_reply",{"response":{"reason":"too many channels joined"},"status":"error"}])");
}

PROCESS_TEST(Channel, JoinsOfOneTopicAgainAndAgainPileUpNoProcesses) {
  start_link<PubSub>();
  CountedChannel::alive = CountedChannel::most = 0;
  {
    const TestSocket socket(ChannelTransport({.channels = {channel<CountedChannel>("room:*")},
                                              .socket = {.max_channels_per_transport = 2}}),
                            {});
    for (int i = 0; i < 20; ++i) {
      const std::string ref = std::to_string(i);
      socket.text("[\"" + ref + "\",\"" + ref + "\",\"room:1\",\"phx_join\",{}]");
    }
    while (co_await socket.next()) {
    }
    EXPECT_EQ(CountedChannel::alive, 1);
    // One that has joined, and those which make room for another.
    EXPECT_LE(CountedChannel::most, 1 + 2);
    // When they have ended, a topic can be joined again.
    socket.text(R"(["x","x","room:1","phx_join",{}])");
    EXPECT_NEXT(socket, R"(["x","x","room:1","phx_reply",{"response":{},"status":"ok"}])");
  }
}

PROCESS_TEST(Channel, EndsWithItsConnection) {
  start_link<PubSub>();
  const TestSocket socket(transport(), {});
  socket.text(R"(["1","1","room:1","phx_join",{}])");
  co_await socket.next();
  socket.disconnect();
  EXPECT_NEXT(socket, std::nullopt);
  Endpoint::broadcast("room:1", "news");
  EXPECT_NEXT(socket, std::nullopt);
}

PROCESS_TEST(Channel, ClosesASocketThatSendsNoMessages) {
  LogCapture log;
  const TestSocket socket(transport(), {});
  socket.text("hello");
  EXPECT_NEXT(socket, "close 1007");
  const TestSocket other(transport(), {});
  other.binary(bytes("\x07"));
  EXPECT_NEXT(other, "close 1007");
  EXPECT_EQ(log.records().size(), 2U);
}
