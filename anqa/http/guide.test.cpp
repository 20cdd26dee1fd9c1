// The examples of guides/http.md.
#include <gmock/gmock.h>

#include "anqa/http/internal/test_server.hpp"
#include "anqa/http/sse.hpp"

namespace shop {

namespace http = anqa::http;
using anqa::Task;

// [handler]
http::Response hello(const http::Request& request) {
  if (request.path() != "/hello") return http::Response::text(404, "There is nothing here.\n");
  return http::Response::text(200, "Hello, World!\n");
}
// [/handler]

// [stream]
Task<void> write_report(http::BodyWriter out) {
  for (int line = 1; line <= 1000; ++line) {
    // False: the client is gone, and nobody waits for the rest.
    if (!co_await out.write("line " + std::to_string(line) + "\n")) co_return;
  }
}

http::Response report(const http::Request&) {
  return http::Response::stream(200, "text/plain", http::StreamBody(&write_report));
}
// [/stream]

// [upload]
Task<http::Response> count_bytes(http::Request request) {
  std::size_t bytes = request.body.size();
  while (true) {
    const auto piece = co_await request.more.read();
    if (!piece) co_return http::Response::text(piece.error().status, piece.error().message + "\n");
    if (piece->empty()) break;
    bytes += piece->size();
  }
  co_return http::Response::text(200, std::to_string(bytes) + " bytes\n");
}
// [/upload]

// [sse]
struct PriceChanged {
  std::string text;
};

Task<void> prices(http::Sse out) {
  using namespace std::chrono_literals;
  while (true) {
    const auto change = co_await anqa::receive<PriceChanged>(30s);
    const bool there =
        change ? co_await out.send({.data = change->text, .event = "price"}) : co_await out.keep_alive();
    if (!there) co_return;
  }
}

http::Response price_stream(const http::Request&) { return http::sse(&prices); }
// [/sse]

// [websocket]
class Echo : public http::WebSocketHandler {
 public:
  void on_open(http::WebSocketRef socket) override { socket_ = socket; }
  void on_text(std::string_view message) override { socket_.text(std::string(message)); }

 private:
  http::WebSocketRef socket_;
};

http::Response echo(const http::Request&) { return http::Response::upgrade(std::make_unique<Echo>()); }
// [/websocket]

// [deploy]
http::Server::Options options() {
  return {.ip = "0.0.0.0", .port = 8080, .handler = &hello, .handover = "/run/shop/handover"};
}
// [/deploy]

}  // namespace shop

namespace anqa::http {
namespace {

using detail::TestClient;
using detail::TestServer;
using testing::EndsWith;
using testing::HasSubstr;

TEST(Guide, HelloAndReport) {
  TestServer server({.handler = &shop::hello});
  EXPECT_THAT(TestClient(server).get("/hello"), EndsWith("\r\n\r\nHello, World!\n"));
  TestServer reports({.handler = &shop::report});
  TestClient client(reports);
  client.send("GET / HTTP/1.0\r\n\r\n");
  EXPECT_THAT(client.until_closed(), EndsWith("line 999\nline 1000\n"));
}

TEST(Guide, Upload) {
  TestServer server({.handler = &shop::count_bytes, .stream_bodies_over = 64 * 1024});
  TestClient client(server);
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n" + std::string(200'000, 'x'));
  EXPECT_THAT(client.response(), EndsWith("200000 bytes\n"));
}

TEST(Guide, EchoAndPrices) {
  TestServer server({.handler = &shop::echo});
  TestClient client(server);
  client.send(
      "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: "
      "13\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
  client.response();
  client.send(std::string("\x81\x82\0\0\0\0hi", 8));
  EXPECT_EQ(client.bytes(4), "\x81\x02hi");
  TestServer prices({.handler = &shop::price_stream});
  TestClient browser(prices);
  browser.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_THAT(browser.response(), HasSubstr("text/event-stream"));
  EXPECT_EQ(shop::options().port, 8080);
}

}  // namespace
}  // namespace anqa::http
