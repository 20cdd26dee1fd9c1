// What views do beside events: work in other processes, hooks, what is kept over a connection, and the view
// of the first render as the one of the page.
#include <gmock/gmock.h>

#include <filesystem>

#include "anqa/base/log_capture.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/testing/process_test.hpp"
#include "pages/late_live.hpp"
#include "pages/once_live.hpp"
#include "visitor.hpp"

using namespace anqa;
using ::testing::HasSubstr;

namespace {

Term click(std::string_view name, Term value = Term::map()) {
  return Term::map({{"type", "click"}, {"event", name}, {"value", std::move(value)}});
}

Task<std::string> open_late(Visitor* visitor, std::string path = "/late") {
  co_await visitor->load(path);
  EXPECT_TRUE(co_await visitor->connect(visitor->csrf));
  visitor->join("2");
  co_return co_await visitor->next();
}

Task<std::string> ask(Visitor* visitor, std::string name, Term value = Term::map()) {
  visitor->send("2", "9", "event", click(name, std::move(value)));
  co_return co_await visitor->next();
}

/// The next frame that has this text.
Task<std::string> next_with(Visitor* visitor, std::string text) {
  std::string frame = co_await visitor->next();
  for (int i = 0; i < 5 && frame.find(text) == std::string::npos; ++i) frame = co_await visitor->next();
  co_return frame;
}

/// The connection breaks, and the page comes back.
Task<std::string> come_back(Visitor* visitor) {
  visitor->socket->disconnect();
  co_await sleep_for(std::chrono::seconds(1));
  EXPECT_TRUE(co_await visitor->connect(visitor->csrf));
  visitor->join("2");
  co_return co_await visitor->next();
}

}  // namespace

PROCESS_TEST(Later, AnAssignThatAnotherProcessMakes) {
  LogCapture log;
  Visitor visitor;
  EXPECT_THAT(co_await visitor.load("/late"), HasSubstr("<p>hello|no|true||0</p>"));
  const std::string joined = co_await open_late(&visitor);
  EXPECT_THAT(joined, HasSubstr(R"("0":"hello","1":"no","2":"true","3":"","4":"0")"));
  EXPECT_THAT(co_await visitor.next(), HasSubstr(R"("diff",{"1":"sum","2":"false","3":"","4":"3"}])"));
  // Asked for anew, and given up.
  EXPECT_THAT(co_await ask(&visitor, "slow"), HasSubstr(R"("1":"no","2":"true","3":"","4":"0")"));
  EXPECT_THAT(co_await ask(&visitor, "cancel"), HasSubstr(R"("response":{})"));
  EXPECT_THAT(co_await visitor.next(), HasSubstr(R"("2":"false","3":"shutdown: cancel")"));
}

PROCESS_TEST(Later, ATaskAndItsEnd) {
  LogCapture log;
  Visitor visitor;
  co_await open_late(&visitor);
  co_await next_with(&visitor, R"("1":"sum")");
  EXPECT_THAT(co_await ask(&visitor, "report"), HasSubstr(R"("response":{})"));
  EXPECT_THAT(co_await visitor.next(), HasSubstr(R"("diff",{"5":"report 7"})"));
  EXPECT_THAT(co_await ask(&visitor, "report", Term::map({{"fail", "1"}})), HasSubstr(R"("response":{})"));
  EXPECT_THAT(co_await next_with(&visitor, "failed"),
              HasSubstr("failed: crash: std::runtime_error: no paper"));
  // The view goes on.
  EXPECT_THAT(co_await ask(&visitor, "draft"), HasSubstr(R"("7":"1")"));
}

PROCESS_TEST(Later, AStreamThatIsLoadedAndCounted) {
  LogCapture log;
  Visitor visitor;
  EXPECT_THAT(co_await open_late(&visitor), HasSubstr(R"("stream":["0",[],[]])"));
  co_await next_with(&visitor, R"("1":"sum")");
  EXPECT_THAT(co_await ask(&visitor, "rows"), HasSubstr(R"("status":"ok")"));
  const std::string rows = co_await visitor.next();
  EXPECT_THAT(rows, HasSubstr(R"("10":"")"));  // "none" is gone
  EXPECT_THAT(
      rows,
      HasSubstr(
          R"("stream":["0",[["rows-3",-1,null,null],["rows-2",-1,null,null],["rows-1",-1,null,null]],[]])"));
  EXPECT_THAT(rows, HasSubstr(R"("12":"3","13":"true")"));
  EXPECT_THAT(co_await ask(&visitor, "drop"), HasSubstr(R"("stream":["0",[],["rows-2"]]},"12":"2")"));
}

PROCESS_TEST(Later, ComponentsOfAClassAreUpdatedTogether) {
  LogCapture log;
  pages::Loads::calls = pages::Loads::rows = 0;
  Visitor visitor;
  EXPECT_THAT(co_await visitor.load("/late"),
              HasSubstr(R"(<i id="price-1">100</i><i id="price-2">200</i><i id="price-3">300</i>)"));
  EXPECT_EQ(pages::Loads::calls, 1);
  EXPECT_EQ(pages::Loads::rows, 3);
  EXPECT_THAT(co_await open_late(&visitor), HasSubstr(R"("3":{"0":"3","1":"300","s":1})"));
}

