#include <gmock/gmock.h>

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
using testing::Not;
using testing::StartsWith;

Task<void> count_to_three(BodyWriter writer) {
  for (const char* piece : {"one,", "two,", "three"}) {
    co_await yield();
    if (!co_await writer.write(piece)) co_return;
  }
}

Task<void> throws_in_its_middle(BodyWriter writer) {
  co_await writer.write("half of");
  throw std::runtime_error("boom");
}

struct Word {
  std::string text;
};
std::promise<Pid> streamer;

/// What other processes tell it, until it is told to stop.
Task<void> passes_on_messages(BodyWriter writer) {
  streamer.set_value(self());
  while (const auto word = co_await receive<Word>()) {
    if (word->text == "end" || !co_await writer.write(word->text)) co_return;
  }
}

std::promise<std::size_t> taken_pieces;
constexpr std::size_t large_piece = 64 * 1024;

Task<void> writes_without_end(BodyWriter writer) {
  std::size_t pieces = 0;
  while (co_await writer.write(std::string(large_piece, 'x'))) ++pieces;
  taken_pieces.set_value(pieces);
}

Response stream(Request request) {
  const std::string path(request.path());
  StreamBody body(path == "/throw"      ? &throws_in_its_middle
                  : path == "/messages" ? &passes_on_messages
                  : path == "/endless"  ? &writes_without_end
                                        : &count_to_three);
  return Response::stream(200, "text/plain", std::move(body));
}

TEST(StreamBody, GoesOutInChunksAndTheConnectionGoesOn) {
  TestServer server({.handler = &stream});
  TestClient client(server);
  for (int i = 0; i < 2; ++i) {
    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    const std::string head = client.response();
    EXPECT_THAT(head, HasSubstr("transfer-encoding: chunked\r\n"));
    EXPECT_THAT(head, Not(HasSubstr("content-length")));
    EXPECT_EQ(client.bytes(33), "4\r\none,\r\n4\r\ntwo,\r\n5\r\nthree\r\n0\r\n\r\n");
  }
}

TEST(StreamBody, EndsWithTheConnectionForHttp10) {
  TestServer server({.handler = &stream});
  TestClient client(server);
  client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  const std::string all = client.until_closed();
  EXPECT_THAT(all, Not(HasSubstr("chunked")));
  EXPECT_THAT(all, HasSubstr("connection: close\r\n"));
  EXPECT_THAT(all, EndsWith("\r\n\r\none,two,three"));
}

