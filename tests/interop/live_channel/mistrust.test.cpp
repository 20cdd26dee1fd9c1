// What a page's join and its messages must survive; the answers are the official server's.
#include <gmock/gmock.h>

#include "anqa/base/log_capture.hpp"
#include "anqa/pubsub/pubsub.hpp"
#include "anqa/testing/process_test.hpp"
#include "visitor.hpp"

using namespace anqa;
using ::testing::HasSubstr;

namespace {

Task<void> open(Visitor* visitor, std::string path) {
  co_await visitor->load(std::move(path));
  EXPECT_TRUE(co_await visitor->connect(visitor->csrf));
}

std::string refused(std::string_view ref, std::string_view reason) {
  const std::string quoted = '"' + std::string(ref) + '"';
  return "[" + quoted + "," + quoted + R"(,"TOPIC","phx_reply",{"response":{"reason":")" +
         std::string(reason) + R"("},"status":"error"}])";
}

}  // namespace

PROCESS_TEST(LiveMistrust, ForgedAndExchangedTokens) {
  LogCapture log;
  start_link<PubSub>();
  Visitor visitor;
  co_await open(&visitor, "/");
  const auto join = [](Visitor& v, std::string_view ref, std::string_view key, const Term& value) {
    v.send(ref, ref, "phx_join", v.join_payload("url", v.url).set(key, value));
  };
  join(visitor, "39", "session", "bad");
  expect_json(co_await visitor.next(), refused("39", "stale"));
  join(visitor, "40", "session", Term());
  expect_json(co_await visitor.next(), refused("40", "stale"));
  join(visitor, "41", "session", visitor.static_);
  expect_json(co_await visitor.next(), refused("41", "stale"));
  join(visitor, "42", "static", "bad");
  expect_json(co_await visitor.next(), refused("42", "stale"));

  Visitor other;
  co_await open(&other, "/");
  join(visitor, "43", "static", other.static_);
  expect_json(co_await visitor.next(), refused("43", "stale"));
  join(visitor, "44", "session", other.session);
  expect_json(co_await visitor.next(), refused("44", "stale"));
  visitor.join("45");
  EXPECT_THAT(co_await visitor.next(), HasSubstr(R"("status":"ok")"));
}

PROCESS_TEST(LiveMistrust, AnAddressOfAnotherView) {
  LogCapture log;
  start_link<PubSub>();
  Visitor visitor;
  co_await open(&visitor, "/");
  visitor.send("1", "1", "phx_join", visitor.join_payload("redirect", "http://localhost/nope"));
  expect_json(co_await visitor.next(), refused("1", "unauthorized"));
  visitor.send("2", "2", "phx_join", visitor.join_payload("redirect", "http://localhost/plain"));
  expect_json(co_await visitor.next(), refused("2", "unauthorized"));
  visitor.send("3", "3", "phx_join", visitor.join_payload("url", "http://localhost/other"));
  expect_json(co_await visitor.next(), refused("3", "unauthorized"));
}

// The plugs of another pipeline would be passed by: only a page load runs them.
PROCESS_TEST(LiveMistrust, ARedirectIntoAnotherPipeline) {
  LogCapture log;
  start_link<PubSub>();
  Visitor visitor;
  co_await open(&visitor, "/");
  visitor.send("1", "1", "phx_join", visitor.join_payload("redirect", "http://localhost/members"));
  expect_json(co_await visitor.next(), refused("1", "unauthorized"));
  visitor.send("2", "2", "phx_join", visitor.join_payload("redirect", "http://localhost/other"));
  EXPECT_THAT(co_await visitor.next(), HasSubstr(R"("status":"ok")"));
}

