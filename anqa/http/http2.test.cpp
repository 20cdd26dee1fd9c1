#include <gmock/gmock.h>
#include <nghttp2/nghttp2.h>

#include <atomic>
#include <stdexcept>

#include "anqa/base/log_capture.hpp"
#include "anqa/http/internal/test_server.hpp"

namespace anqa::http {
namespace {

using detail::TestClient;
using detail::TestServer;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

enum Type : std::uint8_t {
  DATA,
  HEADERS,
  PRIORITY,
  RST_STREAM,
  SETTINGS,
  PUSH_PROMISE,
  PING,
  GOAWAY,
  WINDOW_UPDATE,
  CONTINUATION
};
constexpr std::uint8_t end_stream = 1, ack = 1, end_headers = 4;

std::string number(std::uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift);
  return bytes;
}

std::string frame(Type type, std::uint8_t flags, std::uint32_t stream, const std::string& payload = {}) {
  std::string bytes = number(static_cast<std::uint32_t>(payload.size())).substr(1);
  bytes += static_cast<char>(type);
  bytes += static_cast<char>(flags);
  return bytes + number(stream) + payload;
}

/// A header field that is in no table, by HPACK.
std::string field(const std::string& name, const std::string& value) {
  const auto text = [](const std::string& what) {
    std::string bytes;
    if (what.size() < 127) {
      bytes += static_cast<char>(what.size());
    } else {
      bytes += '\x7f';
      for (std::size_t rest = what.size() - 127;; rest >>= 7) {
        bytes += static_cast<char>(rest < 128 ? rest : (rest & 127) | 128);
        if (rest < 128) break;
      }
    }
    return bytes + what;
  };
  return '\0' + text(name) + text(value);
}

std::string head(const std::string& path, const std::string& method = "GET") {
  return field(":method", method) + field(":path", path) + field(":scheme", "http") +
         field(":authority", "localhost");
}

struct Frame {
  int type = -1;
  int flags = 0;
  std::uint32_t stream = 0;
  std::string payload;
  std::uint32_t word(std::size_t at) const {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(payload.at(at + i));
    return value;
  }
};

/// Writes frames as it likes and reads what comes back; decodes the headers of responses.
class FrameClient {
 public:
  explicit FrameClient(const TestServer& server) : client_(server) {
    nghttp2_hd_inflate_new(&inflater_);
    client_.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(SETTINGS, 0, 0));
  }
  ~FrameClient() { nghttp2_hd_inflate_del(inflater_); }
  FrameClient(const FrameClient&) = delete;
  FrameClient& operator=(const FrameClient&) = delete;

