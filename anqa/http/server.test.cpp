#include "anqa/http/server.hpp"

#include <gmock/gmock.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

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

Task<Response> waits(Request request) {
  co_await yield();
  if (request.path() == "/wait/throw") throw std::runtime_error("late boom");
  co_return Response::text(200, "waited for " + request.target);
}

Answer handle(Request request) {
  const std::string path(request.path());
  if (path == "/throw") throw std::runtime_error("boom");
  if (path.starts_with("/wait")) return waits(std::move(request));
  if (path == "/inject") return Response::redirect("/\r\nset-cookie: evil=1");
  if (path == "/large")
    return Response{.status = 200, .headers = {}, .body = std::string(64 * 1024 * 1024, 'x')};
  if (path == "/peer") return Response::text(200, request.peer.ip);
  if (path == "/empty") return Response{.status = 204, .headers = {}, .body = {}};
  if (path == "/close")
    return Response{.status = 200, .headers = {{"connection", "close"}}, .body = std::string("bye")};
  if (path == "/no-task") return Task<Response>();
  if (path == "/upgrade") return Response::upgrade(nullptr);
  return Response::text(200,
                        std::string(to_string(request.method)) + " " + request.target + " " + request.body);
}

Server::Options options() { return {.handler = &handle}; }

std::size_t lines_with(const LogCapture& log, std::string_view part) {
  std::size_t count = 0;
  for (const auto& record : log.records()) count += record.message.find(part) != std::string::npos ? 1 : 0;
  return count;
}

