#include "anqa/http/client.hpp"

#include <gmock/gmock.h>
#include <sys/socket.h>

#include <atomic>
#include <filesystem>
#include <thread>

#include "anqa/http/internal/test_certificate.hpp"
#include "anqa/http/internal/test_server.hpp"
#include "anqa/runtime/spawn.hpp"

namespace anqa::http {
namespace {

using detail::TestCertificate;
using detail::TestServer;
using testing::HasSubstr;
using testing::StartsWith;

std::atomic<bool> gate_open;
std::atomic<int> at_the_gate;

Task<Response> waits_at_the_gate(Request) {
  ++at_the_gate;
  while (!gate_open) co_await yield();
  co_return Response::text(200, "passed");
}

Task<void> pieces(BodyWriter writer) {
  for (int i = 0; i < 3; ++i) {
    co_await writer.write("piece " + std::to_string(i) + "\n");
    co_await yield();
  }
}

Task<void> broken(BodyWriter writer) {
  co_await writer.write("a beginning");
  throw std::runtime_error("no end");
}

Answer handle(Request request) {
  const std::string path(request.path());
  if (path == "/gate") return waits_at_the_gate(std::move(request));
  if (path == "/pieces") return Response::stream(200, "text/plain", StreamBody(&pieces));
  if (path == "/broken") return Response::stream(200, "text/plain", StreamBody(&broken));
  if (path == "/large") return Response::text(200, std::string(20'000'000, 'x'));
  if (path == "/missing") return Response::text(404, "not here");
  std::string text(to_string(request.method));
  text += " " + request.scheme + "://" + std::string(request.host()) + request.target +
          " x=" + std::string(request.headers.get_or("x", "")) + " " + request.body;
  return Response::text(200, text);
}

/// "200 body" or the error.
std::string in_words(const result<ClientResponse>& response) {
  return response ? std::to_string(response->status) + " " + response->body : response.error().message;
}

/// Makes these requests with one client, one after the other.
Task<std::vector<std::string>> ask(Client::Options options, std::vector<ClientRequest> requests) {
  const auto client = start_link<Client>(std::move(options));
  std::vector<std::string> answers;
  for (ClientRequest& each : requests) answers.push_back(in_words(co_await request(client, std::move(each))));
  co_return answers;
}

std::string ask_one(TestServer& server, ClientRequest what, Client::Options options = {}) {
  return server.system().run(&ask, std::move(options), std::vector<ClientRequest>{std::move(what)})[0];
}

std::string at(const TestServer& server, const std::string& path) {
  return "http://127.0.0.1:" + std::to_string(server.port()) + path;
}

TEST(HttpClient, GetsWholeResponses) {
  TestServer server({.handler = &handle});
  const std::string host = "127.0.0.1:" + std::to_string(server.port());
  EXPECT_EQ(ask_one(server, {.url = at(server, "/a?b=c#d"), .headers = {{"x", "y"}, {"Host", "evil"}}}),
            "200 GET http://" + host + "/a?b=c x=y ");
  EXPECT_EQ(ask_one(server, {.method = Method::post, .url = at(server, "/p"), .body = "the body"}),
            "200 POST http://" + host + "/p x= the body");
  EXPECT_EQ(ask_one(server, {.method = Method::head, .url = at(server, "/h")}), "200 ");
  EXPECT_EQ(ask_one(server, {.url = at(server, "/missing")}), "404 not here");
  EXPECT_EQ(ask_one(server, {.url = at(server, "/pieces")}), "200 piece 0\npiece 1\npiece 2\n");
  EXPECT_THAT(ask_one(server, {.url = "http://localhost:" + std::to_string(server.port()) + "/"}),
              StartsWith("200 GET http://localhost:"));
}

TEST(HttpClient, UsesItsConnectionsAgain) {
  TestServer server({.handler = &handle});
  const auto body = [](std::string url, Pid http_server) -> Task<std::size_t> {
    const auto client = start_link<Client>(Client::Options{});
    for (int i = 0; i < 10; ++i) co_await request(client, {.url = url});
    co_return co_await call(anqa::Server<Server>(http_server), Server::ConnectionCount{});
  };
  EXPECT_EQ(server.system().run(body, at(server, "/"), server.pid()), 1u);
}

TEST(HttpClient, AsksAgainWhereTheServerHadClosedTheConnection) {
  Server::Options given{.handler = &handle};
  given.timeouts.idle = std::chrono::milliseconds(20);
  TestServer server(given);
  const auto body = [](std::string url, Pid http_server) -> Task<std::string> {
    const auto client = start_link<Client>(Client::Options{});
    std::string last;
    for (int i = 0; i < 3; ++i) {
      last = in_words(co_await request(client, {.method = Method::post, .url = url}));
      while (co_await call(anqa::Server<Server>(http_server), Server::ConnectionCount{}) > 0)
        co_await yield();
    }
    co_return last;
  };
  EXPECT_THAT(server.system().run(body, at(server, "/"), server.pid()), StartsWith("200 POST"));
}

TEST(HttpClient, ReadsPieceByPiece) {
  TestServer server({.handler = &handle});
  const auto body = [](std::string url) -> Task<std::string> {
    const auto client = start_link<Client>(Client::Options{});
    auto response = co_await stream(client, {.url = url + "/large"});
    if (!response) co_return response.error().message;
    std::size_t size = 0;
    for (;;) {
      auto piece = co_await response->read();
      if (!piece) co_return piece.error().message;
      if (piece->empty()) break;
      size += piece->size();
    }
    auto dropped = co_await stream(client, {.url = url + "/large"});
    dropped = std::unexpected(Error{});
    co_return std::to_string(response->status()) + " " + std::to_string(size) + " " +
        std::string(response->headers().get_or("content-type", ""));
  };
  EXPECT_EQ(server.system().run(body, at(server, "")), "200 20000000 text/plain; charset=utf-8");
}

TEST(HttpClient, SaysWhyThereIsNoResponse) {
  gate_open = false;
  TestServer server({.handler = &handle});
  const std::string url = at(server, "/gate");
  EXPECT_EQ(ask_one(server, {.url = url, .receive_timeout = std::chrono::milliseconds(20)}),
            "GET " + url + ": the response took too long to come");
  EXPECT_THAT(ask_one(server, {.url = url, .request_timeout = std::chrono::milliseconds(20)}),
              HasSubstr("took longer than"));
  EXPECT_THAT(ask_one(server, {.url = at(server, "/broken")}),
              HasSubstr("the connection ended in its middle"));
  EXPECT_THAT(ask_one(server, {.url = at(server, "/large")}),
              HasSubstr("the body is larger than 8388608 bytes"));
  EXPECT_THAT(ask_one(server, {.url = "http://127.0.0.1:1/"}), HasSubstr("Connection refused"));
  EXPECT_THAT(ask_one(server, {.url = "http://no.such.host.invalid/"}), HasSubstr("was not found: "));
  EXPECT_THAT(ask_one(server, {.url = "gopher://x"}), HasSubstr("must begin with http"));
  EXPECT_THAT(ask_one(server, {.url = at(server, "/"), .headers = {{"x", "a\r\nevil: b"}}}),
              HasSubstr("a header field that cannot be sent: \"x\""));
  EXPECT_THAT(ask_one(server, {.url = "https://127.0.0.1:" + std::to_string(server.port())}),
              HasSubstr("no TLS: "));
  gate_open = true;
}

TEST(HttpClient, TrustsWhomItsCertificatesName) {
  const TestCertificate files;
  Server::Options given{.handler = &handle};
  given.tls = Tls{.certfile = files.certfile(), .keyfile = files.keyfile()};
  TestServer server(given);
  const std::string url = "https://localhost:" + std::to_string(server.port()) + "/a";
  EXPECT_EQ(ask_one(server, {.url = url}, {.cacertfile = files.certfile()}),
            "200 GET https://localhost:" + std::to_string(server.port()) + "/a x= ");
  EXPECT_THAT(ask_one(server, {.url = url}), HasSubstr("the certificate is not trusted"));
  EXPECT_THAT(ask_one(server, {.url = url}, {.verify = false}), StartsWith("200 "));
  EXPECT_EQ(ask_one(server, {.url = "https://localhost:" + std::to_string(server.port()) + "/large"},
                    {.body_bytes = 30'000'000, .cacertfile = files.certfile()})
                .size(),
            20'000'004u);
}

TEST(HttpClient, SpeaksOverAUnixSocket) {
  const TestCertificate folder;  // which goes with the test
  const std::string path = std::filesystem::path(folder.certfile()).parent_path() / "http.sock";
  TestServer server({.ip = "unix:" + path, .handler = &handle});
  EXPECT_EQ(ask_one(server, {.url = "http://shop.example/a", .unix_socket = path}),
            "200 GET http://shop.example/a x= ");
  EXPECT_THAT(ask_one(server, {.url = "http://shop.example/a", .unix_socket = path + ".gone"}),
              HasSubstr("No such file"));
}

Task<void> ask_at_the_gate(anqa::Server<Client> client, std::string url) {
  co_await request(client, {.url = std::move(url)});
}

TEST(HttpClient, WaitsForAPlaceAndTakesItFromTheDead) {
  gate_open = false;
  at_the_gate = 0;
  TestServer server({.handler = &handle});
  const auto body = [](std::string url) -> Task<std::vector<std::string>> {
    const auto client =
        start_link<Client>(Client::Options{.pool_size = 1, .pool_timeout = std::chrono::milliseconds(20)});
    const Pid holder = spawn(&ask_at_the_gate, client, url + "/gate");
    while (at_the_gate == 0) co_await yield();
    std::vector<std::string> answers;
    answers.push_back(in_words(co_await request(client, {.url = url + "/late"})));
    exit(holder, ExitReason::kill);
    co_await down(holder);
    answers.push_back(in_words(co_await request(client, {.url = url + "/next"})));
    co_return answers;
  };
  const auto answers = server.system().run(body, at(server, ""));
  EXPECT_THAT(answers[0], HasSubstr("no connection of the pool became free in time"));
  EXPECT_THAT(answers[1], StartsWith("200 GET"));
  gate_open = true;
}

TEST(HttpClient, ServesManyProcesses) {
  TestServer server({.handler = &handle});
  const auto body = [](std::string url) -> Task<int> {
    const auto client = start_link<Client>(Client::Options{.pool_size = 4});
    const auto one = [](anqa::Server<Client> to, std::string where, Pid tell) -> Task<void> {
      for (int i = 0; i < 20; ++i) {
        const auto response = co_await request(to, {.url = where});
        send(tell, response && response->status == 200 ? 1 : 0);
      }
    };
    for (int i = 0; i < 10; ++i) spawn_link(one, client, url, self());
    int good = 0;
    for (int i = 0; i < 200; ++i) good += (co_await receive<int>()).value_or(0);
    co_return good;
  };
  EXPECT_EQ(server.system().run(body, at(server, "/")), 200);
}

}  // namespace
}  // namespace anqa::http
