#include "anqa/web/endpoint.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "anqa/base/log_capture.hpp"
#include "anqa/otp/call.hpp"
#include "anqa/runtime/net/tcp.hpp"
#include "anqa/runtime/system.hpp"
#include "anqa/web/plug.hpp"
#include "anqa/web/routes.hpp"

namespace {

using anqa::Conn;
using anqa::Endpoint;
using anqa::Task;
using ::testing::HasSubstr;
using ::testing::StartsWith;

Conn home(Conn conn, anqa::Params params) {
  return conn.text("hello " + std::string(params.get("name").value_or("you")));
}

constexpr auto routes = anqa::routes(anqa::get("/", home));

anqa::EndpointConfig config() {
  return {.port = 0, .secret_key_base = std::string(64, 's'), .routes = routes};
}

/// Sends one request on a connection of its own and gives all that comes back.
Task<std::string> fetch(std::uint16_t port, std::string request) {
  auto stream = co_await anqa::TcpStream::connect({"127.0.0.1", port});
  if (!stream) throw std::runtime_error(stream.error().message);
  const std::string bytes = request + " HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
  co_await stream->write_all(bytes);
  std::string answer;
  char buffer[4096];
  while (true) {
    const auto got = co_await stream->read_some(buffer, sizeof(buffer));
    if (got.status != anqa::IoResult::Status::done) co_return answer;
    answer.append(buffer, got.bytes);
  }
}

TEST(Endpoint, ServesOverASocket) {
  anqa::LogCapture log;
  anqa::System system;
  system.run([]() -> Task<void> {
    const auto endpoint = anqa::start_link<Endpoint>(config());
    const auto port = co_await anqa::call(endpoint, anqa::http::Server::Port{});
    const std::string page = co_await fetch(port, "GET /?name=Ada");
    EXPECT_THAT(page, StartsWith("HTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(page, HasSubstr("content-length: 9\r\n"));
    EXPECT_THAT(page, HasSubstr("\r\n\r\nhello Ada"));
    EXPECT_THAT(co_await fetch(port, "GET /nowhere"), StartsWith("HTTP/1.1 404 Not Found\r\n"));
    const std::string head = co_await fetch(port, "HEAD /");
    EXPECT_THAT(head, HasSubstr("content-length: 9\r\n"));
    EXPECT_THAT(head, ::testing::EndsWith("\r\n\r\n"));
  });
  EXPECT_TRUE(log.contains("serving http://localhost:"));
  EXPECT_TRUE(log.contains("GET /nowhere 404 in"));
}

TEST(Endpoint, DoesNotStartWithAConfigThatCannotWork) {
  anqa::System system;
  system.run([]() -> Task<void> {
    auto without_secret = config();
    without_secret.secret_key_base = "short";
    EXPECT_THROW(anqa::start_link<Endpoint>(without_secret), std::invalid_argument);
    auto bad_socket = config();
    bad_socket.sockets = {anqa::socket("live", nullptr)};
    EXPECT_THROW(anqa::start_link<Endpoint>(bad_socket), std::invalid_argument);
    auto no_certificate = config();
    no_certificate.https = anqa::http::Tls{.certfile = "missing.pem", .keyfile = "missing.key"};
    try {
      anqa::start_link<Endpoint>(no_certificate);
      ADD_FAILURE() << "it has started";
    } catch (const std::runtime_error& refused) {
      EXPECT_THAT(refused.what(), HasSubstr("certfile \"missing.pem\" cannot be used: No such file"));
    }
    auto bad_folder = config();
    bad_folder.statics = {{.at = "/", .from = ""}};
    EXPECT_THROW(anqa::start_link<Endpoint>(bad_folder), std::invalid_argument);
    co_return;
  });
}

TEST(Url, NamesThePortWhereItIsNotTheUsualOne) {
  EXPECT_EQ(anqa::url({.port = 4000, .host = "shop.example"}, "/a"), "http://shop.example:4000/a");
  EXPECT_EQ(anqa::url({.port = 80, .host = "shop.example"}, "/a"), "http://shop.example/a");
}

}  // namespace
