#include "anqa/web/plugs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "anqa/base/log_capture.hpp"
#include "anqa/runtime/log_metadata.hpp"
#include "anqa/testing/conn_test.hpp"
#include "anqa/testing/process_test.hpp"
#include "anqa/web/basic_auth.hpp"
#include "anqa/web/http_error.hpp"
#include "anqa/web/plug.hpp"
#include "anqa/web/routes.hpp"
#include "anqa/web/web_events.hpp"

namespace {

using anqa::Conn;
using anqa::ConnTest;
using anqa::Params;
using anqa::Task;
using anqa::Term;
using anqa::http::Method;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

Conn hello(Conn conn) { return conn.text("hello"); }
Conn broken(Conn) { throw std::runtime_error("broken"); }
Conn format(Conn conn) { return conn.text(*conn.get_private<std::string>("phoenix_format")); }
Conn where(Conn conn) {
  return conn.text(conn.request().scheme + " " + std::string(conn.host()) + " " + conn.remote_ip().ip);
}
Conn metadata(Conn conn) {
  std::string text = *conn.assigned<std::string>("id");
  for (const auto& field : anqa::logger::metadata()) text += " " + field.key + "=" + field.value;
  return conn.text(text);
}
Conn secured(Conn conn) { return conn.text("secured"); }

Conn members(Conn conn) { return anqa::basic_auth(std::move(conn), "ada", "pass:word", "the \"shop\""); }
Conn with_headers(Conn conn) {
  return anqa::PutSecureBrowserHeaders{{{{"content-security-policy", "default-src 'self'"}}}}(
      std::move(conn));
}

constexpr auto only_members = anqa::pipeline(members);
constexpr auto some_formats = anqa::pipeline(anqa::Accepts{{"html", "json", "application/vnd.shop+json"}});
constexpr auto secure = anqa::pipeline(with_headers);

constexpr auto routes = anqa::routes(
    anqa::get("/", hello), anqa::get("/broken", broken), anqa::get("/where", where),
    anqa::post("/where", where), anqa::get("/metadata", metadata),
    anqa::get("/quiet", hello, anqa::log_at(anqa::LogLevel::off)),
    anqa::get("/loud", hello, anqa::log_at(anqa::LogLevel::info)), anqa::post("/products/:id", hello),
    anqa::scope("/members", only_members, anqa::get("/", hello)),
    anqa::scope("/formats", some_formats, anqa::get("/", format)),
    anqa::scope("/secure", secure, anqa::get("/", secured)));

PROCESS_TEST(ForceSsl, SendsPlainRequestsToHttps) {
  ConnTest client({.routes = routes, .force_ssl = anqa::ForceSsl{.subdomains = true, .preload = true}});
  client.put_req_header("host", "shop.example:4000");
  auto page = co_await client.get("/where?a=b");
  EXPECT_EQ(page.status, 301);
  EXPECT_EQ(page.headers.get("location"), "https://shop.example/where?a=b");
  EXPECT_FALSE(page.headers.has("strict-transport-security"));
  page = co_await client.post("/where", Params{{"x", "1"}});
  EXPECT_EQ(page.status, 307);
  anqa::http::Request request{.target = "/where"};
  request.scheme = "https";
  page = co_await client.send(request);
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.headers.get("strict-transport-security"), "max-age=31536000; includeSubDomains; preload");
  request.target = "/nowhere";
  EXPECT_TRUE((co_await client.send(request)).headers.has("strict-transport-security"));
  client.put_req_header("host", "localhost:4000");
  EXPECT_EQ((co_await client.get("/where")).status, 200);
}

PROCESS_TEST(ForceSsl, MayNameItsHost) {
  ConnTest client({.routes = routes, .force_ssl = anqa::ForceSsl{.host = "www.shop.example:8443"}});
  client.put_req_header("host", "shop.example");
  EXPECT_EQ((co_await client.get("/")).headers.get("location"), "https://www.shop.example:8443/");
}

PROCESS_TEST(RewriteOn, TakesWhatTheLastProxySays) {
  ConnTest client({.routes = routes,
                   .rewrite_on = anqa::RewriteOn{.x_forwarded_for = true,
                                                 .x_forwarded_host = true,
                                                 .x_forwarded_port = true,
                                                 .x_forwarded_proto = true}});
  client.put_peer_data({"10.0.0.1", 1});
  client.put_req_header("host", "internal:4000");
  EXPECT_EQ((co_await client.get("/where")).text(), "http internal:4000 10.0.0.1");
  client.put_req_header("x-forwarded-for", "1.2.3.4, 203.0.113.7");
  client.put_req_header("x-forwarded-proto", "https");
  client.put_req_header("x-forwarded-host", "shop.example");
  EXPECT_EQ((co_await client.get("/where")).text(), "https shop.example 203.0.113.7");
  client.put_req_header("x-forwarded-port", "8443");
  client.put_req_header("x-forwarded-for", "[2001:db8::1]:99");
  EXPECT_EQ((co_await client.get("/where")).text(), "https shop.example:8443 2001:db8::1");
  client.put_req_header("x-forwarded-for", "unknown");
  client.put_req_header("x-forwarded-proto", "gopher");
  client.put_req_header("x-forwarded-host", "evil.example/path");
  client.put_req_header("x-forwarded-port", "0");
  EXPECT_EQ((co_await client.get("/where")).text(), "http internal:4000 10.0.0.1");
}