TEST(HttpServer, AnswersAndKeepsTheConnection) {
  TestServer server(options());
  TestClient client(server);
  EXPECT_THAT(client.get("/a?b=c"), EndsWith("\r\n\r\nGET /a?b=c "));
  EXPECT_THAT(client.get("/wait"), EndsWith("waited for /wait"));
  EXPECT_THAT(client.get("/peer"), EndsWith("127.0.0.1"));
  client.send("POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
  EXPECT_THAT(client.response(), EndsWith("POST /p abc"));
  client.send("HEAD /h HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_THAT(client.response(false), HasSubstr("content-length: 8\r\n"));
  EXPECT_THAT(client.get("/empty"), StartsWith("HTTP/1.1 204"));
  EXPECT_THAT(client.get("/last", "Connection: close\r\n"), HasSubstr("connection: close\r\n"));
  EXPECT_EQ(client.until_closed(), "");
}

TEST(HttpServer, AnswersBytesThatComeOneByOne) {
  TestServer server(options());
  TestClient client(server);
  for (const char c : std::string("POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"))
    client.send({&c, 1});
  EXPECT_THAT(client.response(), EndsWith("POST /p abc"));
}

TEST(HttpServer, AnswersPipelinedRequestsInOrder) {
  Server::Options given = options();
  given.limits.pipelined_requests = 3;
  TestServer server(given);
  TestClient client(server);
  std::string requests;
  for (int i = 0; i < 50; ++i) {
    requests += "GET " + std::string(i % 7 == 0 ? "/wait/" : "/") + std::to_string(i) +
                " HTTP/1.1\r\nHost: a\r\n\r\n";
  }
  client.send(requests);
  for (int i = 0; i < 50; ++i) EXPECT_THAT(client.response(), HasSubstr("/" + std::to_string(i)));
}

TEST(HttpServer, GoesOnWithPipelinedRequestsBehindALongAnswer) {
  const auto serve = [](const Request& request) {
    return Response{.status = 200,
                    .headers = {{"x-target", std::string(request.target)}},
                    .body = std::string(300'000, 'x')};
  };
  TestServer server({.handler = serve});
  TestClient client(server);
  std::string requests;
  for (int i = 0; i < 8; ++i) requests += "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: a\r\n\r\n";
  client.send(requests);
  for (int i = 0; i < 8; ++i) EXPECT_THAT(client.response(), HasSubstr("x-target: /" + std::to_string(i)));
}

TEST(HttpServer, ClosesAsTheVersionTheClientAndTheHandlerWant) {
  TestServer server(options());
  TestClient old(server);
  old.send("GET / HTTP/1.0\r\n\r\n");
  EXPECT_THAT(old.until_closed(), EndsWith("GET / "));
  TestClient old_but_kept(server);
  old_but_kept.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_THAT(old_but_kept.response(), HasSubstr("connection: keep-alive\r\n"));
  EXPECT_THAT(old_but_kept.get("/"), EndsWith("GET / "));
  TestClient handlers_wish(server);
  EXPECT_THAT(handlers_wish.get("/close"), EndsWith("bye"));
  EXPECT_EQ(handlers_wish.until_closed(), "");
}

TEST(HttpServer, AnswersAClientThatHasClosedItsSide) {
  TestServer server(options());
  TestClient client(server);
  client.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
  client.shutdown_write();
  EXPECT_THAT(client.until_closed(), EndsWith("waited for /wait"));
}

TEST(HttpServer, AsksAWaitingClientForItsBody) {
  TestServer server(options());
  TestClient client(server);
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.response(), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("hi");
  EXPECT_THAT(client.response(), EndsWith("POST / hi"));
}

TEST(HttpServer, RefusesMalformedRequestsWithOneLineInTheLog) {
  LogCapture log;
  TestServer server(options());
  TestClient bystander(server);
  const std::pair<std::string, std::string> cases[] = {
      {"\x16\x03\x01\x02\x01\x01", "400"},
      {"GET / HTTP/1.1\r\n\r\n", "400"},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
       "400"},
      {"GET / HTTP/3.0\r\nHost: a\r\n\r\n", "505"},
      {"BREW / HTTP/1.1\r\nHost: a\r\n\r\n", "501"},
      {"GET /" + std::string(100'000, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n", "414"},
      {"GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(100'000, 'x') + "\r\n\r\n", "431"},
  };
  for (const auto& [bytes, status] : cases) {
    TestClient client(server);
    client.send(bytes);
    const std::string answer = client.until_closed();
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 " + status));
    EXPECT_THAT(answer, HasSubstr("connection: close\r\n"));
    EXPECT_THAT(bystander.get("/still"), EndsWith("GET /still "));
  }
  EXPECT_EQ(log.records().size(), std::size(cases)) << log.text();
}

TEST(HttpServer, LetsAClientReadTheRefusalOfABodyThatItStillSends) {
  TestServer server(options());
  TestClient client(server);
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 90000000\r\n\r\n");
  for (int i = 0; i < 40; ++i) client.send(std::string(100'000, 'x'));
  client.shutdown_write();
  EXPECT_THAT(client.until_closed(), StartsWith("HTTP/1.1 413"));
}

TEST(HttpServer, ForgetsTruncatedRequests) {
  LogCapture log;
  TestServer server(options());
  {
    TestClient client(server);
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
    client.shutdown_write();
    EXPECT_EQ(client.until_closed(), "");
  }
  server.wait_for_connections(0);
  EXPECT_EQ(lines_with(log, "in its middle"), 1u) << log.text();
}

TEST(HttpServer, EndsSlowRequests) {
  Server::Options given = options();
  given.timeouts.header = given.timeouts.body = std::chrono::milliseconds(30);
  TestServer server(given);
  TestClient slow_head(server);
  slow_head.send("GET / HTTP/1.1\r\n");
  EXPECT_THAT(slow_head.until_closed(), StartsWith("HTTP/1.1 408"));
  TestClient slow_body(server);
  slow_body.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
  EXPECT_THAT(slow_body.until_closed(), StartsWith("HTTP/1.1 408"));
}

TEST(HttpServer, ClosesIdleConnectionsWithoutAWord) {
  LogCapture log;
  Server::Options given = options();
  given.timeouts.idle = std::chrono::milliseconds(30);
  TestServer server(given);
  TestClient silent(server);
  EXPECT_EQ(silent.until_closed(), "");
  TestClient once(server);
  EXPECT_THAT(once.get("/"), EndsWith("GET / "));
  EXPECT_EQ(once.until_closed(), "");
  EXPECT_EQ(log.records().size(), 0u) << log.text();
}

TEST(HttpServer, ClosesClientsThatDoNotRead) {
  LogCapture log;
  Server::Options given = options();
  given.timeouts.write = std::chrono::milliseconds(30);
  TestServer server(given);
  TestClient client(server);
  client.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
  while (!log.contains("too long to read")) {
  }
  server.wait_for_connections(0);
  EXPECT_EQ(lines_with(log, "too long to read"), 1u) << log.text();
}

TEST(HttpServer, WritesAResponseThatTheSocketTakesInPieces) {
  TestServer server(options());
  TestClient client(server);
  const std::string answer = client.get("/large");
  EXPECT_EQ(answer.size() - answer.find("\r\n\r\n") - 4, 64u * 1024 * 1024);
  EXPECT_THAT(client.get("/"), EndsWith("GET / "));
}

TEST(HttpServer, TurnsWhatAHandlerThrowsInto500AndOneLine) {
  LogCapture log;
  TestServer server(options());
  TestClient client(server);
  EXPECT_THAT(client.get("/throw"), StartsWith("HTTP/1.1 500"));
  EXPECT_THAT(client.get("/wait/throw"), StartsWith("HTTP/1.1 500"));
  EXPECT_THAT(client.get("/inject"), StartsWith("HTTP/1.1 500"));
  EXPECT_THAT(client.get("/no-task"), StartsWith("HTTP/1.1 500"));
  EXPECT_THAT(client.get("/"), EndsWith("GET / "));
  EXPECT_EQ(lines_with(log, "GET /throw threw std::runtime_error: boom"), 1u) << log.text();
  EXPECT_EQ(lines_with(log, "GET /wait/throw threw std::runtime_error: late boom"), 1u) << log.text();
  EXPECT_EQ(lines_with(log, "\"location\""), 1u) << log.text();
  EXPECT_EQ(log.records().size(), 4u) << log.text();
}

TEST(HttpServer, RefusesAnUpgradeThatTheClientDidNotAskFor) {
  TestServer server(options());
  TestClient client(server);
  const std::string answer = client.get("/upgrade");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 426"));
  EXPECT_THAT(answer, HasSubstr("upgrade: websocket\r\n"));
  EXPECT_THAT(client.get("/upgrade",
                         "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"),
              StartsWith("HTTP/1.1 500"))
      << "it has no WebSocketHandler";
  EXPECT_THAT(client.get("/"), EndsWith("GET / "));
}

TEST(HttpServer, SendsFilesAndClosesWhereOneIsShort) {
  const auto path =
      std::filesystem::path(testing::TempDir()) / ("anqa_http_file_" + std::to_string(::getpid()));
  std::string content;
  for (int i = 0; i < 200'000; ++i) content += std::to_string(i);
  std::ofstream(path, std::ios::binary) << content;
  static std::string file;
  file = path.string();
  const auto serve = [](const Request& request) {
    const std::uint64_t size = request.path() == "/short" ? 2'000'000 : 1'000'000;
    return Response::file(200, "application/octet-stream", {.path = file, .offset = 7, .length = size});
  };
  TestServer server({.handler = serve});
  TestClient client(server);
  const std::string answer = client.get("/");
  EXPECT_EQ(answer.substr(answer.find("\r\n\r\n") + 4), content.substr(7, 1'000'000));
  client.send("GET /short HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_THAT(client.until_closed(), EndsWith(content.substr(7)));
  std::filesystem::remove(path);
}

TEST(HttpServer, SurvivesClientsThatResetInTheMiddleOfAFile) {
  const auto path =
      std::filesystem::path(testing::TempDir()) / ("anqa_http_reset_" + std::to_string(::getpid()));
  static std::string file;
  file = path.string();
  std::ofstream(path, std::ios::binary) << std::string(16'000'000, 'x');
  TestServer server({.handler = [](const Request&) {
    return Response::file(200, "application/octet-stream", {.path = file, .offset = 0, .length = 16'000'000});
  }});
  for (int i = 0; i < 40; ++i) {
    TestClient client(server);
    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    if (i % 2 == 1) client.bytes(1000);  // the server is in the middle of it
    client.reset();
  }
  TestClient client(server);
  EXPECT_EQ(client.get("/").size() / 1'000'000, 16U);
  std::filesystem::remove(path);
}

TEST(HttpServer, HoldsItsLimitOfConnections) {
  Server::Options given = options();
  given.limits.connections = 1;
  given.limits.requests_per_connection = 2;
  TestServer server(given);
  TestClient first(server);
  EXPECT_THAT(first.get("/"), EndsWith("GET / "));
  TestClient second(server);
  second.send("GET /second HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(server.connections(), 1u);
  EXPECT_THAT(first.get("/"), HasSubstr("connection: close\r\n"));
  EXPECT_THAT(second.response(), EndsWith("GET /second "));
}

/// A thread that has not run yet counts as running.
void wait_until_the_other_threads_sleep() {
  const auto sleeps = [](const std::filesystem::path& thread) {
    std::ifstream file(thread / "stat");
    const std::string stat{std::istreambuf_iterator(file), {}};
    return stat.contains(") S ");
  };
  const std::string own = std::to_string(::gettid());
  while (!std::ranges::all_of(
      std::filesystem::directory_iterator("/proc/self/task"),
      [&](const auto& thread) { return thread.path().filename() == own || sleeps(thread.path()); })) {
  }
}

TEST(HttpServer, PausesWhenTheSystemHasNoDescriptorLeft) {
  LogCapture log;
  // UBSan opens a pipe when it looks at an object's type for the first time, so all types have to be seen
  // before.
  TestServer server(options(), {.threads = 1});
  TestClient before_it(server);
  EXPECT_THAT(before_it.get("/"), EndsWith("GET / "));
  EXPECT_THAT(before_it.get("/"), EndsWith("GET / "));
  log_info("starting");
  EXPECT_FALSE(log.contains("accepting pauses"));
  wait_until_the_other_threads_sleep();
  TestClient client;
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  const int next = ::dup(0);
  ::close(next);
  const rlimit none_left{.rlim_cur = static_cast<rlim_t>(next), .rlim_max = before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &none_left), 0);
  EXPECT_TRUE(client.connect(server.port()));
  while (!log.contains("accepting pauses")) {
  }
  setrlimit(RLIMIT_NOFILE, &before);
  EXPECT_THAT(client.get("/"), EndsWith("GET / "));
  EXPECT_EQ(lines_with(log, "accepting pauses"), 1U);
  EXPECT_EQ(lines_with(log, "accepting goes on"), 1U);
}

TEST(HttpServer, RefusesToStartWithoutAHandlerOrAnAddress) {
  System system;
  const auto start_with = [](Server::Options given) -> Task<std::string> {
    try {
      start<Server>(std::move(given));
    } catch (const std::exception& error) {
      co_return error.what();
    }
    co_return "started";
  };
  EXPECT_THAT(system.run(start_with, Server::Options{}), HasSubstr("no handler"));
  EXPECT_THAT(system.run(start_with, Server::Options{.ip = "203.0.113.1", .handler = &handle}),
              HasSubstr("cannot listen on 203.0.113.1"));
}

/// Requests that wait until the test lets them go.
struct Gate {
  std::atomic<bool> open = false;
  std::atomic<int> waiting = 0;
};
Gate gate;

Task<Response> waits_at_the_gate(Request request) {
  ++gate.waiting;
  while (!gate.open) co_await yield();
  co_return Response::text(200, "passed " + request.target);
}

TEST(HttpServer, LetsOpenRequestsEndWhenItStops) {
  gate.open = false;
  gate.waiting = 0;
  TestServer server({.handler = [](Request request) -> Answer {
    if (request.path() == "/gate") return waits_at_the_gate(std::move(request));
    return Response::text(200, "at once");
  }});
  TestClient idle(server);
  EXPECT_THAT(idle.get("/"), EndsWith("at once"));
  TestClient busy(server);
  busy.send("GET /gate HTTP/1.1\r\nHost: a\r\n\r\n");
  while (gate.waiting == 0) {
  }
  server.begin_stop();
  EXPECT_EQ(idle.until_closed(), "");
  TestClient late;
  EXPECT_FALSE(late.connect(server.port())) << "the server still listens";
  gate.open = true;
  const std::string answer = busy.until_closed();
  EXPECT_THAT(answer, EndsWith("passed /gate"));
  EXPECT_THAT(answer, HasSubstr("connection: close\r\n"));
}

TEST(HttpServer, EndsRequestsThatTakeTooLongWhenItStops) {
  gate.open = false;
  gate.waiting = 0;
  Server::Options given{.handler = &waits_at_the_gate};
  given.timeouts.drain = std::chrono::milliseconds(30);
  TestServer server(given);
  TestClient client(server);
  client.send("GET /gate HTTP/1.1\r\nHost: a\r\n\r\n");
  while (gate.waiting == 0) {
  }
  server.stop();
  EXPECT_EQ(client.until_closed(), "");
}

TEST(HttpServer, TakesItsConnectionsWithItWhenItIsKilled) {
  TestServer server(options());
  TestClient client(server);
  EXPECT_THAT(client.get("/"), EndsWith("GET / "));
  exit(server.pid(), ExitReason::Kind::kill);
  EXPECT_EQ(client.until_closed(), "");
}

}  // namespace
}  // namespace anqa::http