PROCESS_TEST(LiveMistrust, AClientThatDoesNotWaitForAnswers) {
  LogCapture log;
  start_link<PubSub>();
  Visitor visitor;
  co_await open(&visitor, "/");
  visitor.join("1");
  EXPECT_THAT(co_await visitor.next(), HasSubstr(R"("status":"ok")"));
  for (int i = 0; i < 2000; ++i) {
    visitor.send("1", "2", "event",
                 Term::map({{"type", "click"}, {"event", "slow"}, {"value", Term::map()}}));
  }
  std::string frame = "(none)";
  while (!frame.empty() && !frame.starts_with("close")) frame = co_await visitor.next();
  EXPECT_EQ(frame, "close 1008");
  EXPECT_TRUE(log.contains("has not handled the last 1024 messages")) << log.text();
}

PROCESS_TEST(LiveMistrust, ASocketThatWasOpenedFromElsewhere) {
  LogCapture log;
  Visitor visitor;
  co_await visitor.load("/");
  EXPECT_TRUE(co_await visitor.connect("forged"));
  visitor.join("1");
  expect_json(co_await visitor.next(), refused("1", "stale"));
}

PROCESS_TEST(LiveMistrust, AnotherVersionOfTheProtocol) {
  LogCapture log;
  Visitor visitor;
  for (const char* query : {"vsn=3.0.0", "vsn=1.0.0", "vsn=2.0", "vsn=2.0.x", ""}) {
    EXPECT_EQ((co_await visitor.browser().get("/live/websocket?" + std::string(query))).status, 403) << query;
  }
}

PROCESS_TEST(LiveMistrust, AMountThatThrows) {
  LogCapture log;
  Visitor visitor;
  visitor.browser().put_session(Term::map({{"crash", true}}));
  co_await open(&visitor, "/gone");
  visitor.join("1");
  expect_json(co_await visitor.next(), refused("1", "join crashed"));
  EXPECT_TRUE(log.contains("mount boom")) << log.text();
  visitor.socket->text(R"([null,"2","phoenix","heartbeat",{}])");
  expect_json(co_await visitor.next(), R"([null,"2","phoenix","phx_reply",{"response":{},"status":"ok"}])");
}

PROCESS_TEST(LiveMistrust, AMountThatFindsNothingIsLoadedAgainToFail) {
  LogCapture log;
  Visitor visitor;
  co_await open(&visitor, "/gone");
  visitor.join("43");
  const std::string reply = *(co_await visitor.socket->next());
  EXPECT_THAT(reply, HasSubstr(R"({"reason":"reload","status":404,"token":")"));
  visitor.browser().put_req_cookie("__phoenix_reload_status__",
                                   Visitor::between(reply, "\"token\":\"", "\""));
  EXPECT_EQ((co_await visitor.browser().get("/gone")).status, 404);
  EXPECT_EQ((co_await visitor.browser().get("/gone")).status, 200)
      << "the cookie must go with the first answer";
}

PROCESS_TEST(LiveMistrust, EventsThatNobodyHandles) {
  LogCapture log;
  start_link<PubSub>();
  Visitor visitor;
  co_await open(&visitor, "/");
  visitor.join("1");
  co_await visitor.next();
  EXPECT_THAT(co_await visitor.event("1", "2", "no such event"), HasSubstr("phx_error"));
  visitor.join("3");
  co_await visitor.next();
  visitor.send("3", "4", "nonsense", Term::map());
  EXPECT_THAT(co_await visitor.next(), HasSubstr(R"("status":"error")"));
  visitor.send("3", "5", "event", "no map");
  EXPECT_THAT(co_await visitor.next(), HasSubstr("phx_error"));
  visitor.join("6");
  co_await visitor.next();
  visitor.send("6", "7", "event",
               Term::map({{"type", "form"}, {"event", "val"}, {"value", "a=%zz"}, {"meta", Term::map()}}));
  EXPECT_THAT(co_await visitor.next(), HasSubstr("phx_error"));
  visitor.join("8");
  co_await visitor.next();
  EXPECT_THAT(co_await visitor.event("8", "9", "patch_away"), HasSubstr("phx_error"));
}