TEST(StreamBody, DoesNotRunForHead) {
  TestServer server({.handler = &stream});
  TestClient client(server);
  client.send("HEAD /throw HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_THAT(client.response(false), EndsWith("\r\n\r\n"));
  EXPECT_THAT(client.get("/"), StartsWith("HTTP/1.1 200"));
}

TEST(StreamBody, AnExceptionBreaksItOff) {
  const LogCapture log;
  TestServer server({.handler = &stream});
  TestClient client(server);
  client.send("GET /throw HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_THAT(client.until_closed(), EndsWith("7\r\nhalf of\r\n"));
  EXPECT_THAT(log.text(), HasSubstr("the body of GET /throw threw std::runtime_error: boom"));
}

TEST(StreamBody, ReceivesMessagesWhileItStreams) {
  streamer = {};
  TestServer server({.handler = &stream});
  TestClient client(server);
  client.send("GET /messages HTTP/1.1\r\nHost: a\r\n\r\n");
  const Pid pid = streamer.get_future().get();
  client.response();  // the head is there before any piece
  send(pid, Word{"hello"});
  EXPECT_EQ(client.bytes(10), "5\r\nhello\r\n");
  send(pid, Word{"you"});
  EXPECT_EQ(client.bytes(8), "3\r\nyou\r\n");
  send(pid, Word{"end"});
  EXPECT_EQ(client.bytes(5), "0\r\n\r\n");
  EXPECT_THAT(client.get("/"), StartsWith("HTTP/1.1 200"));
}

TEST(StreamBody, KilledWhileItStreamsTakesNothingElseAlong) {
  streamer = {};
  TestServer server({.handler = &stream});
  TestClient client(server);
  client.send("GET /messages HTTP/1.1\r\nHost: a\r\n\r\n");
  const Pid pid = streamer.get_future().get();
  send(pid, Word{"hello"});
  client.response();
  exit(pid, ExitReason::kill);
  EXPECT_THAT(client.until_closed(), Not(HasSubstr("0\r\n\r\n")));
  EXPECT_THAT(TestClient(server).get("/"), StartsWith("HTTP/1.1 200"));
}

TEST(StreamBody, IsHeldBackByAClientThatDoesNotRead) {
  taken_pieces = {};
  Server::Options given{.handler = &stream};
  given.timeouts.write = std::chrono::milliseconds(50);
  TestServer server(std::move(given));
  TestClient client(server);
  client.send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n");
  // What the kernel buffers, a few MB, and no more.
  EXPECT_LT(taken_pieces.get_future().get() * large_piece, 64u * 1024 * 1024);
  server.wait_for_connections(0);
}

TEST(StreamBody, LearnsThatTheClientIsGone) {
  taken_pieces = {};
  TestServer server({.handler = &stream});
  TestClient client(server);
  client.send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n");
  client.response();
  client.reset();
  taken_pieces.get_future().get();
  server.wait_for_connections(0);
}

// Requests.

std::promise<BodyError> failure;

Task<Response> joins_pieces(Request request) {
  std::string body = std::move(request.body);
  while (true) {
    const auto piece = co_await request.more.read();
    if (!piece) {
      failure.set_value(piece.error());
      co_return Response::text(piece.error().status, piece.error().message);
    }
    if (piece->empty()) break;
    body += *piece;
  }
  co_return Response::text(
      200, (request.more ? "streamed " : "whole ") + std::to_string(body.size()) + " " + body.substr(0, 20));
}

Answer upload(Request request) {
  if (request.path() == "/ignore") return Response::text(200, request.more ? "not read" : "read");
  return joins_pieces(std::move(request));
}

Server::Options uploads() { return {.handler = &upload, .stream_bodies_over = 16}; }

std::string post(std::string_view path, std::size_t size) {
  return "POST " + std::string(path) + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(size) +
         "\r\n\r\n";
}

TEST(BodyReader, ReadsWhatComesAfterTheHandlerWasCalled) {
  TestServer server(uploads());
  TestClient client(server);
  client.send(post("/", 16) + "0123456789abcdef");
  EXPECT_THAT(client.response(), EndsWith("whole 16 0123456789abcdef"));
  for (const std::size_t size : {17, 1000, 1'000'000}) {
    client.send(post("/", size));
    client.send(std::string(size, 'x'));
    EXPECT_THAT(client.response(), EndsWith("streamed " + std::to_string(size) + " xxxxxxxxxxxxxxxxx" +
                                            (size > 17 ? "xxx" : "")));
  }
}

TEST(BodyReader, ReadsChunksAndStopsAtTheirEnd) {
  TestServer server(uploads());
  TestClient client(server);
  std::string chunks = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 10; ++i) chunks += "5\r\nabcde\r\n";
  chunks += "0\r\n\r\n";
  // Byte by byte, and two at once.
  for (const char c : chunks) client.send({&c, 1});
  EXPECT_THAT(client.response(), EndsWith("50 abcdeabcdeabcdeabcde"));
  client.send(chunks + chunks + post("/", 1) + "x");
  EXPECT_THAT(client.response(), EndsWith("50 abcdeabcdeabcdeabcde"));
  EXPECT_THAT(client.response(), EndsWith("50 abcdeabcdeabcdeabcde"));
  EXPECT_THAT(client.response(), EndsWith("whole 1 x"));
}

TEST(BodyReader, SaysContinueWhenTheHandlerReads) {
  TestServer server(uploads());
  TestClient client(server);
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 20\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.bytes(25), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("01234567890123456789");
  EXPECT_THAT(client.response(), EndsWith("streamed 20 01234567890123456789"));
  // One that does not read has nothing sent to it, and its client may send or not: nobody knows what comes
  // next.
  client.send("POST /ignore HTTP/1.1\r\nHost: a\r\nContent-Length: 20\r\nExpect: 100-continue\r\n\r\n");
  const std::string all = client.until_closed();
  EXPECT_THAT(all, StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(all, HasSubstr("connection: close"));
}

TEST(BodyReader, ALittleThatIsNotReadIsThrownAway) {
  TestServer server(uploads());
  TestClient client(server);
  client.send(post("/ignore", 1000));
  EXPECT_THAT(client.response(), EndsWith("not read"));
  client.send(std::string(1000, 'x') + post("/ignore", 20) + std::string(20, 'y') + post("/", 1) + "z");
  EXPECT_THAT(client.response(), EndsWith("read"));
  EXPECT_THAT(client.response(), EndsWith("whole 1 z"));
}

TEST(BodyReader, MuchThatIsNotReadClosesTheConnection) {
  Server::Options given = uploads();
  given.limits.unread_body_bytes = 100;
  TestServer server(std::move(given));
  TestClient client(server);
  client.send(post("/ignore", 1000));
  const std::string announced = client.until_closed();
  EXPECT_THAT(announced, HasSubstr("connection: close"));
  EXPECT_THAT(announced, EndsWith("not read"));
  // Of chunks nobody knows how many there will be.
  TestClient chunks(server);
  chunks.send("POST /ignore HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n20\r\n" +
              std::string(32, 'x') + "\r\n");
  EXPECT_THAT(chunks.response(), EndsWith("not read"));
  chunks.send("65\r\n" + std::string(101, 'x') + "\r\n");
  EXPECT_EQ(chunks.until_closed(), "");
}

TEST(BodyReader, SaysWhyTheRestCannotBeRead) {
  const LogCapture log;
  Server::Options given = uploads();
  given.timeouts.body = std::chrono::milliseconds(20);
  given.limits.body_bytes = 2000;
  TestServer server(std::move(given));
  const auto answer = [&](std::string_view bytes) {
    failure = {};
    TestClient client(server);
    client.send(bytes);
    return client.until_closed();
  };
  EXPECT_THAT(answer(post("/", 1000) + "begun"), StartsWith("HTTP/1.1 408"));
  EXPECT_THAT(answer(post("/", 2001)), StartsWith("HTTP/1.1 413"));
  const std::string chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n20\r\n" +
                              std::string(32, 'x') + "\r\n";
  EXPECT_THAT(answer(chunked + "zz\r\n"), StartsWith("HTTP/1.1 400"));
  EXPECT_THAT(answer(chunked + "7d0\r\n"), StartsWith("HTTP/1.1 413"));

  failure = {};
  TestClient client(server);
  client.send(post("/", 1000) + "begun");
  client.shutdown_write();
  EXPECT_EQ(failure.get_future().get().status, 0);
  EXPECT_EQ(client.until_closed(), "");
}

/// Sends back what comes, as it comes.
struct EchoesBody {
  std::shared_ptr<Request> request;
  Task<void> operator()(BodyWriter writer) const { return run(request, std::move(writer)); }
  static Task<void> run(std::shared_ptr<Request> request, BodyWriter writer) {
    co_await writer.write(request->body);
    while (true) {
      const auto piece = co_await request->more.read();
      if (!piece || piece->empty()) co_return;
      if (!co_await writer.write(*piece)) co_return;
    }
  }
};

Response echo_body(Request request) {
  return Response::stream(200, "text/plain",
                          StreamBody(EchoesBody{std::make_shared<Request>(std::move(request))}));
}

TEST(BodyReader, GoesOnWhileTheResponseIsStreamed) {
  TestServer server({.handler = &echo_body, .stream_bodies_over = 1000});
  TestClient client(server);
  for (int i = 0; i < 2; ++i) {  // the connection is used again
    client.send(post("/", 600'000));
    client.send("begin");
    EXPECT_THAT(client.response(), Not(HasSubstr("connection: close")));
    client.send(std::string(599'995, 'x'));
    std::string all;
    while (!all.ends_with("\r\n0\r\n\r\n")) all += client.bytes(1);
    EXPECT_GT(all.size(), 600'000u);
  }
}

Response says_all_is_well(Request) {
  return Response::stream(200, "text/plain",
                          StreamBody([](BodyWriter writer) -> Task<void> { co_await writer.write("well"); }));
}

// Behind the head of the response "100 Continue" would be a part of its body.
TEST(BodyReader, AClientThatWaitsIsAskedForItsBodyBeforeAResponseThatReadsIt) {
  TestServer server({.handler = &echo_body, .stream_bodies_over = 10});
  TestClient client(server);
  const std::string waits =
      "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 20\r\n\r\n";
  client.send(waits);
  EXPECT_EQ(client.response(), "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_THAT(client.response(), StartsWith("HTTP/1.1 200 OK\r\n"));
  client.send(std::string(20, 'x'));
  const std::string chunks = "14\r\n" + std::string(20, 'x') + "\r\n0\r\n\r\n";
  EXPECT_EQ(client.bytes(chunks.size()), chunks);

  // Nobody can read it here.
  TestServer deaf({.handler = &says_all_is_well, .stream_bodies_over = 10});
  TestClient refused(deaf);
  refused.send(waits);
  const std::string answer = refused.until_closed();
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(answer, HasSubstr("connection: close"));
}

std::promise<BodyReader> kept_reader;
std::promise<BodyWriter> kept_writer;

Task<void> keeps_its_writer(BodyWriter writer) {
  kept_writer.set_value(writer);
  co_await writer.write("x");
}
Response keeps(Request request) {
  kept_reader.set_value(request.more);
  return Response::stream(200, "text/plain", StreamBody(&keeps_its_writer));
}
Task<int> try_kept(BodyReader reader, BodyWriter writer) {
  const auto piece = co_await reader.read();
  co_return (piece ? 1 : 0) + (co_await writer.write("late") ? 2 : 0);
}

TEST(BodyReader, BelongsToTheProcessThatHandlesTheRequest) {
  kept_reader = {};
  kept_writer = {};
  TestServer server({.handler = &keeps, .stream_bodies_over = 16});
  TestClient client(server);
  client.send(post("/", 20));
  client.response();
  EXPECT_EQ(server.system().run(&try_kept, kept_reader.get_future().get(), kept_writer.get_future().get()),
            0);
}

}  // namespace
}  // namespace anqa::http
