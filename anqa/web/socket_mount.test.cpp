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

namespace {

using anqa::ConnTest;
using anqa::is_origin_allowed;
using anqa::Term;

TEST(Origin, IsByDefaultTheEndpointsOwnHost) {
  const anqa::EndpointConfig config{.host = "shop.example"};
  EXPECT_TRUE(is_origin_allowed("https://shop.example", config));
  EXPECT_TRUE(is_origin_allowed("http://SHOP.example:4000", config));
  EXPECT_FALSE(is_origin_allowed("https://evil.example", config));
  EXPECT_FALSE(is_origin_allowed("https://shop.example.evil.example", config));
  EXPECT_FALSE(is_origin_allowed("https://evilshop.example", config));
  EXPECT_FALSE(is_origin_allowed("null", config));
  EXPECT_FALSE(is_origin_allowed("", config));
}

TEST(Origin, MayBeAnyOfAList) {
  anqa::EndpointConfig config;
  config.check_origin = {"https://a.example", "//*.b.example", "//c.example:4000", "//[::1]"};
  EXPECT_TRUE(is_origin_allowed("https://a.example", config));
  EXPECT_TRUE(is_origin_allowed("https://a.example:443", config));
  EXPECT_FALSE(is_origin_allowed("http://a.example", config));
  EXPECT_FALSE(is_origin_allowed("https://a.example:8443", config));
  EXPECT_TRUE(is_origin_allowed("http://x.b.example:81", config));
  EXPECT_TRUE(is_origin_allowed("http://x.y.b.example", config));
  EXPECT_FALSE(is_origin_allowed("http://b.example", config));
  EXPECT_FALSE(is_origin_allowed("http://xb.example", config));
  EXPECT_TRUE(is_origin_allowed("http://c.example:4000", config));
  EXPECT_FALSE(is_origin_allowed("http://c.example", config));
  EXPECT_TRUE(is_origin_allowed("http://[::1]:4000", config));
  config.check_origin = {"any"};
  EXPECT_TRUE(is_origin_allowed("null", config));
}

/// Tells what it was given, in the place of an upgrade.
class Telling final : public anqa::SocketTransport {
 public:
  anqa::http::Response connect(const anqa::SocketRequest& request) const override {
    return anqa::http::Response::text(
        200, std::string(request.params.get("vsn").value_or("none")) + " " + anqa::inspect(request.session));
  }
};

anqa::Conn form(anqa::Conn conn) {
  std::string token = conn.csrf_token();
  return conn.put_session("user", 42).text(std::move(token));
}

constexpr auto browser = anqa::pipeline(anqa::fetch_session, anqa::protect_from_forgery);
constexpr auto routes = anqa::routes(anqa::scope("/", browser, anqa::get("/form", form)));

anqa::EndpointConfig config() {
  return {.host = "shop.example",
          .routes = routes,
          .sockets = {anqa::socket("/live", std::make_shared<Telling>())}};
}

PROCESS_TEST(Socket, IsMountedUnderItsPath) {
  ConnTest client(config());
  EXPECT_EQ((co_await client.get("/live/websocket?vsn=2.0.0")).text(), "2.0.0 nil");
  EXPECT_EQ((co_await client.get("/live")).status, 404);
  EXPECT_EQ((co_await client.get("/live/websocket/more")).status, 404);
  EXPECT_EQ((co_await client.request(anqa::http::Method::post, "/live/websocket")).status, 400);
}

PROCESS_TEST(Socket, IsRefusedToPagesOfOtherOrigins) {
  anqa::LogCapture log;
  ConnTest client(config());
  client.put_req_header("origin", "https://evil.example");
  EXPECT_EQ((co_await client.get("/live/websocket")).status, 403);
  EXPECT_TRUE(log.contains("https://evil.example"));
  client.put_req_header("origin", "https://shop.example");
  EXPECT_EQ((co_await client.get("/live/websocket")).status, 200);
}

PROCESS_TEST(Socket, SeesTheSessionOnlyWithTheTokenThatBelongsToIt) {
  ConnTest client(config());
  const std::string token((co_await client.get("/form")).text());
  const auto seen = co_await client.get("/live/websocket?_csrf_token=" + token);
  EXPECT_THAT(std::string(seen.text()), ::testing::HasSubstr("\"user\" => 42"));
  EXPECT_EQ((co_await client.get("/live/websocket")).text(), "none nil");
  std::string forged = token;
  forged[3] = forged[3] == 'A' ? 'B' : 'A';
  EXPECT_EQ((co_await client.get("/live/websocket?_csrf_token=" + forged)).text(), "none nil");
  client.delete_req_cookie("_anqa_key");
  EXPECT_EQ((co_await client.get("/live/websocket?_csrf_token=" + token)).text(), "none nil");
}

}  // namespace
