#include "anqa/web/session.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "anqa/base/log_capture.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/testing/conn_test.hpp"
#include "anqa/testing/process_test.hpp"
#include "anqa/web/csrf.hpp"
#include "anqa/web/flash.hpp"
#include "anqa/web/plug.hpp"
#include "anqa/web/routes.hpp"
#include "anqa/web/session_table.hpp"

namespace {

using anqa::Conn;
using anqa::ConnTest;
using anqa::Params;
using anqa::Term;
using ::testing::HasSubstr;
using ::testing::StartsWith;

namespace pages {

Conn count(Conn conn) {
  const auto before = conn.get_session("count").as_integer().value_or(0);
  conn.put_session("count", before + 1);
  return conn.text(std::to_string(before + 1));
}
Conn look(Conn conn) { return conn.json(conn.session()); }
Conn login(Conn conn) { return conn.configure_session({.renew = true}).put_session("user", 7).text("in"); }
Conn logout(Conn conn) { return conn.configure_session({.drop = true}).put_session("user", 8).text("out"); }
Conn ignore(Conn conn) {
  return conn.configure_session({.ignore = true}).put_session("user", 9).text("same");
}
Conn large(Conn conn) { return conn.put_session("all", std::string(5000, 'x')).text("kept"); }
Conn token(Conn conn) {
  std::string text = conn.csrf_token();
  return conn.text(text);
}
Conn forget(Conn conn) { return conn.delete_csrf_token().text("forgotten"); }
Conn saved(Conn conn, Params params) {
  return conn.text("saved " + std::string(params.get("x").value_or("")));
}
Conn who(Conn conn) { return conn.put_session("touched", true).json(conn.get_session("user")); }
Conn token_for(Conn conn, Params params) {
  std::string text = conn.csrf_token_for(params.get("url").value_or(""));
  return conn.text(text);
}

Conn warn(Conn conn) {
  return conn.put_flash("info", "saved").put_flash("error", "not all").redirect("/flash/show");
}
Conn show(Conn conn) { return conn.text(std::string(conn.get_flash("info"))); }
Conn pass_on(Conn conn) { return conn.redirect("/flash/show"); }
Conn here(Conn conn) {
  conn.put_flash("info", "now");
  return conn.text(std::string(conn.get_flash("info")));
}
Conn clear(Conn conn) { return conn.clear_flash().redirect("/flash/show"); }
Conn merge(Conn conn) {
  anqa::Flash more;
  more.put("info", "merged");
  return conn.merge_flash(more).redirect("/flash/show");
}

Conn keep(Conn conn) {
  return conn.put_signed_cookie("cart", Term::list({1, "a"}), {.max_age = 60})
      .put_encrypted_cookie("secret", "s")
      .text("kept");
}
Conn kept(Conn conn) {
  return conn.json(Term::list({conn.signed_cookie("cart"), conn.encrypted_cookie("secret"),
                               conn.signed_cookie("secret"), conn.signed_cookie("other")}));
}
Conn hoard(Conn conn) { return conn.put_signed_cookie("cart", std::string(4000, 'x')).text("never"); }

}  // namespace pages

constexpr auto browser = anqa::pipeline(anqa::fetch_session, anqa::fetch_flash, anqa::protect_from_forgery);
constexpr auto lenient = anqa::pipeline(
    anqa::fetch_session,
    anqa::ProtectFromForgery{.allow_hosts = {"pay.example", ".shop.example"}, .clear_session = true});
constexpr auto webhooks =
    anqa::pipeline(anqa::fetch_session, anqa::skip_csrf_protection, anqa::protect_from_forgery);

constexpr auto routes = anqa::routes(
    anqa::scope("/", browser, anqa::get("/count", pages::count), anqa::get("/look", pages::look),
                anqa::get("/login", pages::login), anqa::get("/logout", pages::logout),
                anqa::get("/ignore", pages::ignore), anqa::get("/large", pages::large),
                anqa::get("/token", pages::token), anqa::get("/forget", pages::forget),
                anqa::get("/token_for", pages::token_for), anqa::post("/save", pages::saved)),
    anqa::scope("/flash", browser, anqa::get("/warn", pages::warn), anqa::get("/show", pages::show),
                anqa::get("/pass_on", pages::pass_on), anqa::get("/here", pages::here),
                anqa::get("/clear", pages::clear), anqa::get("/merge", pages::merge)),
    anqa::scope("/lenient", lenient, anqa::post("/save", pages::saved), anqa::post("/who", pages::who)),
    anqa::scope("/webhooks", webhooks, anqa::post("/save", pages::saved)), anqa::get("/keep", pages::keep),
    anqa::get("/kept", pages::kept), anqa::get("/hoard", pages::hoard));

const std::string secret(64, 's');
const std::string old_secret(64, 'o');

anqa::EndpointConfig config(anqa::SessionOptions session = {}) {
  return {.host = "shop.test", .secret_key_base = secret, .routes = routes, .session = std::move(session)};
}

PROCESS_TEST(Session, IsRenewedDroppedAndIgnored) {
  ConnTest client(config());
  co_await client.get("/count");
  const std::string before = client.cookie("_anqa_key");
  co_await client.get("/login");
  EXPECT_EQ(client.session(), Term::map({{"count", 1}, {"user", 7}}));
  co_await client.get("/ignore");
  EXPECT_EQ(client.session(), Term::map({{"count", 1}, {"user", 7}}));
  const auto out = co_await client.get("/logout");
  EXPECT_THAT(std::string(*out.headers.get("set-cookie")), HasSubstr("max-age=0"));
  EXPECT_EQ(client.cookie("_anqa_key"), "");
}

PROCESS_TEST(Session, IsStillReadWithEarlierSaltsAndSecrets) {
  ConnTest earlier({.secret_key_base = old_secret, .routes = routes, .session = {.signing_salt = "old"}});
  co_await earlier.get("/count");
  ConnTest now(config({.encryption_salt = "new encryption",
                       .rotating = {{.signing_salt = "old", .secret_key_base = old_secret}}}));
  now.put_req_cookie("_anqa_key", earlier.cookie("_anqa_key"));
  EXPECT_EQ((co_await now.get("/count")).text(), "2");
  EXPECT_THAT(now.cookie("_anqa_key"), StartsWith("XCP."));
  EXPECT_EQ((co_await now.get("/count")).text(), "3");
  ConnTest without(config({.encryption_salt = "new encryption"}));
  without.put_req_cookie("_anqa_key", earlier.cookie("_anqa_key"));
  EXPECT_EQ((co_await without.get("/count")).text(), "1");
}

PROCESS_TEST(Session, HasKeysThatAreDerivedAsItIsTold) {
  ConnTest slow(config({.keys = {.iterations = 2000, .digest = anqa::KeyDigest::sha512}}));
  co_await slow.get("/count");
  ConnTest usual(config());
  usual.put_req_cookie("_anqa_key", slow.cookie("_anqa_key"));
  EXPECT_EQ((co_await usual.get("/count")).text(), "1");
  EXPECT_EQ((co_await slow.get("/count")).text(), "2");
}

PROCESS_TEST(SessionTable, KeepsSessionsUnderAnId) {
  const auto table = anqa::start_link<anqa::SessionTable>({.name = "sessions"});
  ConnTest client(config({.store = anqa::session_table("sessions")}));
  EXPECT_EQ((co_await client.get("/look")).text(), "{}");
  EXPECT_EQ(client.cookie("_anqa_key"), "");
  co_await client.get("/count");
  const std::string id = client.cookie("_anqa_key");
  EXPECT_EQ(id.size(), 43U);
  EXPECT_EQ((co_await client.get("/count")).text(), "2");
  EXPECT_EQ(client.cookie("_anqa_key"), id);
  EXPECT_EQ((co_await client.get("/large")).status, 200);  // larger than a cookie

  co_await client.get("/login");
  const std::string renewed = client.cookie("_anqa_key");
  EXPECT_NE(renewed, id);
  EXPECT_EQ(client.session()["user"], Term(7));
  ConnTest thief(config({.store = anqa::session_table("sessions")}));
  thief.put_req_cookie("_anqa_key", id);
  EXPECT_EQ((co_await thief.get("/look")).text(), "{}");  // the id from before the login is worth nothing

  co_await client.get("/logout");
  thief.put_req_cookie("_anqa_key", renewed);
  EXPECT_EQ((co_await thief.get("/look")).text(), "{}");
}

PROCESS_TEST(SessionTable, TakesNoIdThatItDidNotGive) {
  const auto table = anqa::start_link<anqa::SessionTable>({.name = "sessions"});
  ConnTest client(config({.store = anqa::session_table("sessions")}));
  const std::string fixed(43, 'a');
  client.put_req_cookie("_anqa_key", fixed);
  EXPECT_EQ((co_await client.get("/count")).text(), "1");
  EXPECT_NE(client.cookie("_anqa_key"), fixed);
}

PROCESS_TEST(SessionTable, ForgetsWhatNobodyUses) {
  using std::chrono::minutes;
  const auto table = anqa::start_link<anqa::SessionTable>(
      {.name = "sessions", .idle = minutes(30), .sweep_every = minutes(1)});
  ConnTest used(config({.store = anqa::session_table("sessions")}));
  ConnTest unused(config({.store = anqa::session_table("sessions")}));
  co_await used.get("/count");
  co_await unused.get("/count");
  for (int i = 0; i < 4; ++i) {
    co_await anqa::sleep_for(minutes(10));
    co_await used.get("/look");
  }
  EXPECT_EQ((co_await used.get("/count")).text(), "2");
  EXPECT_EQ((co_await unused.get("/count")).text(), "1");
}

PROCESS_TEST(SessionTable, ThatIsNotThereIsAFailureOnlyWhenWritten) {
  anqa::LogCapture log;
  ConnTest client(config({.store = anqa::session_table("nowhere")}));
  client.put_req_cookie("_anqa_key", std::string(43, 'a'));
  EXPECT_EQ((co_await client.get("/look")).text(), "{}");
  EXPECT_EQ((co_await client.get("/count")).status, 500);
}

PROCESS_TEST(Flash, OutlivesOneRedirect) {
  ConnTest client(config());
  EXPECT_EQ((co_await client.get("/flash/warn")).status, 302);
  EXPECT_EQ(client.session()["phoenix_flash"], Term::map({{"info", "saved"}, {"error", "not all"}}));
  EXPECT_EQ((co_await client.get("/flash/pass_on")).status, 302);  // and each further one
  EXPECT_EQ((co_await client.get("/flash/show")).text(), "saved");
  EXPECT_EQ((co_await client.get("/flash/show")).text(), "");
  EXPECT_TRUE(client.session()["phoenix_flash"].is_nil());
}

PROCESS_TEST(Flash, OfAPageThatIsRenderedIsShownThereOnly) {
  ConnTest client(config());
  EXPECT_EQ((co_await client.get("/flash/here")).text(), "now");
  EXPECT_EQ((co_await client.get("/flash/show")).text(), "");
}

PROCESS_TEST(Flash, IsMergedAndCleared) {
  ConnTest client(config());
  co_await client.get("/flash/warn");
  co_await client.get("/flash/merge");
  EXPECT_EQ(client.session()["phoenix_flash"], Term::map({{"info", "merged"}, {"error", "not all"}}));
  co_await client.get("/flash/clear");
  EXPECT_EQ((co_await client.get("/flash/show")).text(), "");
}

PROCESS_TEST(SignedCookie, IsReadAsItWasPut) {
  ConnTest client(config());
  const auto page = co_await client.get("/keep");
  EXPECT_EQ(page.headers.count("set-cookie"), 2U);
  EXPECT_THAT(client.cookie("cart"), StartsWith("SFMyNTY."));
  EXPECT_THAT(client.cookie("secret"), StartsWith("XCP."));
  EXPECT_EQ((co_await client.get("/kept")).text(), R"([[1,"a"],"s",null,null])");
  client.put_req_cookie("other", client.cookie("cart"));  // swapped
  EXPECT_EQ((co_await client.get("/kept")).text(), R"([[1,"a"],"s",null,null])");
  std::string forged = client.cookie("cart");
  forged[20] = forged[20] == 'A' ? 'B' : 'A';
  client.put_req_cookie("cart", forged);
  EXPECT_EQ((co_await client.get("/kept")).text(), R"([null,"s",null,null])");
  ConnTest elsewhere({.secret_key_base = old_secret, .routes = routes});
  elsewhere.put_req_cookie("secret", client.cookie("secret"));
  EXPECT_EQ((co_await elsewhere.get("/kept")).text(), R"([null,null,null,null])");
}

PROCESS_TEST(Cookies, AreSecureWhereTheRequestWas) {
  ConnTest client(config());
  anqa::http::Request request{.target = "/count"};
  request.scheme = "https";
  EXPECT_THAT(std::string(*(co_await client.send(request)).headers.get("set-cookie")), HasSubstr("; secure"));
  EXPECT_THAT(std::string(*(co_await client.get("/count")).headers.get("set-cookie")),
              ::testing::Not(HasSubstr("secure")));
}

PROCESS_TEST(SignedCookie, ThatNoBrowserWouldKeepIsAFailure) {
  anqa::LogCapture log;
  ConnTest client(config());
  EXPECT_EQ((co_await client.get("/hoard")).status, 500);
  EXPECT_THAT(log.text(), HasSubstr("the cookie cart takes"));
}

PROCESS_TEST(Csrf, IsAnotherTokenAfterALogin) {
  ConnTest client(config());
  const std::string before((co_await client.get("/token")).text());
  EXPECT_EQ((co_await client.post("/save", Params{{"_csrf_token", before}})).status, 200);
  co_await client.get("/login");
  EXPECT_EQ((co_await client.post("/save", Params{{"_csrf_token", before}})).status, 403);
  const std::string after((co_await client.get("/token")).text());
  EXPECT_EQ((co_await client.post("/save", Params{{"_csrf_token", after}})).status, 200);
  co_await client.get("/forget");
  EXPECT_EQ((co_await client.post("/save", Params{{"_csrf_token", after}})).status, 403);
}

PROCESS_TEST(Csrf, MayServeARequestWithoutATokenWithoutASession) {
  ConnTest client(config());
  client.init_test_session(Term::map({{"user", 7}}));
  EXPECT_EQ((co_await client.post("/lenient/who", Params{{"x", "1"}})).text(), "null");
  EXPECT_EQ(client.session(), Term::map({{"user", 7}}));  // nothing is written back
}

PROCESS_TEST(Csrf, TakesTokensThatWereMadeForItsHost) {
  ConnTest client(config());
  client.put_req_header("host", "shop.test:4000");
  const auto token = [](ConnTest* from, std::string url) -> anqa::Task<std::string> {
    co_return std::string((co_await from->get("/token_for", Params{{"url", url}})).text());
  };
  const auto post = [](ConnTest* to, std::string path, std::string with) -> anqa::Task<std::string> {
    const auto page = co_await to->post(std::move(path), Params{{"_csrf_token", with}, {"x", "1"}});
    co_return std::to_string(page.status);
  };
  EXPECT_EQ(co_await post(&client, "/save", co_await token(&client, "/save")), "200");
  EXPECT_EQ((co_await token(&client, "/save")).size(), 56U);
  const std::string own = co_await token(&client, "https://shop.test/save?x=//evil.example");
  EXPECT_THAT(own, StartsWith("SFMyNTY."));
  EXPECT_EQ(co_await post(&client, "/save", own), "200");
  EXPECT_EQ(co_await post(&client, "/save", co_await token(&client, "//pay.example")), "403");
  EXPECT_EQ(co_await post(&client, "/save", co_await token(&client, "https://evil.example")), "403");
  ConnTest stranger(config());
  stranger.put_req_header("host", "shop.test");
  co_await stranger.get("/token");
  EXPECT_EQ(co_await post(&stranger, "/save", own), "403");
}

PROCESS_TEST(Csrf, TakesTokensForHostsThatItAllows) {
  ConnTest client(config());
  client.init_test_session(Term::map({{"user", 7}}));
  const auto who = [](ConnTest* browser, std::string url) -> anqa::Task<std::string> {
    const std::string token((co_await browser->get("/token_for", Params{{"url", url}})).text());
    co_return std::string((co_await browser->post("/lenient/who", Params{{"_csrf_token", token}})).text());
  };
  EXPECT_EQ(co_await who(&client, "https://pay.example:8443/x"), "7");
  EXPECT_EQ(co_await who(&client, "https://a.shop.example"), "7");
  EXPECT_EQ(co_await who(&client, "https://evilshop.example"), "null");
  EXPECT_EQ(co_await who(&client, "https://pay.example.evil"), "null");
  EXPECT_EQ(co_await who(&client, "https://pay.example@evil.example"), "null");
}

PROCESS_TEST(Csrf, IsSkippedWhereAPlugSaysSo) {
  ConnTest client(config());
  EXPECT_EQ((co_await client.post("/webhooks/save", Params{{"x", "1"}})).text(), "saved 1");
}

}  // namespace
