// Pages that take long or say much, and clients that ask for what is not theirs.
#include <gmock/gmock.h>

#include "../support/live_visitor.hpp"
#include "anqa/base/log_capture.hpp"
#include "anqa/pubsub/pubsub.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/testing/process_test.hpp"
#include "pages.hpp"

using namespace anqa;
using ::testing::HasSubstr, ::testing::Not;

namespace {

Term click(std::string_view name, Term value = Term::map()) {
  return Term::map({{"type", "click"}, {"event", name}, {"value", std::move(value)}});
}

/// Up to the join, whose answer is still to come.
Task<void> begin_to_open(LiveVisitor* visitor, std::string path) {
  co_await visitor->load(std::move(path));
  EXPECT_TRUE(co_await visitor->connect(visitor->csrf));
  visitor->join("1");
}

Task<std::string> open(LiveVisitor* visitor, std::string path) {
  co_await begin_to_open(visitor, std::move(path));
  co_return (co_await visitor->socket->next()).value_or("");
}

Task<std::string> ask(const LiveVisitor* visitor, std::string event, Term payload) {
  visitor->send("1", "9", event, payload);
  co_return co_await visitor->next();
}

constexpr std::string_view nothing = R"(["1","9","TOPIC","phx_reply",{"response":{},"status":"ok"}])";

}  // namespace

PROCESS_TEST(Patience, AMountOfTenSeconds) {
  LogCapture log;
  LiveVisitor visitor(market::config());
  co_await begin_to_open(&visitor, "/burden?slow=1");
  visitor.send("1", "2", "event", click("number", Term::map({{"n", 7}})));
  // The connection serves others meanwhile.
  visitor.socket->text(R"([null,"3","phoenix","heartbeat",{}])");
  EXPECT_THAT(co_await visitor.next(), HasSubstr(R"("3","phoenix","phx_reply")"));
  EXPECT_EQ(co_await visitor.socket->next(std::chrono::seconds(9)), std::nullopt);
  EXPECT_THAT(co_await visitor.next(),
              HasSubstr(R"(["1","1","TOPIC","phx_reply",{"response":{"rendered":{"0":"there")"));
  EXPECT_THAT(co_await visitor.next(), HasSubstr(R"({"diff":{"1":"7"}})"));
}

