// Clients that mean harm, over real sockets: whatever they do, the others are served and nothing grows.
#include <gmock/gmock.h>

#include <atomic>
#include <memory>
#include <vector>

#include "anqa/base/log_capture.hpp"
#include "anqa/http/internal/test_server.hpp"

namespace anqa::http {
namespace {

using detail::TestClient;
using detail::TestServer;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::atomic<int> handled{0};

class Silent final : public WebSocketHandler {
 public:
  void on_text(std::string_view) override {}
};

Response answer(const Request& request) {
  ++handled;
  if (request.path() == "/ws") return Response::upgrade(std::make_unique<Silent>());
  return Response::text(200, "at " + request.target);
}

TEST(Hostile, ThousandsOfHalfOpenRequestsKeepNobodyOut) {
  const LogCapture log;
  TestServer server({.handler = &answer});
  std::vector<std::unique_ptr<TestClient>> slow;
  for (int i = 0; i < 3000; ++i) {
    slow.push_back(std::make_unique<TestClient>(server));
    slow.back()->send(i % 2 == 0 ? "GET / HTTP/1.1\r\nHost: a\r\nX-Slow: "
                                 : "POST / HTTP/1.1\r\nContent-Length: 9\r\n");
  }
  TestClient honest(server);
  EXPECT_THAT(honest.get("/x"), EndsWith("at /x"));
  server.wait_for_connections(3001);
  slow.clear();
  server.wait_for_connections(1);
  EXPECT_THAT(honest.get("/y"), EndsWith("at /y"));
}

TEST(Hostile, SlowHeadsAndBodiesAreCutOff) {
  const LogCapture log;
  Server::Options given{.handler = &answer};
  given.timeouts.header = given.timeouts.body = std::chrono::milliseconds(50);
  TestServer server(std::move(given));
  TestClient head(server);
  TestClient body(server);
  TestClient silent_body(server);
  body.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n");
  silent_body.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
  head.send("GET / HTTP/1.1\r\n");
  // A byte now and then buys no time.
  for (int i = 0; head.send("X") && body.send("x") && i < 100'000; ++i) server.connections();
  EXPECT_THAT(head.until_closed(), StartsWith("HTTP/1.1 408"));
  EXPECT_THAT(silent_body.until_closed(), StartsWith("HTTP/1.1 408"));
}

TEST(Hostile, SmuggledRequestsAreNeverHandled) {
  const LogCapture log;
  TestServer server({.handler = &answer});
  const std::string smuggled = "GET /admin HTTP/1.1\r\nHost: a\r\n\r\n";
  const std::string post = "POST / HTTP/1.1\r\nHost: a\r\n";
  for (const std::string& bytes :
       {post + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled,
        post + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n" + smuggled,
        post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n" + smuggled,
        post + "Transfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n" + smuggled,
        post + "Transfer-Encoding:\x0b" + "chunked\r\n\r\n0\r\n\r\n" + smuggled,
        post + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + smuggled,
        post + "X: y\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled,
        post + "X: y\r\n Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled,
        post + "Content-Length: 0\r\nContent-Length: 44\r\n\r\n" + smuggled,
        post + "Content-Length: 0, 44\r\n\r\n" + smuggled, post + "Content-Length: 0x0\r\n\r\n" + smuggled,
        post + "Content-Length: +0\r\n\r\n" + smuggled,
        post + "Transfer-Encoding: chunked\r\n\r\n0x5\r\nhello\r\n0\r\n\r\n" + smuggled,
        post + "Transfer-Encoding: chunked\r\n\r\n5 \r\nhello\r\n0\r\n\r\n" + smuggled,
        post + "Transfer-Encoding: chunked\r\n\r\n5\nhello\n0\n\n" + smuggled,
        post + "Transfer-Encoding: chunked\r\n\r\n5;\nx\r\nhello\r\n0\r\n\r\n" + smuggled,
        post + "Transfer-Encoding: chunked\r\n\r\n00000000000000005\r\nhello\r\n0\n\r\n" + smuggled}) {
    handled = 0;
    TestClient client(server);
    client.send(bytes);
    client.shutdown_write();
    const std::string all = client.until_closed();
    EXPECT_EQ(handled, 0) << bytes;
    EXPECT_THAT(all, StartsWith("HTTP/1.1 "));
    EXPECT_THAT(all, Not(HasSubstr("200 OK"))) << bytes;
  }
}

TEST(Hostile, FloodsOfFieldsAndOfTargetsAreAnsweredBeforeTheirEnd) {
  const LogCapture log;
  TestServer server({.handler = &answer});
  const std::string flood(10 * 1024 * 1024, 'x');
  for (const auto& [begin, status] : {std::pair{"GET /", "414"}, {"GET / HTTP/1.1\r\nX: ", "431"}}) {
    TestClient client(server);
    client.send(begin);
    client.send(flood);  // the server throws away what it need not read, and closes
    EXPECT_THAT(client.until_closed(), StartsWith("HTTP/1.1 " + std::string(status)));
  }
  std::string fields;
  for (int i = 0; i < 1000; ++i) fields += "X: 1\r\n";
  EXPECT_THAT(TestClient(server).get("/", fields), StartsWith("HTTP/1.1 431"));
}

TEST(Hostile, AFloodOfPingsWhoseAnswersNobodyReadsIsHeldBack) {
  const LogCapture log;
  TestServer server({.handler = &answer});
  TestClient client(server);
  client.send(
      "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: "
      "13\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
  EXPECT_THAT(client.response(), StartsWith("HTTP/1.1 101"));
  client.limit_waiting(std::chrono::milliseconds(300));
  std::string pings;
  for (int i = 0; i < 500; ++i) pings += std::string("\x89\xfd\0\0\0\0", 6) + std::string(125, 'p');
  std::size_t sent = 0;
  while (client.send(pings)) sent += pings.size();
  // What the kernels on both sides buffer, and no more.
  EXPECT_LT(sent, 64u * 1024 * 1024);
  EXPECT_THAT(TestClient(server).get("/x"), EndsWith("at /x"));
}

}  // namespace
}  // namespace anqa::http
