#include "anqa/http/sse.hpp"

#include <gmock/gmock.h>

#include <stdexcept>

#include "anqa/http/internal/test_server.hpp"

namespace anqa::http {
namespace {

using testing::HasSubstr;

TEST(Sse, WritesEventsAsBrowsersReadThem) {
  EXPECT_EQ(to_string(SseEvent{.data = "hello"}), "data: hello\n\n");
  EXPECT_EQ(to_string(SseEvent{.data = "a\nb\r\nc\rd\n"}), "data: a\ndata: b\ndata: c\ndata: d\ndata: \n\n");
  EXPECT_EQ(to_string(SseEvent{.data = "", .event = "price", .id = "7", .retry = std::chrono::seconds(2)}),
            "event: price\nid: 7\nretry: 2000\ndata: \n\n");
}

TEST(Sse, RefusesNamesThatWouldBeMoreFields) {
  EXPECT_THROW(to_string(SseEvent{.data = "x", .event = "a\ndata: evil"}), std::invalid_argument);
  EXPECT_THROW(to_string(SseEvent{.data = "x", .id = "a\rb"}), std::invalid_argument);
  EXPECT_THROW(to_string(SseEvent{.data = "x", .id = std::string("a\0b", 3)}), std::invalid_argument);
}

/// A stand-in for a connection: takes so many pieces, and is gone then.
struct Collector final : BodySink {
  explicit Collector(std::size_t most) : left(most) {}
  std::size_t left;
  std::string written;
  Task<bool> write(std::string bytes) override {
    if (left == 0) co_return false;
    --left;
    written += bytes;
    co_return true;
  }
};

Task<void> ticks(Sse out) {
  for (int i = 1; co_await out.send({.data = "tick", .id = std::to_string(i)}); ++i) {
    co_await yield();
    if (!co_await out.keep_alive()) co_return;
  }
}

Task<void> streams_until_the_client_is_gone() {
  const auto collector = std::make_shared<Collector>(4);
  Response response = sse(&ticks);
  EXPECT_EQ(response.headers.get("content-type"), "text/event-stream");
  EXPECT_EQ(response.headers.get("cache-control"), "no-cache");
  co_await std::get<StreamBody>(response.body).run(BodyWriter(collector));
  EXPECT_EQ(collector->written, "id: 1\ndata: tick\n\n:\n\nid: 2\ndata: tick\n\n:\n\n");
}

TEST(Sse, StreamsUntilTheClientIsGone) {
  System system;
  system.run(&streams_until_the_client_is_gone);
}

Task<void> send_after(Sse out, std::string last) { co_await out.send("after " + last); }

TEST(Sse, GoesOverAConnection) {
  const auto serve = [](const Request& request) {
    return sse([last = std::string(request.headers.get_or("last-event-id", "none"))](Sse out) {
      return send_after(std::move(out), last);
    });
  };
  detail::TestServer server({.handler = serve});
  detail::TestClient client(server);
  client.send("GET / HTTP/1.0\r\nLast-Event-ID: 41\r\n\r\n");
  EXPECT_THAT(client.until_closed(), HasSubstr("\r\n\r\ndata: after 41\n\n"));
}

}  // namespace
}  // namespace anqa::http