PROCESS_TEST(Patience, AVisitorWhoDoesNotWaitForTheMount) {
  LogCapture log;
  LiveVisitor visitor(market::config());
  co_await begin_to_open(&visitor, "/burden?slow=1");
  co_await sleep_for(std::chrono::seconds(1));
  // Joins again, and once more: the last join is the page, and each other one is over.
  visitor.join("2");
  visitor.join("3");
  std::string seen;
  while (const auto frame = co_await visitor.socket->next(std::chrono::seconds(30))) seen += *frame + "\n";
  EXPECT_THAT(seen, HasSubstr(R"(["3","3",")"));
  EXPECT_THAT(seen, HasSubstr(R"("0":"there")"));
  const Pid view = co_await visitor.view();
  EXPECT_TRUE(is_alive(view));
  visitor.join("4");
  co_await sleep_for(std::chrono::seconds(1));
  visitor.socket->disconnect();
  co_await sleep_for(std::chrono::seconds(1));
  EXPECT_FALSE(is_alive(view));
}

PROCESS_TEST(Patience, AVisitorWhoSendsMoreThanThePageCanHandle) {
  LogCapture log;
  LiveVisitor visitor(market::config());
  co_await begin_to_open(&visitor, "/burden?slow=1");
  co_await sleep_for(std::chrono::seconds(1));
  const Pid view = co_await visitor.view();
  EXPECT_TRUE(is_alive(view));
  for (int i = 0; i <= 1024; ++i) visitor.send("1", "2", "event", click("number", Term::map({{"n", i}})));
  EXPECT_EQ(co_await visitor.next(), "close 1008");
  // It does not handle first what nobody will hear of.
  co_await sleep_for(std::chrono::seconds(1));
  EXPECT_FALSE(is_alive(view));
  EXPECT_THAT(log.text(), HasSubstr("has not handled the last 1024 messages"));
}

namespace {

Task<void> ten_megabytes() {
  LogCapture log;
  LiveVisitor visitor(market::config());
  co_await open(&visitor, "/burden");
  constexpr std::size_t bytes = 2'000'000;
  // Each quote is six bytes of HTML.
  const std::string text = co_await ask(&visitor, "event", click("text", Term::map({{"bytes", bytes}})));
  EXPECT_GT(text.size(), 10'000'000U);
  const auto parsed = json::parse(text);
  EXPECT_TRUE(parsed && parsed->at(4)["response"]["diff"]["0"].as_binary()->size() == 6 * bytes);
  const std::string rows = co_await ask(&visitor, "event", click("rows", Term::map({{"count", 100'000}})));
  EXPECT_GT(rows.size(), 10'000'000U);
  EXPECT_THAT(co_await ask(&visitor, "event", click("number", Term::map({{"n", 1}}))),
              HasSubstr(R"({"diff":{"1":"1"}})"));
  EXPECT_THAT(co_await ask(&visitor, "event", click("rows", Term::map({{"count", 0}}))),
              HasSubstr(R"({"k":{"kc":0}})"));
}

}  // namespace

// Under one seed: each has its megabytes to move.
TEST(Patience, TenMegabytesAtOnce) {
  System system(std::make_unique<DeterministicScheduler>(anqa::testing::seeds().first));
  system.run(&ten_megabytes);
}

PROCESS_TEST(Patience, EventsOfComponentsThatAreNotThere) {
  LogCapture log;
  LiveVisitor visitor(market::config());
  co_await open(&visitor, "/burden");
  for (const Term& cid : {Term(0), Term(-1), Term(99), Term(4294967297), Term(std::int64_t{1} << 62)}) {
    EXPECT_EQ(co_await ask(&visitor, "event", click("part").set("cid", cid)), nothing);
  }
  EXPECT_THAT(co_await ask(&visitor, "event", click("part").set("cid", 1)), HasSubstr(R"("c":{"1":{)"));
  for (const char* cids : {"[]", "[99]", "[-1,0,\"1\",null,1.5,{}]", "{}", "null", "\"1\""}) {
    co_await ask(&visitor, "cids_will_destroy", Term::map({{"cids", *json::parse(cids)}}));
    const std::string gone =
        co_await ask(&visitor, "cids_destroyed", Term::map({{"cids", *json::parse(cids)}}));
    EXPECT_THAT(gone, HasSubstr(R"({"cids":[]})")) << cids;
  }
  // What still stands on the page cannot be destroyed by saying that it was.
  EXPECT_THAT(co_await ask(&visitor, "cids_destroyed", Term::map({{"cids", Term::list({1})}})),
              HasSubstr(R"({"cids":[]})"));
  EXPECT_THAT(co_await ask(&visitor, "event", click("part").set("cid", 1)), HasSubstr(R"("c":{"1":{)"));
}

PROCESS_TEST(Patience, ValuesThatNoTemplateHas) {
  LogCapture log;
  LiveVisitor visitor(market::config());
  co_await open(&visitor, "/burden");
  co_await ask(&visitor, "event", click("number", Term::map({{"n", 5}})));
  for (const char* value :
       {"5", "null", "[1]", "\"n\"", "{\"n\":{\"n\":1}}", "{\"n\":[1]}", "{\"n\":\"1e3\"}",
        "{\"n\":\"99999999999\"}", "{\"n\":1.5}", "{\"n\":\"\"}", "{\"n\":true}"}) {
    co_await ask(&visitor, "event", click("number", Term::map({{"n", 5}})));
    EXPECT_THAT(co_await ask(&visitor, "event", click("number", *json::parse(value))),
                HasSubstr(R"("1":"-1")"))
        << value;
  }
  for (const char* value :
       {"{\"user\":1}", "{\"user\":[\"name\"]}", "{\"user\":{\"name\":[]}}", "{\"user\":null}"}) {
    co_await ask(&visitor, "event", click("name", Term::map({{"user", Term::map({{"name", "Ada"}})}})));
    EXPECT_THAT(co_await ask(&visitor, "event", click("name", *json::parse(value))),
                HasSubstr(R"("0":"nobody")"))
        << value;
  }
}

PROCESS_TEST(Patience, TopicsAndSessionsOfOtherViews) {
  LogCapture log;
  start_link<PubSub>();
  LiveVisitor visitor(market::config());
  const std::string joined = co_await open(&visitor, "/market");
  const std::string porch = LiveVisitor::between(joined, R"(data-phx-session=\")", R"(\")");
  const auto join = [&](std::string_view topic, const Term& payload) {
    visitor.socket->text(json::write(Term::list({"5", "5", topic, "phx_join", payload})));
  };
  const Term plain = Term::map({{"params", Term::map({{"_csrf_token", visitor.csrf}, {"_mounts", 0}})},
                                {"session", porch},
                                {"static", Term()},
                                {"sticky", false}});
  // The session of a view within the page is no page's, and the page's no view's within it.
  LiveVisitor other(market::config());
  co_await open(&other, "/market");
  join(other.topic, plain);
  EXPECT_THAT(co_await visitor.next(), HasSubstr(R"({"reason":"stale"})"));
  Term as_page = plain;
  join("lv:porch", as_page.set("session", visitor.session).set("url", visitor.url));
  EXPECT_THAT(co_await visitor.next(), HasSubstr(R"({"reason":"stale"})"));
  // With an address it stays a view within the page: what it may do does not depend on what the client says.
  Term with_url = plain;
  join("lv:porch", with_url.set("url", "http://localhost/burden"));
  EXPECT_THAT(co_await visitor.next(), HasSubstr(R"("rendered":{"0":"open")"));
  // A topic that was not joined.
  visitor.socket->text(json::write(Term::list({"5", "6", other.topic, "event", click("enter")})));
  EXPECT_THAT(co_await visitor.next(), HasSubstr(R"("unmatched topic")"));
  // A page that another visitor was given is one's own when one is let in: with one's own session in it.
  visitor.socket->text(
      json::write(Term::list({"7", "7", other.topic, "phx_join", other.join_payload("url", other.url)})));
  EXPECT_THAT(co_await visitor.next(), HasSubstr(R"("rendered":)"));
}

namespace {

Term file(std::string_view name, std::string_view type = "text/plain", std::int64_t size = 10) {
  return Term::map({{"path", "doc"},
                    {"ref", "0"},
                    {"name", name},
                    {"relative_path", name},
                    {"type", type},
                    {"size", size}});
}

std::string chunk(std::string_view bytes) {
  return std::string{'\0', '\2', '\2', '\5', '\5'} + "2526lvu:0chunk" + std::string(bytes);
}

/// Asks for leave to upload, and joins; gives the answer to what failed, or "".
Task<std::string> begin_upload(LiveVisitor* visitor, std::string ref, Term one) {
  visitor->send("1", "8", "allow_upload", Term::map({{"ref", ref}, {"entries", Term::list({one})}}));
  std::string allowed = *(co_await visitor->socket->next());
  const std::string token = LiveVisitor::between(allowed, R"("entries":{"0":")", "\"");
  if (token.empty()) co_return allowed;
  visitor->socket->text(
      json::write(Term::list({"25", "25", "lvu:0", "phx_join", Term::map({{"token", token}})})));
  const std::string joined = co_await visitor->next();
  co_return joined.find(R"("status":"ok")") != std::string::npos ? "" : joined;
}

}  // namespace

PROCESS_TEST(Patience, AnUploadThatNeverEnds) {
  LogCapture log;
  LiveVisitor visitor(market::config());
  const std::string ref = LiveVisitor::between(co_await open(&visitor, "/burden"), R"(data-ref=\")", R"(\")");
  EXPECT_EQ(co_await begin_upload(&visitor, ref, file("a.txt")), "");
  // It says now and then that it is still there, and sends nothing.
  std::string seen;
  for (int i = 0; i < 8; ++i) {
    visitor.socket->binary(chunk(""));
    visitor.socket->text(R"(["25","27","lvu:0","still there",{}])");
    co_await sleep_for(std::chrono::seconds(4));
  }
  while (const auto frame = co_await visitor.socket->next(std::chrono::seconds(1))) seen += *frame + "\n";
  EXPECT_THAT(seen, HasSubstr(R"("lvu:0","phx_close")"));
}

PROCESS_TEST(Patience, NamesAndTypesThatLie) {
  LogCapture log;
  for (const char* name :
       {"../../../etc/passwd.txt", "/etc/passwd.txt", "a%00b.txt", "con.txt", "a.exe.txt", "<b>.txt"}) {
    LiveVisitor visitor(market::config());
    const std::string ref =
        LiveVisitor::between(co_await open(&visitor, "/burden"), R"(data-ref=\")", R"(\")");
    EXPECT_EQ(co_await begin_upload(&visitor, ref, file(name)), "");
    visitor.socket->binary(chunk("0123456789"));
    EXPECT_THAT(co_await visitor.next(), HasSubstr(R"("status":"ok")"));
    co_await ask(&visitor, "progress",
                 Term::map({{"event", Term()}, {"ref", ref}, {"entry_ref", "0"}, {"progress", 100}}));
    const std::string kept = co_await ask(&visitor, "event", click("keep"));
    // Where the file lies does not depend on what it is called.
    const std::string path = kept.substr(kept.find(" in /"));
    EXPECT_THAT(path, Not(HasSubstr("passwd")));
    EXPECT_THAT(path, Not(HasSubstr("..")));
    EXPECT_THAT(kept, Not(HasSubstr("<b>")));
  }
  for (const Term& lie : {file("a.exe"), file("a"), file(".txt/a"), file("a.txt", "text/plain", 101),
                          file("a.txt", "text/plain", -1)}) {
    LiveVisitor visitor(market::config());
    const std::string ref =
        LiveVisitor::between(co_await open(&visitor, "/burden"), R"(data-ref=\")", R"(\")");
    EXPECT_THAT(co_await begin_upload(&visitor, ref, lie), HasSubstr(R"("errors":{"0":[")"))
        << json::write(lie);
  }
}
