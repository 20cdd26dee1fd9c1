#include "anqa/web/detail/serve.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "anqa/base/log_capture.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/runtime/spawn.hpp"
#include "anqa/testing/conn_test.hpp"
#include "anqa/testing/process_test.hpp"
#include "anqa/web/csrf.hpp"
#include "anqa/web/http_error.hpp"
#include "anqa/web/plug.hpp"
#include "anqa/web/plugs.hpp"
#include "anqa/web/routes.hpp"
#include "anqa/web/session.hpp"

namespace {

using anqa::Conn;
using anqa::ConnTest;
using anqa::Params;
using anqa::Task;
using anqa::Term;
using anqa::http::Method;
using ::testing::HasSubstr;
using ::testing::Not;

namespace pages {

Conn home(Conn conn) { return conn.text("home"); }
Task<Conn> late(Conn conn, Params params) {
  co_await anqa::sleep_for(std::chrono::seconds(1));
  co_return conn.text("late " + std::string(params.get("id").value_or("?")));
}
Conn echo(Conn conn, Params params) { return conn.json(params.term()); }
Conn form(Conn conn) {
  std::string token = conn.csrf_token();
  return conn.html(token);
}
Conn count(Conn conn) {
  const auto before = conn.get_session("count").as_integer().value_or(0);
  conn.put_session("count", before + 1);
  return conn.text(std::to_string(before + 1));
}
Conn hoard(Conn conn) { return conn.put_session("all", std::string(5000, 'x')).text("kept"); }
Conn leave(Conn conn) { return conn.drop_session().text("bye"); }
Conn saved(Conn conn) { return conn.text("saved"); }
Conn throwing(Conn) { throw std::runtime_error("the secret is 42"); }
Task<Conn> throwing_late(Conn conn, Params) {
  conn.put_session("half", "done");
  conn.put_resp_header("x-half", "done");
  co_await anqa::sleep_for(std::chrono::seconds(1));
  throw 42;
}
Conn silent(Conn conn) { return conn; }
Conn losing(Conn conn) {
  const Conn lost = std::move(conn);
  return conn;  // NOLINT(bugprone-use-after-move): the mistake under test
}
Conn refusing(Conn) { throw anqa::HttpError(418, "<teapot>"); }
Conn inject(Conn conn, Params params) {
  return conn.put_resp_header("x-name", params.get("name").value_or("")).text("never");
}
Conn go(Conn conn, Params params) { return conn.redirect(params.get("to").value_or("")); }
Conn script(Conn conn) { return conn.put_resp_content_type("text/javascript").resp(200, "secret()"); }
Conn hooked(Conn conn) {
  conn.register_before_send([](Conn& c) { c.put_resp_header("x-order", "first registered, last run"); });
  conn.register_before_send([](Conn& c) { c.put_resp_header("x-order", "overwritten"); });
  return conn.text("hooked");
}

}  // namespace pages

Conn require_user(Conn conn) {
  if (conn.get_session("user").is_nil()) return conn.put_status(401).text("who are you?").halt();
  return conn.assign("user", std::string("set by the plug"));
}
Task<Conn> slow_plug(Conn conn) {
  co_await anqa::sleep_for(std::chrono::milliseconds(5));
  co_return conn.put_resp_header("x-slow", "yes");
}
struct PutHeader {
  std::string_view name;
  std::string_view value;
  Conn operator()(Conn conn) const { return conn.put_resp_header(name, value); }
};

constexpr auto browser = anqa::pipeline(anqa::accepts_html, anqa::fetch_session, anqa::protect_from_forgery,
                                        anqa::put_secure_browser_headers);
constexpr auto members = anqa::pipeline(slow_plug, require_user, PutHeader{"x-member", "yes"});

constexpr auto routes = anqa::routes(
    anqa::scope("/", browser, anqa::get("/", pages::home), anqa::get("/late/:id", pages::late),
                anqa::get("/form", pages::form), anqa::post("/save", pages::saved),
                anqa::put("/save", pages::saved), anqa::get("/count", pages::count),
                anqa::get("/leave", pages::leave), anqa::get("/hoard", pages::hoard),
                anqa::get("/script.js", pages::script), anqa::get("/throwing_late", pages::throwing_late),
                anqa::scope("/members", members, anqa::get("/", pages::home))),
    anqa::scope("/open", anqa::get("/echo/:id", pages::echo), anqa::post("/echo/:id", pages::echo),
                anqa::get("/throwing", pages::throwing), anqa::get("/silent", pages::silent),
                anqa::get("/losing", pages::losing), anqa::get("/refusing", pages::refusing),
                anqa::get("/inject", pages::inject), anqa::get("/go", pages::go),
                anqa::get("/hooked", pages::hooked)));

anqa::EndpointConfig config() { return {.routes = routes}; }

PROCESS_TEST(Serve, AnswersAtOnceOrLater) {
  ConnTest client({.routes = routes});
  auto home = co_await client.get("/");
  EXPECT_EQ(home.status, 200);
  EXPECT_EQ(home.text(), "home");
  EXPECT_EQ(home.headers.get("content-type"), "text/plain; charset=utf-8");
  EXPECT_EQ((co_await client.get("/late/7")).text(), "late 7");
  EXPECT_EQ((co_await client.request(Method::head, "/")).status, 200);
}

PROCESS_TEST(Serve, MergesTheParametersOfQueryBodyAndPath) {
  ConnTest client(config());
  EXPECT_EQ((co_await client.get("/open/echo/1?id=2&a[b]=c")).text(), R"({"a":{"b":"c"},"id":"1"})");
  EXPECT_EQ((co_await client.post("/open/echo/1?x=query&y=query", Params{{"x", "body"}})).text(),
            R"({"id":"1","x":"body","y":"query"})");
}

PROCESS_TEST(Serve, ReadsJson) {
  ConnTest client(config());
  auto send = [](ConnTest* to, std::string body) -> Task<anqa::http::Response> {
    anqa::http::Request request{.method = Method::post, .target = "/open/echo/1"};
    request.headers.add("content-type", "application/json; charset=utf-8");
    request.body = std::move(body);
    co_return co_await to->send(std::move(request));
  };
  EXPECT_EQ((co_await send(&client, R"({"n":[1,2.5,null]})")).text(), R"({"id":"1","n":[1,2.5,null]})");
  EXPECT_EQ((co_await send(&client, "[1]")).text(), R"({"_json":[1],"id":"1"})");
  EXPECT_EQ((co_await send(&client, R"({"n":)")).status, 400);
  EXPECT_EQ((co_await send(&client, std::string(200, '['))).status, 400);
}

PROCESS_TEST(Serve, RefusesBodiesThatAreTooLargeOrOfAnotherType) {
  ConnTest client({.routes = routes, .parsers = {.length = 10, .pass = {}}});
  EXPECT_EQ((co_await client.post("/open/echo/1", Params{{"x", "0123456789"}})).status, 413);
  anqa::http::Request request{.method = Method::post, .target = "/open/echo/1"};
  request.headers.add("content-type", "text/csv");
  request.body = "a;b";
  EXPECT_EQ((co_await client.send(std::move(request))).status, 415);
}

PROCESS_TEST(Serve, RefusesWhatIsNotEncodedAsItMust) {
  ConnTest client(config());
  EXPECT_EQ((co_await client.get("/open/echo/%zz")).status, 400);
  EXPECT_EQ((co_await client.get("/open/echo/1?a=%zz")).status, 400);
  EXPECT_EQ((co_await client.get("/open/echo/1?a=%ff")).status, 400);
  EXPECT_EQ((co_await client.get("/open/echo/%ff")).status, 400);
}

PROCESS_TEST(Serve, NamesThePathThatNoRouteMatches) {
  ConnTest client(config());
  const auto page = co_await client.get("/no<here>");
  EXPECT_EQ(page.status, 404);
  EXPECT_EQ(page.headers.get("content-type"), "text/html; charset=utf-8");
  EXPECT_THAT(page.text(), HasSubstr("no route for GET /no&lt;here&gt;"));
  const auto put = co_await client.request(Method::patch, "/save");
  EXPECT_THAT(put.text(), HasSubstr("no route for PATCH /save; that path has POST PUT"));
}

PROCESS_TEST(Serve, AnswersFailuresInTheClientsFormat) {
  ConnTest api(config());
  api.put_req_header("accept", "application/json");
  const auto page = co_await api.get("/nowhere");
  EXPECT_EQ(page.headers.get("content-type"), "application/json; charset=utf-8");
  EXPECT_EQ(page.text(), R"({"errors":{"detail":"Not Found","message":"no route for GET /nowhere"}})");
  EXPECT_EQ((co_await api.get("/")).status, 406);
}

PROCESS_TEST(Serve, SurvivesAHandlerThatThrows) {
  anqa::LogCapture log;
  ConnTest client(config());
  const auto page = co_await client.get("/open/throwing");
  EXPECT_EQ(page.status, 500);
  EXPECT_THAT(page.text(), HasSubstr("500 Internal Server Error"));
  EXPECT_THAT(page.text(), Not(HasSubstr("42")));
  EXPECT_THAT(log.text(), HasSubstr("GET /open/throwing failed: the secret is 42"));
  EXPECT_EQ((co_await client.get("/")).status, 200);
}

PROCESS_TEST(Serve, ForgetsWhatAFailedHandlerHadBegun) {
  anqa::LogCapture log;
  ConnTest client(config());
  client.put_session(Term::map({{"kept", true}}));
  const auto page = co_await client.get("/throwing_late");
  EXPECT_EQ(page.status, 500);
  EXPECT_FALSE(page.headers.has("x-half"));
  EXPECT_FALSE(page.headers.has("set-cookie"));
  EXPECT_EQ(client.session(), Term::map({{"kept", true}}));
}

PROCESS_TEST(Serve, ReportsAControllerThatDoesNotAnswer) {
  anqa::LogCapture log;
  ConnTest client(config());
  EXPECT_EQ((co_await client.get("/open/silent")).status, 500);
  EXPECT_THAT(log.text(), HasSubstr("nothing answered GET /open/silent"));
}

PROCESS_TEST(Serve, SurvivesAControllerThatLosesItsConn) {
  anqa::LogCapture log;
  ConnTest client(config());
  EXPECT_EQ((co_await client.get("/open/losing")).status, 500);
  EXPECT_THAT(log.text(), HasSubstr("GET /open/losing failed: a Conn was used after it had been moved on"));
}

PROCESS_TEST(Serve, IsAbandonedWithItsProcess) {
  const anqa::Pid visitor = anqa::spawn([]() -> Task<void> {
    ConnTest client(config());
    co_await client.get("/late/1");
    ADD_FAILURE() << "it was killed while it waited";
  });
  co_await anqa::sleep_for(std::chrono::milliseconds(10));
  anqa::exit(visitor, anqa::ExitReason::kill);
  const auto reason = co_await anqa::down(visitor);
  EXPECT_EQ(reason, anqa::ExitReason::killed);
}

PROCESS_TEST(Serve, ShowsTheMessageOfAnHttpError) {
  ConnTest client(config());
  const auto page = co_await client.get("/open/refusing");
  EXPECT_EQ(page.status, 418);
  EXPECT_THAT(page.text(), HasSubstr("&lt;teapot&gt;"));
}

PROCESS_TEST(Serve, UsesTheApplicationsErrorPage) {
  anqa::LogCapture log;
  ConnTest client({.routes = routes, .error_page = [](Conn conn, const anqa::RequestFailure& failure) {
                     if (failure.status == 418) throw std::runtime_error("and the error page as well");
                     return Conn(conn.text("ours: " + failure.message));
                   }});
  EXPECT_EQ((co_await client.get("/nowhere")).text(), "ours: no route for GET /nowhere");
  const auto page = co_await client.get("/open/refusing");
  EXPECT_EQ(page.status, 418);
  EXPECT_THAT(log.text(), HasSubstr("and the error page as well"));
}

PROCESS_TEST(Serve, NeverLetsAParameterBecomeAHeader) {
  anqa::LogCapture log;
  ConnTest client(config());
  const auto page = co_await client.get("/open/inject?name=a%0d%0aset-cookie:%20x=1");
  EXPECT_EQ(page.status, 500);
  EXPECT_FALSE(page.headers.has("set-cookie"));
  EXPECT_EQ((co_await client.get("/open/inject?name=harmless")).headers.get("x-name"), "harmless");
}

PROCESS_TEST(Serve, RedirectsOnlyWithinTheSite) {
  anqa::LogCapture log;
  ConnTest client(config());
  const auto page = co_await client.get("/open/go?to=/count");
  EXPECT_EQ(page.status, 302);
  EXPECT_EQ(page.headers.get("location"), "/count");
  for (const char* elsewhere :
       {"//evil.example", "/%5Cevil.example", "https://evil.example", "", "/%09/evil.example"}) {
    EXPECT_EQ((co_await client.get(std::string("/open/go?to=") + elsewhere)).status, 500) << elsewhere;
  }
}

PROCESS_TEST(Serve, RunsPipelinesFromTheOutsideAndStopsAtAHalt) {
  ConnTest client(config());
  const auto refused = co_await client.get("/members");
  EXPECT_EQ(refused.status, 401);
  EXPECT_EQ(refused.text(), "who are you?");
  EXPECT_EQ(refused.headers.get("x-slow"), "yes");
  EXPECT_FALSE(refused.headers.has("x-member"));
  client.put_session(Term::map({{"user", 1}}));
  const auto page = co_await client.get("/members");
  EXPECT_EQ(page.text(), "home");
  EXPECT_EQ(page.headers.get("x-member"), "yes");
  EXPECT_EQ(page.headers.get("x-content-type-options"), "nosniff");
}

PROCESS_TEST(Serve, RunsHooksBeforeSendingTheLastFirst) {
  ConnTest client(config());
  EXPECT_EQ((co_await client.get("/open/hooked")).headers.get("x-order"), "first registered, last run");
}

PROCESS_TEST(Session, IsKeptInASignedCookie) {
  ConnTest client(config());
  EXPECT_EQ((co_await client.get("/count")).text(), "1");
  EXPECT_EQ((co_await client.get("/count")).text(), "2");
  const auto page = co_await client.get("/count");
  EXPECT_THAT(
      std::string(page.headers.get("set-cookie").value_or("")),
      ::testing::AllOf(HasSubstr("_anqa_key=SFMyNTY."), HasSubstr("HttpOnly"), HasSubstr("SameSite=Lax")));
  EXPECT_EQ(client.session(), Term::map({{"count", 3}}));
  EXPECT_FALSE((co_await client.get("/")).headers.has("set-cookie"));  // nothing changed
  EXPECT_EQ((co_await client.get("/leave")).text(), "bye");
  EXPECT_EQ(client.cookie("_anqa_key"), "");
}

PROCESS_TEST(Session, ThatDoesNotFitIntoACookieIsAFailure) {
  anqa::LogCapture log;
  ConnTest client(config());
  EXPECT_EQ((co_await client.get("/hoard")).status, 500);
  EXPECT_THAT(log.text(), HasSubstr("browsers keep 4096"));
  EXPECT_THAT(log.text(), HasSubstr("GET /hoard 500 in"));
  EXPECT_EQ((co_await client.get("/count")).text(), "1");
}

PROCESS_TEST(Session, IgnoresACookieThatWasNotSignedHere) {
  ConnTest client(config());
  co_await client.get("/count");
  std::string forged = client.cookie("_anqa_key");
  forged[forged.size() / 2] = forged[forged.size() / 2] == 'A' ? 'B' : 'A';
  client.put_req_cookie("_anqa_key", forged);
  EXPECT_EQ((co_await client.get("/count")).text(), "1");
  ConnTest elsewhere({.secret_key_base = std::string(64, 'x'), .routes = routes});
  elsewhere.put_session(Term::map({{"count", 99}}));
  client.put_req_cookie("_anqa_key", elsewhere.cookie("_anqa_key"));
  EXPECT_EQ((co_await client.get("/count")).text(), "1");
  client.put_req_cookie("_anqa_key", "not even a token");
  EXPECT_EQ((co_await client.get("/count")).text(), "1");
}

PROCESS_TEST(Csrf, AdmitsTheSessionsTokenOnly) {
  ConnTest client(config());
  const std::string token((co_await client.get("/form")).text());
  const std::string another((co_await client.get("/form")).text());
  EXPECT_NE(token, another);
  EXPECT_EQ((co_await client.post("/save", Params{{"_csrf_token", token}})).text(), "saved");
  EXPECT_EQ((co_await client.post("/save", Params{{"_csrf_token", another}})).text(), "saved");

  const auto refused = co_await client.post("/save", Params{{"x", "y"}});
  EXPECT_EQ(refused.status, 403);
  EXPECT_THAT(refused.text(), HasSubstr("CSRF token"));
  EXPECT_EQ((co_await client.post("/save", Params{{"_csrf_token", token.substr(1)}})).status, 403);
  EXPECT_EQ((co_await client.post("/save?_csrf_token=" + token, Params{{"x", "y"}})).status, 403);

  ConnTest stranger(config());
  EXPECT_EQ((co_await stranger.post("/save", Params{{"_csrf_token", token}})).status, 403);

  client.put_req_header("x-csrf-token", token);
  EXPECT_EQ((co_await client.post("/save", Params{{"x", "y"}})).text(), "saved");
}

PROCESS_TEST(Csrf, KeepsScriptsFromOtherSites) {
  ConnTest client(config());
  EXPECT_EQ((co_await client.get("/script.js")).status, 403);
  client.put_req_header("x-requested-with", "XMLHttpRequest");
  EXPECT_EQ((co_await client.get("/script.js")).status, 200);
}

PROCESS_TEST(MethodOverride, LetsAFormPutAndDeleteOnly) {
  ConnTest client(config());
  const std::string token((co_await client.get("/form")).text());
  EXPECT_EQ((co_await client.post("/save", Params{{"_csrf_token", token}, {"_method", "put"}})).text(),
            "saved");
  EXPECT_EQ((co_await client.post("/save", Params{{"_csrf_token", token}, {"_method", "delete"}})).status,
            404);
  EXPECT_EQ((co_await client.post("/save", Params{{"_method", "get"}})).status, 403);
}

PROCESS_TEST(RequestId, IsTakenFromTheClientOnlyWhenHarmless) {
  ConnTest client(config());
  const auto made = co_await client.get("/");
  EXPECT_EQ(made.headers.get("x-request-id")->size(), 20u);
  client.put_req_header("x-request-id", "0123456789abcdefghij");
  EXPECT_EQ((co_await client.get("/")).headers.get("x-request-id"), "0123456789abcdefghij");
  EXPECT_EQ((co_await client.get("/nowhere")).headers.get("x-request-id"), "0123456789abcdefghij");
  client.put_req_header("x-request-id", "with spaces, and too much to trust");
  EXPECT_EQ((co_await client.get("/")).headers.get("x-request-id")->size(), 20u);
}

PROCESS_TEST(RequestLogger, WritesOneLine) {
  anqa::LogCapture log;
  ConnTest client(config());
  co_await client.get("/open/echo/1?password=secret");
  EXPECT_THAT(log.text(), HasSubstr("GET /open/echo/1 200 in "));
  EXPECT_THAT(log.text(), Not(HasSubstr("secret")));
}

}  // namespace
