#include "anqa/http/websocket.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <stdexcept>

#include "anqa/base/log_capture.hpp"
#include "anqa/http/internal/client_frame.hpp"
#include "anqa/http/internal/deflate.hpp"
#include "anqa/http/internal/test_server.hpp"
#include "anqa/runtime/spawn.hpp"

namespace anqa::http {
namespace {

using detail::TestClient;
using detail::TestServer;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

/// What the handlers of a test have been told, in order.
class Diary {
 public:
  void add(std::string line) {
    std::scoped_lock lock(mutex_);
    lines_.push_back(std::move(line));
  }
  std::vector<std::string> take() {
    std::scoped_lock lock(mutex_);
    return std::exchange(lines_, {});
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> lines_;
};
Diary diary;

struct Note {
  std::string text;
};

Task<void> push_from_afar(WebSocketRef socket) {
  socket.text("first");
  socket.binary(std::make_shared<const std::string>("second"));
  co_return;
}
Task<void> send_note(Pid to) {
  send(to, Note{"psst"});
  co_return;
}
Task<void> ends_at_once() { co_return; }

/// Does what a message says.
class Handler : public WebSocketHandler {
 public:
  void on_open(WebSocketRef socket) override { socket_ = socket; }
  void on_text(std::string_view message) override {
    if (message == "throw") throw std::runtime_error("boom");
    if (message == "bye") return socket_.close(CloseCode::normal, "bye");
    if (message == "spawn") return static_cast<void>(spawn(&push_from_afar, socket_));
    if (message == "note") return static_cast<void>(spawn(&send_note, self()));
    if (message == "monitor") return static_cast<void>(monitor(spawn(&ends_at_once)));
    if (message == "flood") {
      const auto piece = std::make_shared<const std::string>(1 << 20, 'x');
      for (int i = 0; i < 64; ++i) socket_.binary(piece);
      return;
    }
    socket_.text("echo " + std::string(message));
  }
  void on_close(CloseCode code, std::string_view reason) override {
    diary.add(std::to_string(static_cast<int>(code)) + " " + std::string(reason));
  }
  void on_down(const Down&) override { socket_.text("down"); }
  void on_info(const AnyMessage& message) override {
    if (const auto* note = message.get_if<Note>()) socket_.text(note->text);
  }