  bool send(const std::string& bytes) { return client_.send(bytes); }
  void get(std::uint32_t stream, const std::string& path) {
    send(frame(HEADERS, end_headers | end_stream, stream, head(path)));
  }
  void post(std::uint32_t stream, const std::string& path) {
    send(frame(HEADERS, end_headers, stream, head(path, "POST")));
  }
  /// The next frame; type -1 at the end of the connection.
  Frame next() {
    const std::string start = client_.bytes(9);
    if (start.size() < 9) return {};
    Frame read;
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(start[at]); };
    read.type = byte(3);
    read.flags = byte(4);
    for (std::size_t i = 5; i < 9; ++i) read.stream = read.stream << 8 | byte(i);
    read.payload = client_.bytes(static_cast<std::size_t>(byte(0) << 16 | byte(1) << 8 | byte(2)));
    if (read.type == HEADERS) read.payload = inflate(read.payload);
    return read;
  }
  /// The next frame of this type; others are passed by.
  Frame next(Type type) {
    for (;;) {
      Frame read = next();
      if (read.type == type || read.type == -1) return read;
    }
  }
  /// "200 body" of a stream, or "reset 7", or "gone".
  std::string answer(std::uint32_t stream) {
    std::string text;
    for (;;) {
      const Frame read = next();
      if (read.type == -1) return text + "gone";
      if (read.stream != stream) continue;
      if (read.type == RST_STREAM) return text + "reset " + std::to_string(read.word(0));
      if (read.type == HEADERS) text += read.payload.substr(0, 3) + " ";
      if (read.type == DATA) text += read.payload;
      if ((read.type == HEADERS || read.type == DATA) && (read.flags & end_stream) != 0) return text;
    }
  }
  /// The code of the GOAWAY that ends the connection.
  std::string end() {
    std::string code = "none";
    for (Frame read = next(); read.type != -1; read = next()) {
      if (read.type == GOAWAY) code = std::to_string(read.word(4));
    }
    return code;
  }

 private:
  /// "200 name=value …".
  std::string inflate(const std::string& block) {
    std::string text;
    const auto* in = reinterpret_cast<const std::uint8_t*>(block.data());
    std::size_t left = block.size();
    for (;;) {
      nghttp2_nv field_read{};
      int flags = 0;
      const ssize_t used = nghttp2_hd_inflate_hd2(inflater_, &field_read, &flags, in, left, 1);
      if (used < 0) return "not HPACK";
      in += used;
      left -= static_cast<std::size_t>(used);
      const auto part = [](const std::uint8_t* bytes, std::size_t size) {
        return std::string(reinterpret_cast<const char*>(bytes), size);
      };
      if ((flags & NGHTTP2_HD_INFLATE_EMIT) != 0) {
        const std::string name = part(field_read.name, field_read.namelen);
        if (name != ":status") text += " " + name + "=";
        text += part(field_read.value, field_read.valuelen);
      }
      if ((flags & NGHTTP2_HD_INFLATE_FINAL) != 0) break;
    }
    nghttp2_hd_inflate_end_headers(inflater_);
    return text;
  }

  TestClient client_;
  nghttp2_hd_inflater* inflater_ = nullptr;
};

struct Gate {
  std::atomic<bool> open = false;
  std::atomic<int> inside = 0;
  void close() { open = false, inside = 0; }
};
Gate gate;

struct Inside {
  Inside() { ++gate.inside; }
  ~Inside() { --gate.inside; }
  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;
};

Task<Response> waits_at_the_gate(Request request) {
  const Inside inside;
  while (!gate.open) co_await yield();
  co_return Response::text(200, "passed " + request.target);
}

Task<void> endless(BodyWriter writer) {
  const Inside inside;
  while (co_await writer.write(std::string(1000, 'x'))) {
  }
}

Task<Response> kills_itself(Request) {
  exit(self(), ExitReason::kill);
  co_await sleep_for(std::chrono::hours(1));
  co_return Response::text(200, "never");
}

Answer handle(Request request) {
  const std::string path(request.path());
  if (path == "/throw") throw std::runtime_error("boom");
  if (path == "/gate") return waits_at_the_gate(std::move(request));
  if (path == "/endless") return Response::stream(200, "text/plain", StreamBody(&endless));
  if (path == "/killed") return kills_itself(std::move(request));
  if (path == "/upgrade") return Response::upgrade(nullptr);
  if (path == "/inject") return Response::redirect("/\r\nset-cookie: evil=1");
  if (path == "/empty") return Response{.status = 204, .headers = {}, .body = {}};
  return Response::text(200,
                        std::string(to_string(request.method)) + " " + request.target + " " + request.body);
}

Server::Options options() { return {.handler = &handle}; }

TEST(Http2, AnswersManyStreamsInAnyOrder) {
  gate.close();
  TestServer server(options());
  FrameClient client(server);
  client.get(1, "/gate");
  client.get(3, "/throw");
  EXPECT_EQ(client.answer(3), "500 Internal Server Error\n");
  client.post(5, "/p");
  client.send(frame(DATA, 0, 5, "ab") + frame(DATA, end_stream, 5, "c"));
  EXPECT_EQ(client.answer(5), "200 POST /p abc");
  client.get(7, "/empty");
  EXPECT_EQ(client.answer(7), "204 ");
  client.send(frame(HEADERS, end_headers | end_stream, 9, head("/h", "HEAD")));
  EXPECT_EQ(client.answer(9), "200 ");
  client.get(11, "/inject");
  EXPECT_EQ(client.answer(11), "500 Internal Server Error\n");
  gate.open = true;
  EXPECT_EQ(client.answer(1), "200 passed /gate");
}