PROCESS_TEST(RewriteOn, CountsItsProxiesFromTheEnd) {
  ConnTest client({.routes = routes, .rewrite_on = anqa::RewriteOn{.x_forwarded_for = true, .proxies = 2}});
  client.put_peer_data({"10.0.0.1", 1});
  client.put_req_header("x-forwarded-for", "6.6.6.6, 203.0.113.7, 10.0.0.2");
  EXPECT_EQ((co_await client.get("/where")).text(), "http localhost 203.0.113.7");
  client.put_req_header("x-forwarded-for", "10.0.0.2");  // it did not come through both
  EXPECT_EQ((co_await client.get("/where")).text(), "http localhost 10.0.0.1");
}

PROCESS_TEST(BasicAuth, AsksForANameAndAPassword) {
  ConnTest client({.routes = routes});
  auto page = co_await client.get("/members");
  EXPECT_EQ(page.status, 401);
  EXPECT_EQ(page.headers.get("www-authenticate"), "Basic realm=\"the \\\"shop\\\"\"");
  client.put_req_header("authorization", anqa::encode_basic_auth("ada", "pass:word"));
  EXPECT_EQ((co_await client.get("/members")).text(), "hello");
  for (const std::string& header :
       {anqa::encode_basic_auth("ada", "other"), anqa::encode_basic_auth("eve", "pass:word"),
        std::string("Basic YWRh"), std::string("Basic !"), std::string("Bearer x"), std::string("Basic ")}) {
    client.put_req_header("authorization", header);
    EXPECT_EQ((co_await client.get("/members")).status, 401) << header;
  }
}

