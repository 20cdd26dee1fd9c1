// A guard is asked wherever its scope can be entered: for the page, when it connects, at a live navigation,
// and when the page's address changes.
#include <gmock/gmock.h>

#include "anqa/base/log_capture.hpp"
#include "anqa/live/channel/internal/tokens.hpp"
#include "anqa/pubsub/pubsub.hpp"
#include "anqa/testing/process_test.hpp"
#include "visitor.hpp"

using namespace anqa;
using anqa::detail::LiveTokens;
using ::testing::HasSubstr;
using ::testing::Not;

namespace {

struct Closed {
  Closed() { pages::club_is_closed = true; }
  ~Closed() { pages::club_is_closed = false; }
};
struct PorterIsIll {
  PorterIsIll() { pages::porter_is_ill = true; }
  ~PorterIsIll() { pages::porter_is_ill = false; }
};

Task<void> open(Visitor* visitor, std::string path, std::string member) {
  if (!member.empty()) visitor->browser().init_test_session(Term::map({{"member", member}}));
  co_await visitor->load(std::move(path));
  EXPECT_TRUE(co_await visitor->connect(visitor->csrf));
}

Term patch(std::string_view url) { return Term::map({{"url", url}}); }

constexpr std::string_view turned_away =
    R"(["1","1","TOPIC","phx_reply",{"response":{"events":[],"redirect":)"
    R"({"flash":"<TOKEN>","status":302,"to":"/other"}},"status":"error"}])";

}  // namespace

PROCESS_TEST(Guards, StandBeforePagesAndLivePages) {
  LogCapture log;
  Visitor visitor;
  for (const char* path : {"/club/bar", "/club/who/am/i"}) {
    EXPECT_EQ(redirected_to(co_await visitor.browser().get(path)), "/other");
  }
  EXPECT_THAT(html_response(co_await visitor.browser().get("/other"), 200), HasSubstr("other members only"));
  visitor.browser().init_test_session(Term::map({{"member", "Bob"}}));
  EXPECT_EQ(text_response(co_await visitor.browser().get("/club/who/am/i"), 200), "Bob");
  EXPECT_THAT(html_response(co_await visitor.browser().get("/club/bar"), 200), HasSubstr("Bob in bar"));
  EXPECT_THAT(assert_error_sent(403, co_await visitor.browser().get("/club/vault")),
              HasSubstr("not the vault"));
}

PROCESS_TEST(Guards, AreAskedAgainWhenThePageConnects) {
  LogCapture log;
  Visitor visitor;
  co_await open(&visitor, "/club/bar", "Bob");
  visitor.join("1");
  EXPECT_THAT(co_await visitor.next(), HasSubstr("Bob on the wire"));

  Visitor late;
  co_await open(&late, "/club/bar", "Bob");
  const Closed closed;
  late.join("1");
  expect_json(co_await late.next(), turned_away);
}

PROCESS_TEST(Guards, AreAskedAtALiveNavigation) {
  LogCapture log;
  Visitor visitor;
  co_await open(&visitor, "/club/bar", "Bob");
  visitor.send("1", "1", "phx_join", visitor.join_payload("redirect", "http://localhost/club/vault"));
  EXPECT_THAT(co_await visitor.next(), HasSubstr(R"({"reason":"reload","status":403,"token":)"));
  visitor.send("2", "2", "phx_join", visitor.join_payload("redirect", "http://localhost/club/lounge"));
  EXPECT_THAT(co_await visitor.next(), HasSubstr("lounge"));
}

// The page in front of a guard carries tokens, too: they must not open what is behind it.
PROCESS_TEST(Guards, AreNotPassedByWithThePageOfAnotherScope) {
  LogCapture log;
  Visitor visitor;
  co_await open(&visitor, "/other", "Bob");
  visitor.send("1", "1", "phx_join", visitor.join_payload("redirect", "http://localhost/club/bar"));
  EXPECT_THAT(co_await visitor.next(), HasSubstr("unauthorized"));
}

