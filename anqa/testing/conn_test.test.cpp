#include "anqa/testing/conn_test.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "anqa/base/log_capture.hpp"
#include "anqa/testing/process_test.hpp"
#include "anqa/web/flash.hpp"
#include "anqa/web/http_error.hpp"
#include "anqa/web/plug.hpp"
#include "anqa/web/routes.hpp"
#include "anqa/web/session.hpp"

namespace {

using namespace anqa;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Conn page(Conn conn, Params params) {
  return conn.html("<h1>" + std::string(params.get("id").value_or("")) + "</h1>");
}
Conn echo(Conn conn, Params params) { return conn.json(params.term()); }
Conn go(Conn conn) { return conn.redirect("/pages/7?tab=info#top"); }
Conn gone(Conn) { throw HttpError(410, "sold out"); }
Conn headers(Conn conn) {
  const auto language = std::string(conn.get_req_header("accept-language").value_or("-"));
  const auto special = std::string(conn.get_req_header("x-special").value_or("-"));
  return conn.text(language + " " + special + " " + conn.remote_ip().ip);
}
Conn count(Conn conn) {
  const auto before = conn.get_session("count").as_integer().value_or(0);
  conn.put_session("count", before + 1);
  return conn.text(std::to_string(before + 1));
}
Conn stream(Conn conn) {
  return conn.respond(http::Response::stream(200, "text/plain; charset=utf-8",
                                             http::StreamBody([](http::BodyWriter writer) -> Task<void> {
                                               co_await writer.write("one,");
                                               co_await writer.write("two");
                                             })));
}
Conn leave_word(Conn conn) { return conn.put_flash("info", "see you").redirect("/pages/1"); }
Conn protocol(Conn conn) { return conn.text(std::to_string(conn.request().major_version)); }
Conn set_user(Conn conn) { return conn.assign("user", std::string("Ada")); }

constexpr auto browser = pipeline(fetch_session, fetch_flash);
constexpr auto members = pipeline(set_user);
constexpr auto routes = anqa::routes(
    scope("/", browser, get("/pages/:id", page), get("/go", go), get("/gone", gone), get("/count", count),
          get("/leave_word", leave_word), get("/protocol", protocol)),
    scope("/api", get("/echo", echo), post("/echo", echo), put("/echo", echo), patch("/echo", echo),
          delete_("/echo", echo), get("/headers", headers), get("/stream", stream)));

EndpointConfig config() { return {.routes = routes}; }

/// What the exception of an expectation that is not met says.
template <class F>
std::string complaint(F expectation) {
  try {
    expectation();
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "(no complaint)";
}

PROCESS_TEST(ConnTest, GivesBodiesOfTheExpectedKind) {
  ConnTest client(config());
  const auto html = co_await client.get("/pages/1");
  EXPECT_EQ(html_response(html, 200), "<h1>1</h1>");
  EXPECT_EQ(response(html, 200), "<h1>1</h1>");
  EXPECT_EQ(response_content_type(html, "html"), "text/html; charset=utf-8");
  EXPECT_THAT(complaint([&] { html_response(html, 404); }),
              HasSubstr("expected a response with 404 Not Found, got 200 OK\nits body: <h1>1</h1>"));
  EXPECT_THAT(complaint([&] { json_response(html, 200); }),
              HasSubstr("expected a response with the content type application/json, got text/html"));
}

PROCESS_TEST(ConnTest, SendsParametersWhereTheMethodHasThem) {
  ConnTest client(config());
  const Params params{{"q", "tea & milk"}, {"page", 2}};
  for (const auto method : {http::Method::get, http::Method::post, http::Method::put, http::Method::patch,
                            http::Method::delete_}) {
    const auto echoed = co_await client.dispatch(method, "/api/echo?x=1", params);
    EXPECT_EQ(json_response(echoed, 200), Term::map({{"q", "tea & milk"}, {"page", "2"}, {"x", "1"}}));
    EXPECT_EQ(echoed.conn().body_params().empty(),
              method == http::Method::get || method == http::Method::delete_);
  }
  const auto echoed = co_await client.dispatch_json(http::Method::post, "/api/echo", Term::map({{"n", 1}}));
  EXPECT_EQ(json_response(echoed, 200), Term::map({{"n", 1}}));
}

PROCESS_TEST(ConnTest, FollowsWhereARedirectLeads) {
  ConnTest client(config());
  const auto moved = co_await client.get("/go");
  EXPECT_EQ(redirected_to(moved), "/pages/7?tab=info#top");
  EXPECT_EQ(redirected_params(moved), (Params{{"id", "7"}, {"tab", "info"}}));
  EXPECT_THAT(complaint([&] { redirected_to(moved, 301); }),
              HasSubstr("expected a response with 301 Moved Permanently, got 302 Found"));
  EXPECT_EQ(client.path_params("/pages/7"), (Params{{"id", "7"}}));
  EXPECT_THAT(complaint([&] { static_cast<void>(client.path_params("/nowhere")); }),
              HasSubstr("no route for GET /nowhere"));
}

PROCESS_TEST(ConnTest, KnowsWhichAnswersWereExceptions) {
  LogCapture log;
  ConnTest client(config());
  const auto answer = co_await client.get("/gone");
  EXPECT_THAT(assert_error_sent(410, answer), HasSubstr("sold out"));
  EXPECT_THAT(complaint([&] { html_response(answer, 200); }), HasSubstr("the handler threw: sold out"));
  EXPECT_THAT(assert_error_sent(404, co_await client.get("/nowhere")),
              HasSubstr("no route for GET /nowhere"));
  const auto fine = co_await client.get("/pages/1");
  EXPECT_THAT(complaint([&] { assert_error_sent(404, fine); }),
              HasSubstr("which the handler itself answered"));
}

PROCESS_TEST(ConnTest, CarriesCookiesAndForgetsHeadersWhenRecycled) {
  ConnTest client(config());
  client.put_req_header("accept-language", "de").put_req_header("x-special", "yes");
  client.put_peer_data({.ip = "203.0.113.7", .port = 1});
  EXPECT_EQ(text_response(co_await client.get("/api/headers"), 200), "de yes 203.0.113.7");
  EXPECT_EQ((co_await client.get("/count")).text(), "1");
  client.recycle();
  EXPECT_EQ(text_response(co_await client.get("/api/headers"), 200), "de - 203.0.113.7");
  EXPECT_EQ((co_await client.get("/count")).text(), "2");
  client.init_test_session(Term::map({{"count", 41}}));
  EXPECT_EQ((co_await client.get("/count")).text(), "42");
  EXPECT_EQ(client.session(), Term::map({{"count", 42}}));
}

PROCESS_TEST(ConnTest, StopsBeforeTheController) {
  ConnTest client(config());
  const auto left = co_await client.bypass_through(http::Method::get, "/nowhere?q=1", browser, members);
  EXPECT_EQ(left.status, 200);
  EXPECT_EQ(*left.conn().assigned<std::string>("user"), "Ada");
  EXPECT_EQ(left.conn().params(), (Params{{"q", "1"}}));
  EXPECT_EQ((co_await client.get("/nowhere")).status, 404);
}

PROCESS_TEST(ConnTest, ShowsFlashAndProtocol) {
  ConnTest client(config());
  EXPECT_EQ((co_await client.get("/leave_word")).fetch_flash("info"), "see you");
  client.put_http_protocol(2, 0);
  EXPECT_EQ(text_response(co_await client.get("/protocol"), 200), "2");
}

PROCESS_TEST(ConnTest, CollectsAStream) {
  ConnTest client(config());
  const auto streamed = co_await client.get("/api/stream");
  EXPECT_THAT(sent_chunks(streamed), ElementsAre("one,", "two"));
  EXPECT_EQ(text_response(streamed, 200), "one,two");
  EXPECT_FALSE(sent_upgrade(streamed));
}

TEST(BuildConn, MakesAConnForOnePlug) {
  Conn conn = set_user(build_conn(http::Method::post, "/a?b=c"));
  EXPECT_EQ(conn.method(), http::Method::post);
  EXPECT_EQ(*conn.assigned<std::string>("user"), "Ada");
  conn = init_test_session(std::move(conn), Term::map({{"user", 1}}));
  EXPECT_EQ(conn.get_session("user"), Term(1));
  EXPECT_EQ(send_resp(conn.put_status(201).text("made")).status, 201);
}

}  // namespace
