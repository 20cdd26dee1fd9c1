#include "anqa/runtime/net/tcp.hpp"

#include "anqa/runtime/await.hpp"
#include "anqa/runtime/receive.hpp"
#include "anqa/runtime/spawn.hpp"
#include "anqa/runtime/system.hpp"

using namespace anqa;
using namespace std::chrono_literals;

namespace {

/// Sends back what it reads until the other side closes.
Task<void> echo(TcpStream stream) {
  char buffer[4096];
  for (;;) {
    IoResult got = co_await stream.read_some(buffer, sizeof buffer, 10s);
    if (got.status != IoResult::Status::done) co_return;
    co_await stream.write_all(std::string_view(buffer, got.bytes), 10s);
  }
}

Task<void> serve_echo(TcpListener listener) {
  while (co_await listener.readable()) {
    for (auto accepted = listener.accept(); accepted.stream; accepted = listener.accept()) {
      spawn(&echo, std::move(accepted.stream));
    }
  }
}

Task<std::string> exchange(SocketAddress at, std::string text) {
  auto stream = co_await TcpStream::connect(at);
  if (!stream) co_return "failed: " + stream.error().message;
  co_await stream->write_all(text);
  std::string answer;
  char buffer[65536];
  while (answer.size() < text.size()) {
    IoResult got = co_await stream->read_some(buffer, sizeof buffer, 10s);
    if (got.status != IoResult::Status::done) break;
    answer.append(buffer, got.bytes);
  }
  co_return answer;
}

Task<void> exchange_and_tell(SocketAddress at, std::string text, Pid to) {
  send(to, co_await exchange(at, text));
}

}  // namespace

TEST(Tcp, ConnectionsEchoSideBySide) {
  System system;
  system.run([]() -> Task<void> {
    auto listener = TcpListener::listen({});
    EXPECT_TRUE(listener.has_value());
    const SocketAddress at = listener->local();
    spawn_link(&serve_echo, std::move(*listener));
    std::string large(1 << 20, 'x');
    for (int i = 0; i < 8; ++i) spawn_link(&exchange_and_tell, at, large, self());
    for (int i = 0; i < 8; ++i) EXPECT_EQ(co_await receive<std::string>(20s), large);
  });
}

TEST(Tcp, ASocketEventComesForEachArming) {
  System system;
  system.run([]() -> Task<void> {
    auto listener = TcpListener::listen({});
    listener->arm();
    listener->arm();
    const SocketAddress at = listener->local();
    auto client = co_await TcpStream::connect(at);
    auto event = co_await receive<SocketEvent>(10s);
    EXPECT_EQ(event->socket, listener->id());
    auto accepted = listener->accept();
    EXPECT_TRUE(static_cast<bool>(accepted.stream));
    EXPECT_EQ(listener->accept().status, IoResult::Status::would_block);
    accepted.stream.arm_readable();
    client->close();
    event = co_await receive<SocketEvent>(10s);
    EXPECT_EQ(event->socket, accepted.stream.id());
    char buffer[16];
    EXPECT_EQ(accepted.stream.read(buffer, sizeof buffer).status, IoResult::Status::closed);
  });
}

// The sockets are watched for changes (edge-triggered): what was left unread or unaccepted must still wake.
TEST(Tcp, WhatIsLeftUnreadWakesAgain) {
  System system;
  system.run([]() -> Task<void> {
    auto listener = TcpListener::listen({});
    const SocketAddress at = listener->local();
    auto one = co_await TcpStream::connect(at);
    auto two = co_await TcpStream::connect(at);
    auto three = co_await TcpStream::connect(at);
    std::vector<TcpStream> accepted;
    while (accepted.size() < 3) {  // one for each arming
      EXPECT_TRUE(co_await listener->readable(10s));
      if (auto next = listener->accept(); next.stream) accepted.push_back(std::move(next.stream));
    }
    co_await one->write_all("abcdef");
    co_await one->write_all("ghi");
    one->close();
    TcpStream& stream = accepted.front();
    std::string all;
    for (IoResult got; got.status != IoResult::Status::closed;) {
      EXPECT_TRUE(co_await stream.readable(10s));
      char pair[2];
      got = stream.read(pair, sizeof pair);
      if (got.status == IoResult::Status::done) all.append(pair, got.bytes);
    }
    EXPECT_EQ(all, "abcdefghi");
    // What has ended stays readable, and one that can be written to says so each time.
    EXPECT_TRUE(co_await stream.readable(10s));
    for (int i = 0; i < 3; ++i) {
      EXPECT_TRUE(co_await accepted[1].writable(10s));
      EXPECT_EQ(accepted[1].write("x").bytes, 1U);
    }
    EXPECT_FALSE(co_await accepted[2].readable(1ms));
  });
}

TEST(Tcp, ASocketClosedWithItsEventUnderWayHarmsNobody) {
  System system;
  system.run([]() -> Task<void> {
    auto listener = TcpListener::listen({});
    const SocketAddress at = listener->local();
    for (int i = 0; i < 200; ++i) {
      auto client = co_await TcpStream::connect(at);
      EXPECT_TRUE(co_await listener->readable(10s));
      TcpListener::Accepted accepted = listener->accept();
      accepted.stream.arm_readable();
      client->write("x");
      if (i % 2 == 0) co_await yield();
      accepted.stream.close();
    }
  });
}

TEST(Tcp, FailuresNameTheAddress) {
  System system;
  system.run([]() -> Task<void> {
    auto listener = TcpListener::listen({.address = "localhost"});
    EXPECT_EQ(listener.error().message, "\"localhost\" is not a numeric IP address such as 127.0.0.1 or ::1");
    auto taken = TcpListener::listen({});
    auto again = TcpListener::listen({.port = taken->local().port});
    EXPECT_THAT(again.error().message, ::testing::StartsWith("cannot listen on 127.0.0.1:"));
    auto nobody = taken->local();
    taken->close();
    auto refused = co_await TcpStream::connect(nobody);
    EXPECT_THAT(refused.error().message, ::testing::EndsWith("Connection refused"));
  });
}

TEST(Tcp, AProcessThatIsKilledWhileItWaitsClosesItsSocket) {
  System system;
  system.run([]() -> Task<void> {
    auto listener = TcpListener::listen({});
    const SocketAddress at = listener->local();
    Pid server = spawn(&serve_echo, std::move(*listener));
    auto client = co_await TcpStream::connect(at);
    co_await client->write_all("x");
    co_await client->readable(10s);
    char buffer[16];
    EXPECT_EQ(client->read(buffer, sizeof buffer).bytes, 1U);
    exit(server, ExitReason::kill);
    EXPECT_EQ((co_await down(server))->kind(), ExitReason::killed);
    auto refused = co_await TcpStream::connect(at);
    EXPECT_FALSE(refused.has_value());
  });
}