PROCESS_TEST(Later, HooksGoBeforeTheView) {
  LogCapture log;
  Visitor visitor;
  co_await open_late(&visitor);
  co_await ask(&visitor, "hook");
  EXPECT_THAT(co_await ask(&visitor, "find"), HasSubstr(R"({"diff":{"6":"find","8":"much"}})"));
  EXPECT_THAT(co_await ask(&visitor, "draft"), HasSubstr(R"({"diff":{"6":"draft"}})"));
  co_await ask(&visitor, "unhook");
  EXPECT_THAT(co_await ask(&visitor, "draft"), HasSubstr(R"({"diff":{"7":"1"}})"));
  // A temporary assign is back at its beginning, which the page is not told.
  EXPECT_THAT(co_await ask(&visitor, "find"), HasSubstr(R"({"diff":{"8":"much"}})"));
}

PROCESS_TEST(Later, AHookOfMountSendsAway) {
  LogCapture log;
  Visitor visitor;
  const http::Response away = co_await visitor.browser().get("/late?shut=1");
  EXPECT_EQ(away.status, 302);
  EXPECT_EQ(away.headers.get_or("location", ""), "/other");
  co_await visitor.load("/late");
  EXPECT_TRUE(co_await visitor.connect(visitor.csrf));
  visitor.send("2", "2", "phx_join", visitor.join_payload("url", "http://localhost/late?shut=1"));
  EXPECT_THAT(co_await visitor.next(), HasSubstr(R"("redirect":{"status":302,"to":"/other"})"));
}

PROCESS_TEST(Later, AnotherLiveSessionIsAPageLoadAway) {
  LogCapture log;
  Visitor visitor;
  co_await open_late(&visitor);
  visitor.send("3", "3", "phx_join", visitor.join_payload("redirect", "http://localhost/apart"));
  EXPECT_THAT(co_await visitor.next(), HasSubstr(R"({"reason":"unauthorized"})"));
}

PROCESS_TEST(Later, AStateOutlivesTheConnectionAndACrash) {
  LogCapture log;
  pages::stash = live_stash();
  Visitor visitor;
  pages::stash = nullptr;
  co_await open_late(&visitor);
  co_await ask(&visitor, "draft");
  EXPECT_THAT(co_await come_back(&visitor), HasSubstr(R"("7":"1")"));
  EXPECT_THAT(co_await ask(&visitor, "draft"), HasSubstr(R"("7":"2")"));
  // What a handler had begun when it crashed is not kept.
  EXPECT_THAT(co_await ask(&visitor, "crash"), HasSubstr("phx_error"));
  visitor.join("2");
  EXPECT_THAT(co_await visitor.next(), HasSubstr(R"("7":"2")"));
  // With what it got back it crashes again: the next one begins anew.
  EXPECT_THAT(co_await ask(&visitor, "crash"), HasSubstr("phx_error"));
  visitor.join("2");
  EXPECT_THAT(co_await visitor.next(), HasSubstr(R"("7":"0")"));
  // One that was left is over.
  co_await ask(&visitor, "draft");
  visitor.send("2", "10", "phx_leave", Term::map());
  co_await visitor.next();
  co_await visitor.next();
  visitor.join("2");
  EXPECT_THAT(co_await visitor.next(), HasSubstr(R"("7":"0")"));
}

PROCESS_TEST(Later, AStateInAFolderOutlivesTheProgram) {
  LogCapture log;
  const std::string folder = ::testing::TempDir() + "anqa_live_stash";
  std::filesystem::remove_all(folder);
  const auto first = live_stash({.folder = folder});
  first->put("phx-abc shop::CartLive", Term::map({{"draft", 7}}));
  first->leave("phx-abc shop::CartLive", false);
  const auto second = live_stash({.folder = folder});
  EXPECT_FALSE(second->take("phx-abc shop::OtherLive"));
  first->leave("phx-abc shop::CartLive", false);
  const auto third = live_stash({.folder = folder});
  EXPECT_EQ(third->take("phx-abc shop::CartLive"), Term::map({{"draft", 7}}));
  EXPECT_FALSE(live_stash({.folder = folder})->take("phx-abc shop::CartLive"));
  std::filesystem::remove_all(folder);
  co_return;
}

PROCESS_TEST(Later, ThePageTakesOverTheViewOfItsFirstRender) {
  LogCapture log;
  pages::OnceLive::mounted = 0;
  Visitor visitor;
  EXPECT_THAT(co_await visitor.load("/once"), HasSubstr("<p>1 0 0</p>"));
  EXPECT_TRUE(co_await visitor.connect(visitor.csrf));
  visitor.join("2");
  EXPECT_THAT(co_await visitor.next(), HasSubstr(R"("0":"1","1":"1","2":"0")"));
  EXPECT_THAT(co_await visitor.next(), HasSubstr(R"("diff",{"2":"42"})"));
  EXPECT_EQ(pages::OnceLive::mounted, 1);
  // A second join finds nothing to take over, and a page that connects too late neither.
  visitor.join("3");
  EXPECT_THAT(co_await visitor.next(), HasSubstr(R"("0":"2","1":"1","2":"0")"));
  Visitor late;
  EXPECT_THAT(co_await late.load("/once"), HasSubstr("<p>3 0 0</p>"));
  EXPECT_TRUE(co_await late.connect(late.csrf));
  co_await sleep_for(std::chrono::seconds(11));
  late.join("2");
  EXPECT_THAT(co_await late.next(), HasSubstr(R"("0":"4","1":"1","2":"0")"));
}