 private:
  WebSocketRef socket_;
};

class WebSocketServer : public testing::Test {
 protected:
  static Response serve(const Request& request) {
    if (request.path() == "/small") return Response::upgrade(std::make_unique<Handler>(), {}, true);
    if (request.path() == "/ws") return Response::upgrade(std::make_unique<Handler>(), "chat");
    return Response::text(200, "no socket here");
  }
  static Server::Options options() { return {.handler = &serve}; }
  void SetUp() override { diary.take(); }
};

constexpr auto opening =
    "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: "
    "13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: chat\r\n\r\n";

std::string text(std::string_view payload) { return detail::client_frame(0x81, payload); }

std::string answer_to(TestClient& client, std::string_view bytes, std::size_t size) {
  client.send(bytes);
  return client.bytes(size);
}
/// Reads until the end; gives the close code of the last frame.
int close_code(TestClient& client) {
  const std::string rest = client.until_closed();
  const std::size_t close = rest.rfind('\x88');
  if (close == std::string::npos || rest.size() < close + 4) return 0;
  return static_cast<unsigned char>(rest[close + 2]) << 8 | static_cast<unsigned char>(rest[close + 3]);
}

TEST_F(WebSocketServer, CompressesWhereBothWantIt) {
  TestServer server(options());
  for (const bool wanted : {true, false}) {
    TestClient client(server);
    client.send("GET " + std::string(wanted ? "/small" : "/ws") +
                " HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                "Sec-WebSocket-Protocol: chat\r\n"
                "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n");
    EXPECT_EQ(client.response().find("sec-websocket-extensions: permessage-deflate;") != std::string::npos,
              wanted);
    if (!wanted) continue;
    client.send(detail::client_frame(0xc1, detail::deflate_message(std::string(90, 'x'), {})));
    const std::string head = client.bytes(2);
    EXPECT_EQ(static_cast<unsigned char>(head[0]), 0xc1);
    std::string answer;
    detail::inflate_message(client.bytes(static_cast<unsigned char>(head[1])), 1000, answer);
    EXPECT_EQ(answer, "echo " + std::string(90, 'x'));
  }
}

TEST_F(WebSocketServer, OpensTalksAndCloses) {
  TestServer server(options());
  TestClient client(server);
  client.send(std::string(opening) + text("early"));  // the frame comes with the handshake
  const std::string answer = client.response();
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 101"));
  EXPECT_THAT(answer, HasSubstr("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
  EXPECT_THAT(answer, HasSubstr("sec-websocket-protocol: chat\r\n"));
  EXPECT_EQ(client.bytes(12),
            "\x81\x0a"
            "echo early");
  EXPECT_EQ(answer_to(client,
                      detail::client_frame(0x01, "a") + detail::client_frame(0x89, "ping") +
                          detail::client_frame(0x80, "b"),
                      6),
            "\x8a\x04ping");
  EXPECT_EQ(client.bytes(9),
            "\x81\x07"
            "echo ab");
  client.send(detail::client_frame(0x88,
                                   "\x03\xe8"
                                   "done"));
  EXPECT_EQ(client.until_closed(),
            "\x88\x06\x03\xe8"
            "done");
  server.wait_for_connections(0);
  EXPECT_THAT(diary.take(), ElementsAre("1000 done"));
}

TEST_F(WebSocketServer, IsPushedToByOtherProcessesAndTold) {
  TestServer server(options());
  TestClient client(server);
  answer_to(client, opening, 0);
  client.response();
  EXPECT_EQ(answer_to(client, text("spawn"), 15),
            "\x81\x05"
            "first\x82\x06"
            "second");
  EXPECT_EQ(answer_to(client, text("note"), 6), "\x81\x04psst");
  EXPECT_EQ(answer_to(client, text("monitor"), 6),
            "\x81\x04"
            "down");
}

TEST_F(WebSocketServer, ClosesFromItsOwnSide) {
  TestServer server(options());
  TestClient client(server);
  client.send(opening);
  client.response();
  EXPECT_EQ(answer_to(client, text("bye"), 7),
            "\x88\x05\x03\xe8"
            "bye");
  client.send(text("ignored") + detail::client_frame(0x88, "\x03\xe8"));
  EXPECT_EQ(client.until_closed(), "");
  server.wait_for_connections(0);
  EXPECT_THAT(diary.take(), ElementsAre("1000 bye"));
}

TEST_F(WebSocketServer, GivesUpOnAClientThatDoesNotAnswerItsClose) {
  Server::Options given = options();
  given.timeouts.websocket_close = std::chrono::milliseconds(30);
  TestServer server(given);
  TestClient client(server);
  client.send(opening);
  client.response();
  client.send(text("bye"));
  EXPECT_EQ(close_code(client), 1000);
}

TEST_F(WebSocketServer, ClosesOnInvalidFramesWithOneLineInTheLog) {
  LogCapture log;
  TestServer server(options());
  TestClient bystander(server);
  bystander.send(opening);
  bystander.response();
  const std::pair<std::string, int> cases[] = {
      {"\x81\x02hi", 1002},
      {detail::client_frame(0xc1, "x"), 1002},
      {detail::client_frame(0x83, "x"), 1002},
      {text("\xff"), 1007},
      {detail::client_frame(0x80, "x"), 1002},
      {std::string("\x81\xff\0\0\0\0\x7f\xff\xff\xff", 10) + "mask", 1009},
  };
  for (const auto& [bytes, code] : cases) {
    TestClient client(server);
    client.send(opening);
    client.response();
    client.send(bytes);
    EXPECT_EQ(close_code(client), code);
    EXPECT_EQ(answer_to(bystander, text("x"), 8),
              "\x81\x06"
              "echo x");
  }
  EXPECT_EQ(log.records().size(), std::size(cases)) << log.text();
}

TEST_F(WebSocketServer, ClosesWith1011WhenItsHandlerThrows) {
  LogCapture log;
  TestServer server(options());
  TestClient client(server);
  client.send(opening);
  client.response();
  client.send(text("throw") + text("never handled"));
  EXPECT_EQ(client.bytes(4), "\x88\x02\x03\xf3");
  client.send(detail::client_frame(0x88, "\x03\xf3"));
  EXPECT_EQ(client.until_closed(), "");
  EXPECT_THAT(log.text(), HasSubstr("the WebSocket handler of /ws threw std::runtime_error: boom"));
  EXPECT_EQ(log.records().size(), 1u) << log.text();
}

TEST_F(WebSocketServer, ClosesOnBinaryUnlessTheHandlerTakesIt) {
  TestServer server(options());
  TestClient client(server);
  client.send(opening);
  client.response();
  EXPECT_EQ(answer_to(client, detail::client_frame(0x82, "x"), 4).substr(2), "\x03\xeb");
}

TEST_F(WebSocketServer, ClosesWhenNothingIsHeardForTooLong) {
  Server::Options given = options();
  given.timeouts.websocket_idle = given.timeouts.websocket_close = std::chrono::milliseconds(30);
  TestServer server(given);
  TestClient client(server);
  client.send(opening);
  client.response();
  EXPECT_EQ(close_code(client), 1001);
  server.wait_for_connections(0);
  EXPECT_THAT(diary.take(), ElementsAre("1001 no frame came for too long"));
}

TEST_F(WebSocketServer, DropsAClientThatDoesNotRead) {
  LogCapture log;
  TestServer server(options());
  TestClient client(server);
  client.send(opening);
  client.response();
  client.send(text("flood"));
  server.wait_for_connections(0);
  EXPECT_THAT(log.text(), HasSubstr("reads too slowly"));
  EXPECT_THAT(diary.take(), ElementsAre("1008 reads too slowly"));
}

TEST_F(WebSocketServer, TellsItsHandlerWhenTheConnectionBreaks) {
  TestServer server(options());
  {
    TestClient client(server);
    client.send(opening);
    client.response();
    client.send("\x81\x85");  // and no more
  }
  server.wait_for_connections(0);
  EXPECT_THAT(diary.take(), ElementsAre("1006 "));
}

TEST_F(WebSocketServer, RefusesBadHandshakesAndKeepsTheConnection) {
  TestServer server(options());
  TestClient client(server);
  EXPECT_THAT(client.get("/ws"), StartsWith("HTTP/1.1 426"));
  EXPECT_THAT(client.get("/ws",
                         "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                         "Sec-WebSocket-Key: short\r\n"),
              StartsWith("HTTP/1.1 400"));
  EXPECT_THAT(client.get("/"), StartsWith("HTTP/1.1 200"));
  EXPECT_TRUE(diary.take().empty());
}

TEST_F(WebSocketServer, SendsItsClientsAwayWhenTheServerStops) {
  TestServer server(options());
  TestClient client(server);
  client.send(opening);
  client.response();
  server.begin_stop();
  EXPECT_EQ(client.bytes(2 + 2 + 16).substr(2, 2), "\x03\xf4");
  client.send(detail::client_frame(0x88, "\x03\xf4"));
  EXPECT_EQ(client.until_closed(), "");
}

/// The close codes that three clients of a server see when it stops; 0: none.
std::vector<int> sent_away(TestServer& server) {
  std::vector<std::unique_ptr<TestClient>> clients;
  for (int i = 0; i < 3; ++i) {
    clients.push_back(std::make_unique<TestClient>(server));
    clients.back()->send(opening);
    clients.back()->response();
  }
  server.begin_stop();
  std::vector<int> codes;
  for (const auto& client : clients) codes.push_back(close_code(*client));
  std::ranges::sort(codes);
  return codes;
}

TEST_F(WebSocketServer, SendsItsClientsAwayInBatches) {
  Server::Options given = options();
  given.drainer = {.batch_size = 2, .batch_interval = std::chrono::milliseconds(1)};
  given.timeouts.websocket_close = std::chrono::milliseconds(10);
  TestServer server(given);
  EXPECT_THAT(sent_away(server), ElementsAre(1012, 1012, 1012));
}

TEST_F(WebSocketServer, ABatchThatIsNotDueWhenTheServerEndsGoesWithIt) {
  Server::Options given = options();
  given.drainer = {.batch_size = 2, .batch_interval = std::chrono::hours(1)};
  given.timeouts.drain = std::chrono::milliseconds(500);
  TestServer server(given);
  EXPECT_THAT(sent_away(server), ElementsAre(0, 1012, 1012));
}

}  // namespace
}  // namespace anqa::http