TEST(BasicAuth, IsThatOfTheRfc) {
  EXPECT_EQ(anqa::encode_basic_auth("Aladdin", "open sesame"), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
}

PROCESS_TEST(Accepts, FindsTheFormatThatTheClientLikesBest) {
  ConnTest client({.routes = routes});
  const auto found = [](ConnTest* with, std::string accept, std::string query = "") -> Task<std::string> {
    with->put_req_header("accept", accept);
    const auto page = co_await with->get("/formats" + query);
    co_return page.status == 200 ? std::string(page.text()) : std::to_string(page.status);
  };
  EXPECT_EQ(co_await found(&client, ""), "html");
  EXPECT_EQ(co_await found(&client, "*/*"), "html");
  EXPECT_EQ(co_await found(&client, "application/json"), "json");
  EXPECT_EQ(co_await found(&client, "APPLICATION/*"), "json");
  EXPECT_EQ(co_await found(&client, "application/vnd.shop+json, */*;q=0.1"), "application/vnd.shop+json");
  EXPECT_EQ(co_await found(&client, "text/html;q=0.5, application/json;q=0.8"), "json");
  EXPECT_EQ(co_await found(&client, "application/json, text/html"), "json");
  EXPECT_EQ(co_await found(&client, "text/html, application/json"), "html");
  EXPECT_EQ(co_await found(&client, "text/html;q=0, */*"), "json");
  EXPECT_EQ(co_await found(&client, "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
            "html");
  EXPECT_EQ(co_await found(&client, "image/png"), "406");
  EXPECT_EQ(co_await found(&client, "image/png", "?_format=json"), "json");
  EXPECT_EQ(co_await found(&client, "text/html", "?_format=xml"), "406");
}

PROCESS_TEST(SecureBrowserHeaders, MayBeReplaced) {
  ConnTest client({.routes = routes});
  const auto page = co_await client.get("/secure");
  EXPECT_EQ(page.headers.get("content-security-policy"), "default-src 'self'");
  EXPECT_EQ(page.headers.get("x-content-type-options"), "nosniff");
}

PROCESS_TEST(RequestIdPlug, GoesWhereItIsTold) {
  ConnTest client({.routes = routes,
                   .request_id = anqa::RequestId{
                       .http_header = "x-trace", .assign_as = "id", .logger_metadata_key = "trace"}});
  client.put_req_header("x-trace", "0123456789abcdefghij");
  const auto page = co_await client.get("/metadata");
  EXPECT_EQ(page.text(), "0123456789abcdefghij trace=0123456789abcdefghij");
  EXPECT_EQ(page.headers.get("x-trace"), "0123456789abcdefghij");
  EXPECT_FALSE(page.headers.has("x-request-id"));
  ConnTest without({.routes = routes, .request_id = std::nullopt});
  EXPECT_FALSE((co_await without.get("/")).headers.has("x-request-id"));
}

PROCESS_TEST(Logging, WritesAtTheLevelOfTheRoute) {
  anqa::LogCapture log;
  ConnTest client({.routes = routes});
  co_await client.get("/quiet");
  EXPECT_THAT(log.text(), Not(HasSubstr("/quiet")));
  co_await client.get("/");
  EXPECT_THAT(log.text(), HasSubstr("GET / 200 in"));
  ConnTest silent({.routes = routes, .logging = {.level = anqa::LogLevel::off}});
  co_await silent.get("/where");
  EXPECT_THAT(log.text(), Not(HasSubstr("/where")));
  co_await silent.get("/loud");
  EXPECT_THAT(log.text(), HasSubstr("GET /loud 200 in"));
}

PROCESS_TEST(Logging, FiltersParameters) {
  anqa::LogCapture log;
  ConnTest client({.routes = routes, .logging = {.parameters_level = anqa::LogLevel::info}});
  co_await client.post("/products/7", Params{{"name", "tea"}, {"password", "hunter2"}});
  EXPECT_THAT(log.text(), HasSubstr("processing POST /products/7 by /products/:id, parameters "));
  EXPECT_THAT(log.text(), HasSubstr("tea"));
  EXPECT_THAT(log.text(), HasSubstr("[FILTERED]"));
  EXPECT_THAT(log.text(), Not(HasSubstr("hunter2")));
}

TEST(ParameterFilter, HidesWhatContainsAName) {
  const anqa::ParameterFilter filter{.filter = {"password"}};
  const Term secret = Term::map({{"new_password", Term::list({"x"})}, {"name", "Ada"}});
  const Term hidden = Term::map({{"new_password", "[FILTERED]"}, {"name", "Ada"}});
  EXPECT_EQ(filter(Params{{"users", Term::list({secret})}, {"n", 1}}),
            (Params{{"users", Term::list({hidden})}, {"n", 1}}));
}

TEST(ParameterFilter, MayShowOnlyWhatIsKept) {
  const anqa::ParameterFilter filter{.keep = {{"id", "order"}}};
  EXPECT_EQ(filter(Params{{"id", 1},
                          {"name", "x"},
                          {"order", Term::map({{"total", 5}})},
                          {"user", Term::map({{"id", 2}, {"mail", "y"}})}}),
            (Params{{"id", 1},
                    {"name", "[FILTERED]"},
                    {"order", Term::map({{"total", 5}})},
                    {"user", Term::map({{"id", 2}, {"mail", "[FILTERED]"}})}}));
}

PROCESS_TEST(Telemetry, TellsOfRequestsRoutesAndFailures) {
  anqa::LogCapture log;
  std::vector<std::string> events;
  anqa::telemetry::attach("test", "phoenix.*", [&events](const anqa::telemetry::Event& event) {
    std::string line(event.name);
    for (const auto& field : event.metadata) {
      if (field.key != "request_id") line += " " + field.value;
    }
    if (const auto* status = event.measurement("status")) line += " " + std::to_string(status->integer);
    if (event.name.ends_with(".stop")) EXPECT_NE(event.measurement("duration"), nullptr);
    events.push_back(line);
  });
  ConnTest client({.routes = routes});
  co_await client.post("/products/7");
  EXPECT_THAT(events, ElementsAre("phoenix.endpoint.start POST /products/7",
                                  "phoenix.router_dispatch.start POST /products/:id",
                                  "phoenix.router_dispatch.stop POST /products/:id 200",
                                  "phoenix.endpoint.stop POST /products/7 200"));
  events.clear();
  co_await client.get("/broken");
  EXPECT_THAT(events,
              ElementsAre("phoenix.endpoint.start GET /broken", "phoenix.router_dispatch.start GET /broken",
                          "phoenix.error_rendered std::runtime_error broken 500",
                          "phoenix.router_dispatch.exception GET /broken std::runtime_error broken",
                          "phoenix.endpoint.stop GET /broken 500"));
  events.clear();
  co_await client.get("/nowhere");
  EXPECT_THAT(events, ElementsAre("phoenix.endpoint.start GET /nowhere",
                                  "phoenix.error_rendered anqa::NoRouteError no route for GET /nowhere 404",
                                  "phoenix.endpoint.stop GET /nowhere 404"));
  anqa::telemetry::detach("test");
}

}  // namespace