TEST(Http2, TellsClientsToUseHttp1ForWebSockets) {
  TestServer server(options());
  FrameClient client(server);
  client.get(1, "/upgrade");
  EXPECT_EQ(client.answer(1), "reset 13");
}

TEST(Http2, GoesOnWhenAHandlerIsKilled) {
  LogCapture log;
  TestServer server(options());
  FrameClient client(server);
  client.get(1, "/killed");
  EXPECT_EQ(client.answer(1), "500 Internal Server Error\n");
  client.get(3, "/a");
  EXPECT_EQ(client.answer(3), "200 GET /a ");
  EXPECT_TRUE(log.contains("ended before its response: killed"));
}

TEST(Http2, RefusesWhatAHandlerMustNotSee) {
  LogCapture log;
  TestServer server(options());
  FrameClient client(server);
  const std::pair<std::string, std::string> cases[] = {
      {head("/", "BREW"), "501"},
      {head("/" + std::string(9'000, 'x')), "414"},
      {head("/") + field("x", std::string(40'000, 'x')), "431"},
      {head("/#fragment"), "400"},
      {head("/") + field("host", "other"), "400"},
      {head("/") + field("expect", "the-unexpected"), "417"},
  };
  std::uint32_t stream = 1;
  for (const auto& [block, status] : cases) {
    std::string bytes = frame(HEADERS, end_stream, stream, block.substr(0, 16'000));
    for (std::size_t at = 16'000; at < block.size(); at += 16'000)
      bytes += frame(CONTINUATION, 0, stream, block.substr(at, 16'000));
    client.send(bytes + frame(CONTINUATION, end_headers, stream));
    EXPECT_THAT(client.answer(stream), StartsWith(status));
    stream += 2;
  }
  // What HTTP/2 itself forbids ends the stream.
  for (const std::string& bad : {field("Upper-Case", "x"), field("connection", "close"), field("x", "a\nb"),
                                 field(":path", "/twice"), field("transfer-encoding", "chunked")}) {
    client.send(frame(HEADERS, end_headers | end_stream, stream, head("/") + bad));
    EXPECT_EQ(client.answer(stream), "reset 1");
    stream += 2;
  }
  client.post(stream, "/length");
  client.get(stream + 2, "/still");
  EXPECT_EQ(client.answer(stream + 2), "200 GET /still ");
}

TEST(Http2, JoinsTheCrumbsOfACookie) {
  TestServer server({.handler = [](const Request& request) {
    return Response::text(
        200, std::string(request.headers.get_or("cookie", "")) + " for " + std::string(request.host()));
  }});
  FrameClient client(server);
  client.send(frame(HEADERS, end_headers | end_stream, 1,
                    head("/") + field("cookie", "a=1") + field("cookie", "b=2")));
  EXPECT_EQ(client.answer(1), "200 a=1; b=2 for localhost");
}

TEST(Http2, EndsHandlersWhoseClientsGiveUp) {
  gate.close();
  TestServer server(options());
  FrameClient client(server);
  client.get(1, "/gate");
  client.get(3, "/endless");
  while (gate.inside < 2) {
  }
  client.send(frame(RST_STREAM, 0, 1, number(8)) + frame(RST_STREAM, 0, 3, number(8)));
  while (gate.inside > 0) {
  }
  client.send(frame(WINDOW_UPDATE, 0, 0, number(1'000'000)));  // for what came in vain
  client.get(5, "/a");
  EXPECT_EQ(client.answer(5), "200 GET /a ");
  {
    FrameClient leaves(server);
    leaves.get(1, "/gate");
    while (gate.inside < 1) {
    }
  }
  while (gate.inside > 0) {
  }
}

TEST(Http2, SendsAwayWhoOpensStreamsOnlyToGiveThemUp) {
  LogCapture log;
  gate.close();
  Server::Options given = options();
  given.limits.http2_overhead_frames = 50;
  TestServer server(given);
  TestClient bystander(server);
  FrameClient client(server);
  for (std::uint32_t stream = 1; stream < 10'000; stream += 2) {
    if (!client.send(frame(HEADERS, end_headers | end_stream, stream, head("/gate")) +
                     frame(RST_STREAM, 0, stream, number(8))))
      break;
  }
  EXPECT_EQ(client.end(), "11");
  EXPECT_TRUE(log.contains("too many frames that ask for nothing"));
  while (gate.inside > 0) {
  }
  EXPECT_THAT(bystander.get("/still"), EndsWith("GET /still "));
}

TEST(Http2, SendsAwayWhoFloods) {
  Server::Options given = options();
  given.limits.http2_overhead_frames = 50;
  TestServer server(given);
  const std::string floods[] = {
      frame(SETTINGS, 0, 0), frame(PING, 0, 0, "12345678"),         frame(PRIORITY, 0, 7, number(0) + "x"),
      frame(DATA, 0, 1),     frame(WINDOW_UPDATE, 0, 0, number(1)),
  };
  for (const std::string& flood : floods) {
    FrameClient client(server);
    client.post(1, "/p");
    for (int i = 0; i < 200 && client.send(flood); ++i) {
    }
    EXPECT_EQ(client.end(), "11") << "frames of type " << static_cast<int>(flood[3]);
  }
}

TEST(Http2, SendsAwayWhoNeverEndsItsHeaders) {
  TestServer server(options());
  FrameClient client(server);
  client.send(frame(HEADERS, end_stream, 1, head("/")));
  for (int i = 0; i < 100 && client.send(frame(CONTINUATION, 0, 1, field("x", "y"))); ++i) {
  }
  EXPECT_NE(client.end(), "0");
}

TEST(Http2, SendsAwayWhoBreaksTheProtocol) {
  LogCapture log;
  TestServer server(options());
  const std::pair<std::string, std::string> cases[] = {
      {frame(HEADERS, end_headers | end_stream, 2, head("/")), "1"},           // an even stream
      {frame(DATA, 0, 1, "x"), "1"},                                           // of a stream that is not open
      {frame(SETTINGS, 0, 0, "12345"), "6"},                                   // half a setting
      {frame(HEADERS, end_headers | end_stream, 1, "\xff\xff\xff\xff"), "9"},  // no HPACK
      {frame(WINDOW_UPDATE, 0, 0, number(0x7fffffff)), "3"},                   // more than a window can hold
      {std::string("\x7f\xff\xff\x00\x00\x00\x00\x00\x01", 9), "6"},           // larger than any frame may be
  };
  for (const auto& [bytes, code] : cases) {
    FrameClient client(server);
    client.send(bytes);
    EXPECT_EQ(client.end(), code);
  }
  TestClient nonsense(server);
  nonsense.send("PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n");
  nonsense.until_closed();
}

TEST(Http2, RefusesMoreStreamsThanItSaid) {
  gate.close();
  Server::Options given = options();
  given.limits.http2_streams = 3;
  TestServer server(given);
  FrameClient client(server);
  for (std::uint32_t stream = 1; stream <= 7; stream += 2) client.get(stream, "/gate");
  EXPECT_EQ(client.answer(7), "reset 7");
  gate.open = true;
  EXPECT_EQ(client.answer(1), "200 passed /gate");
}

TEST(Http2, AnswersBodiesThatAreTooLarge) {
  Server::Options given = options();
  given.limits.body_bytes = 1000;
  TestServer server(given);
  FrameClient client(server);
  client.post(1, "/p");
  client.send(frame(DATA, end_stream, 1, std::string(1001, 'x')));
  EXPECT_THAT(client.answer(1), StartsWith("413 "));
  client.send(frame(HEADERS, end_headers, 3, head("/", "POST") + field("content-length", "1001")));
  EXPECT_THAT(client.next(HEADERS).payload, StartsWith("413 "));
}

TEST(Http2, AnswersBodiesThatAreTooSlow) {
  Server::Options given = options();
  given.timeouts.body = std::chrono::milliseconds(30);
  TestServer server(given);
  FrameClient client(server);
  client.post(1, "/p");
  client.send(frame(DATA, 0, 1, "x"));
  EXPECT_THAT(client.next(HEADERS).payload, StartsWith("408 "));
}

TEST(Http2, EndsHeadersThatTakeTooLong) {
  Server::Options given = options();
  given.timeouts.header = std::chrono::milliseconds(30);
  TestServer server(given);
  FrameClient client(server);
  client.send(frame(HEADERS, end_stream, 1, head("/")));
  EXPECT_EQ(client.end(), "11");
}

TEST(Http2, ClosesIdleConnections) {
  Server::Options given = options();
  given.timeouts.idle = std::chrono::milliseconds(30);
  TestServer server(given);
  FrameClient client(server);
  client.get(1, "/a");
  EXPECT_EQ(client.answer(1), "200 GET /a ");
  EXPECT_EQ(client.end(), "0");
  TestClient silent(server);
  silent.send("PRI * HTTP/2.0\r\n\r\n");
  silent.until_closed();
  server.wait_for_connections(0);
}

TEST(Http2, GivesUpResponsesThatNobodyTakes) {
  LogCapture log;
  gate.close();
  Server::Options given = options();
  given.timeouts.write = std::chrono::milliseconds(30);
  TestServer server(given);
  FrameClient client(server);
  client.get(1, "/endless");  // and no update of its window
  EXPECT_THAT(client.answer(1), EndsWith("reset 8"));
  while (gate.inside > 0) {
  }
  EXPECT_TRUE(log.contains("too long to read a response"));
}

TEST(Http2, SaysGoodByeWhenTheServerStops) {
  gate.close();
  TestServer server(options());
  FrameClient idle(server);
  idle.get(1, "/a");
  EXPECT_EQ(idle.answer(1), "200 GET /a ");
  FrameClient busy(server);
  busy.get(1, "/gate");
  while (gate.inside == 0) {
  }
  server.begin_stop();
  for (FrameClient* client : {&idle, &busy}) {
    const Frame notice = client->next(GOAWAY);
    EXPECT_EQ(notice.word(0), 0x7fffffffu) << "first it says that the end is near";
    const Frame ping = client->next(PING);
    client->send(frame(PING, ack, 0, ping.payload));
    EXPECT_EQ(client->next(GOAWAY).word(0), 1u) << "and then which request was the last";
  }
  EXPECT_EQ(idle.end(), "none");
  gate.open = true;
  EXPECT_EQ(busy.answer(1), "200 passed /gate");
  EXPECT_EQ(busy.end(), "none");
}

TEST(Http2, CountsAsOneConnection) {
  Server::Options given = options();
  given.limits.connections = 1;
  TestServer server(given);
  {
    FrameClient client(server);
    client.get(1, "/a");
    EXPECT_EQ(client.answer(1), "200 GET /a ");
    EXPECT_EQ(server.connections(), 1u);
  }
  FrameClient second(server);
  second.get(1, "/b");
  EXPECT_EQ(second.answer(1), "200 GET /b ");
}

TEST(Http2, IsNotSpokenWhereItIsSwitchedOff) {
  LogCapture log;
  Server::Options given = options();
  given.http2 = false;
  TestServer server(given);
  TestClient client(server);
  client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
  EXPECT_THAT(client.until_closed(), StartsWith("HTTP/1.1 505"));
}

}  // namespace
}  // namespace anqa::http
