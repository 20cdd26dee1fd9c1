#include "anqa/web/socket_mount.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "anqa/base/log_capture.hpp"
#include "anqa/testing/conn_test.hpp"
#include "anqa/testing/process_test.hpp"
#include "anqa/web/csrf.hpp"
#include "anqa/web/plug.hpp"
#include "anqa/web/routes.hpp"
#include "anqa/web/session.hpp"
#include "anqa/web/socket/user_socket.hpp"

using namespace anqa;
using ::testing::HasSubstr;

namespace {

/// Lets nobody in, and says what it was given.
struct Telling {
  static std::vector<ChannelRoute> channels() { return {}; }
  static result<std::monostate> connect(const SocketRequest& request) {
    std::string seen = inspect(request.session());
    seen += "; " + request.uri() + "; " + std::string(request.user_agent());
    for (const auto& [name, value] : request.x_headers()) seen += "; " + name + "=" + value;
    for (const auto& [name, value] : request.trace_context_headers()) seen += "; " + name + "=" + value;
    if (const auto token = request.auth_token()) seen += "; token " + *token;
    return fail(seen);
  }
};

http::Response tell(const SocketRequest&, const Error& error) {
  return http::Response::text(200, error.message);
}

Conn form(Conn conn) {
  std::string token = conn.csrf_token();
  return conn.put_session("user", 42).text(std::move(token));
}

constexpr auto browser = pipeline(fetch_session, protect_from_forgery);
constexpr auto routes_ = routes(scope("/", browser, get("/form", form)));

EndpointConfig config(SocketOptions options = {}) {
  options.error_handler = &tell;
  return {
      .host = "shop.example", .routes = routes_, .sockets = {socket<Telling>("/live", std::move(options))}};
}

}  // namespace

PROCESS_TEST(Socket, IsMountedUnderItsPath) {
  LogCapture log;
  ConnTest client(config());
  EXPECT_THAT(std::string((co_await client.get("/live/websocket?vsn=2.0.0")).text()),
              HasSubstr("nil; http://"));
  EXPECT_EQ((co_await client.get("/live")).status, 404);
  EXPECT_EQ((co_await client.get("/live/websocket/more")).status, 404);
  EXPECT_EQ((co_await client.get("/live/longpoll?vsn=2.0.0")).status, 404);
  EXPECT_EQ((co_await client.request(http::Method::post, "/live/websocket")).status, 400);
}

PROCESS_TEST(Socket, IsRefusedToPagesOfOtherOrigins) {
  LogCapture log;
  ConnTest client(config());
  client.put_req_header("origin", "https://evil.example");
  EXPECT_EQ((co_await client.get("/live/websocket?vsn=2.0.0")).status, 403);
  EXPECT_TRUE(log.contains("https://evil.example: check_origin is true")) << log.text();
  client.put_req_header("origin", "https://shop.example");
  EXPECT_EQ((co_await client.get("/live/websocket?vsn=2.0.0")).status, 200);
  ConnTest other(config({.check_origin = CheckOrigin{"//*.partner.example"}}));
  other.put_req_header("origin", "https://shop.example");
  EXPECT_EQ((co_await other.get("/live/websocket?vsn=2.0.0")).status, 403);
  other.put_req_header("origin", "https://a.partner.example");
  EXPECT_EQ((co_await other.get("/live/websocket?vsn=2.0.0")).status, 200);
}

PROCESS_TEST(Socket, SeesTheSessionOnlyWithTheTokenThatBelongsToIt) {
  LogCapture log;
  ConnTest client(config());
  const std::string token((co_await client.get("/form")).text());
  const auto seen = [](ConnTest* from, std::string query) -> Task<std::string> {
    co_return std::string((co_await from->get("/live/websocket?vsn=2.0.0" + query)).text());
  };
  EXPECT_THAT(co_await seen(&client, "&_csrf_token=" + token), HasSubstr("\"user\" => 42"));
  EXPECT_THAT(co_await seen(&client, ""), ::testing::StartsWith("nil;"));
  std::string forged = token;
  forged[3] = forged[3] == 'A' ? 'B' : 'A';
  EXPECT_THAT(co_await seen(&client, "&_csrf_token=" + forged), ::testing::StartsWith("nil;"));
  client.delete_req_cookie("_anqa_key");
  EXPECT_THAT(co_await seen(&client, "&_csrf_token=" + token), ::testing::StartsWith("nil;"));

  ConnTest trusting(config({.check_csrf = false}));
  co_await trusting.get("/form");
  EXPECT_THAT(co_await seen(&trusting, ""), HasSubstr("\"user\" => 42"));
}

PROCESS_TEST(Socket, IsToldHowItsClientConnects) {
  LogCapture log;
  ConnTest client(config({.auth_token = true}));
  client.put_req_header("user-agent", "test/1");
  client.put_req_header("x-forwarded-for", "203.0.113.7");
  client.put_req_header("traceparent", "00-1-2-00");
  client.put_req_header("sec-websocket-protocol", "phoenix, base64url.bearer.phx.czNjcj90");
  const auto answer = co_await client.get("/live/websocket?vsn=2.0.0");
  EXPECT_THAT(std::string(answer.text()),
              HasSubstr("http://shop.example/live/websocket?vsn=2.0.0; test/1; x-forwarded-for=203.0.113.7; "
                        "traceparent=00-1-2-00; token s3cr?t"));
}