// A join may leave its address out, as that of a view within a page does.
PROCESS_TEST(Guards, AreAskedOfAJoinWithoutAnAddress) {
  LogCapture log;
  Visitor visitor;
  co_await open(&visitor, "/club/bar", "Bob");
  const Closed closed;
  Term payload = visitor.join_payload("url", visitor.url);
  payload.set("url", Term());
  visitor.send("1", "1", "phx_join", payload);
  expect_json(co_await visitor.next(), turned_away);
}

PROCESS_TEST(Guards, AreAskedWhenTheAddressOfAnOpenPageChanges) {
  LogCapture log;
  Visitor visitor;
  co_await open(&visitor, "/club/lounge", "Bob");
  visitor.join("1");
  co_await visitor.next();
  visitor.send("1", "2", "live_patch", patch("http://localhost/club/bar"));
  EXPECT_THAT(co_await visitor.next(), HasSubstr("bar"));
  visitor.send("1", "3", "live_patch", patch("http://localhost/club/vault"));
  EXPECT_THAT(co_await visitor.next(), HasSubstr(R"("diff")"));
  expect_json(
      co_await visitor.next(),
      R"(["1","3","TOPIC","phx_reply",{"response":{"redirect":{"status":302,"to":"/club/vault"}},"status":"ok"}])");
}

PROCESS_TEST(Guards, AreAskedWhenThePageChangesItsAddressItself) {
  LogCapture log;
  Visitor visitor;
  co_await open(&visitor, "/club/lounge", "Ada");
  visitor.join("1");
  co_await visitor.next();
  EXPECT_THAT(co_await visitor.event("1", "2", "to_the_vault"), HasSubstr("live_patch"));
  EXPECT_THAT(co_await visitor.next(), HasSubstr("vault"));
  const Closed closed;
  EXPECT_THAT(co_await visitor.event("1", "3", "to_the_bar"), HasSubstr(R"("diff")"));
  EXPECT_THAT(co_await visitor.next(), HasSubstr(R"("to":"/other")"));
}

// Whoever cannot be asked admits nobody; that is no crash of the page, which is loaded anew and shows the
// status.
PROCESS_TEST(Guards, ThatFailAdmitNobody) {
  LogCapture log;
  Visitor visitor;
  co_await open(&visitor, "/club/lounge", "Bob");
  Visitor late;
  co_await open(&late, "/club/lounge", "Bob");
  visitor.join("1");
  co_await visitor.next();
  const PorterIsIll ill;
  EXPECT_EQ((co_await visitor.browser().get("/club/bar")).status, 503);
  late.join("1");
  expect_json(co_await late.next(),
              R"(["1","1","TOPIC","phx_reply",{"response":{"reason":"join crashed"},"status":"error"}])");
  visitor.send("1", "2", "live_patch", patch("http://localhost/club/bar"));
  EXPECT_THAT(co_await visitor.next(), HasSubstr(R"("diff")"));
  EXPECT_THAT(co_await visitor.next(), HasSubstr(R"({"redirect":{"status":302,"to":"/club/bar"}})"));
  EXPECT_THAT(log.text(), HasSubstr("failed with 503: the porter is ill"));
  EXPECT_THAT(log.text(), Not(HasSubstr("crashed")));
}

// Its tokens are good, but nobody knows any more which guards stood before it.
PROCESS_TEST(Guards, OfAPageWhoseRouteIsGoneAdmitNobody) {
  LogCapture log;
  Visitor visitor;
  co_await open(&visitor, "/club/bar", "Bob");
  const anqa::EndpointConfig config = pages::config();
  const LiveTokens tokens(config.secret_key_base);
  auto session = tokens.read_session(visitor.session);
  session->route = "/the/club/as/it/was";
  visitor.session = tokens.sign(*session);
  Term payload = visitor.join_payload("url", visitor.url);
  payload.set("url", Term());
  visitor.send("1", "1", "phx_join", payload);
  EXPECT_THAT(co_await visitor.next(), HasSubstr(R"("reason":"stale")"));
}
