// Replays, frame by frame, those parts of a conversation with phoenix_live_view 1.2.10 that exist here: the
// same messages must get the same answers, but for the order of keys, what is signed and the version.
#include <gmock/gmock.h>

#include "anqa/base/log_capture.hpp"
#include "anqa/pubsub/pubsub.hpp"
#include "anqa/testing/process_test.hpp"
#include "pages/home_live.hpp"
#include "visitor.hpp"

using namespace anqa;
using ::testing::HasSubstr;

namespace {

const std::string home_rendered =
    R"({"0":"0","1":"","2":{"k":{"0":{"0":"1","1":"one","2":""},"1":{"0":"2","1":"two","2":{"s":0}},"kc":2},"s":1},)"
    R"("3":{"0":"x","r":1,"s":2},"4":{"0":"const","r":1,"s":2},"5":" value=\"\"",)"
    R"("p":{"0":["<span>hot</span>"],"1":["<li id=\"i","\">","","</li>"],"2":["<div class=\"card\">","</div>"],)"
    R"("3":["<h1>n=","</h1>\n","\n<ul>","</ul>\n","","\n<form id=\"f\" phx-change=\"val\" phx-submit=\"save\"><input name=\"user[name]\"",)"
    R"("></form>"]},"s":3,"t":"Home"})";

/// A page at "/" that has joined with the ref "2".
Task<void> open_home(Visitor* visitor) {
  co_await visitor->load("/");
  EXPECT_TRUE(co_await visitor->connect(visitor->csrf));
  visitor->join("2");
  expect_json(co_await visitor->next(),
              R"(["2","2","TOPIC","phx_reply",{"response":{"liveview_version":"1.2.12","rendered":)" +
                  home_rendered + R"(},"status":"ok"}])");
}

}  // namespace

PROCESS_TEST(LiveTranscript, DeadRender) {
  LogCapture log;
  Visitor visitor;
  const std::string page = co_await visitor.load("/");
  EXPECT_THAT(page, ::testing::StartsWith(R"(<!DOCTYPE html><html><head><meta name="csrf-token" content=")"));
  EXPECT_THAT(page, HasSubstr("<title>Home</title>"));
  EXPECT_THAT(
      page,
      HasSubstr("<body><div id=\"" + visitor.id + "\" data-phx-main data-phx-session=\"" + visitor.session +
                "\" data-phx-static=\"" + visitor.static_ +
                "\"><h1>n=0</h1>\n\n<ul><li id=\"i1\">one</li><li id=\"i2\">two<span>hot</span></li></ul>\n"
                "<div class=\"card\">x</div><div class=\"card\">const</div>"));
  EXPECT_THAT(visitor.id, ::testing::StartsWith("phx-"));
  EXPECT_EQ(visitor.csrf.size(), 56U);
}

PROCESS_TEST(LiveTranscript, Events) {
  LogCapture log;
  start_link<PubSub>();
  Visitor visitor;
  co_await open_home(&visitor);
  const std::vector<std::pair<std::string, std::string>> conversation = {
      {"noop", "{}"},
      {"inc", R"({"diff":{"0":"1","1":""}})"},
      {"toggle", R"({"diff":{"1":{"0":"1","s":0},"p":{"0":["<p>shown ","</p>"]}}})"},
      {"inc", R"({"diff":{"0":"2","1":{"0":"2"}}})"},
      {"toggle", R"({"diff":{"1":""}})"},
      {"toggle", R"({"diff":{"1":{"0":"2","s":0},"p":{"0":["<p>shown ","</p>"]}}})"},
      {"swap", R"({"diff":{"2":{"k":{"0":1,"1":[0,{"1":"ONE"}],"kc":2,"km":true}}}})"},
      {"additem",
       R"({"diff":{"2":{"k":{"2":{"0":"3","1":"three","2":{"s":0}},"kc":3}},"p":{"0":["<span>hot</span>"]}}})"},
      {"clearitems", R"({"diff":{"2":{"k":{"kc":0}}}})"},
      {"ev", R"({"diff":{"e":[["hello",{"a":1}],["pre",{},true]],"t":"T2"}})"},
      {"reply", R"({"diff":{"r":{"ok":true}}})"},
      {"lv:clear-flash", "{}"},
  };
  int ref = 4;
  for (const auto& [name, response] : conversation) {
    const std::string text = std::to_string(ref++);
    expect_json(
        co_await visitor.event("2", text, name),
        R"(["2",")" + text + R"(","TOPIC","phx_reply",{"response":)" + response + R"(,"status":"ok"}])");
  }
}

PROCESS_TEST(LiveTranscript, AForm) {
  LogCapture log;
  start_link<PubSub>();
  Visitor visitor;
  co_await open_home(&visitor);
  visitor.send("2", "23", "event",
               Term::map({{"type", "form"},
                          {"event", "val"},
                          {"value", "user%5B_unused_name%5D=&user%5Bname%5D=Bob"},
                          {"meta", Term::map({{"_target", "user[name]"}, {"extra", "1"}})}}));
  expect_json(co_await visitor.next(),
              R"(["2","23","TOPIC","phx_reply",{"response":{"diff":{"5":" value=\"Bob\""}},"status":"ok"}])");
}

PROCESS_TEST(LiveTranscript, Patches) {
  LogCapture log;
  start_link<PubSub>();
  Visitor visitor;
  co_await open_home(&visitor);
  expect_json(co_await visitor.event("2", "28", "patch"),
              R"(["2",null,"TOPIC","live_patch",{"kind":"push","to":"/?q=2"}])");
  expect_json(co_await visitor.next(), R"(["2","28","TOPIC","phx_reply",{"response":{},"status":"ok"}])");
  visitor.send("2", "29", "live_patch", Term::map({{"url", "http://localhost/?q=1"}}));
  expect_json(co_await visitor.next(), R"(["2","29","TOPIC","phx_reply",{"response":{},"status":"ok"}])");
  visitor.send("2", "30", "live_patch", Term::map({{"url", "http://localhost/other"}}));
  expect_json(co_await visitor.next(),
              R"(["2","30","TOPIC","phx_reply",{"response":{"link_redirect":true},"status":"ok"}])");
  expect_json(co_await visitor.event("2", "31", "patch_twice"),
              R"(["2",null,"TOPIC","live_patch",{"kind":"push","to":"/?q=twice"}])");
  expect_json(co_await visitor.next(), R"(["2",null,"TOPIC","live_patch",{"kind":"push","to":"/?q=3"}])");
  expect_json(co_await visitor.next(), R"(["2","31","TOPIC","phx_reply",{"response":{},"status":"ok"}])");
}

PROCESS_TEST(LiveTranscript, NavigatesWithFlashAndBack) {
  LogCapture log;
  start_link<PubSub>();
  Visitor visitor;
  co_await open_home(&visitor);
  expect_json(co_await visitor.event("2", "31", "nav"), R"(["2",null,"TOPIC","diff",{"e":[]}])");
  const std::string reply = *(co_await visitor.socket->next());
  const std::string flash = Visitor::between(reply, "\"flash\":\"", "\"");
  EXPECT_THAT(reply, HasSubstr(R"("live_redirect":{"kind":"push","to":"/other","flash":)"));
  expect_json(co_await visitor.next(), R"(["2","2","TOPIC","phx_close",{}])");

  visitor.send("32", "32", "phx_join",
               visitor.join_payload("redirect", "http://localhost/other").set("flash", flash));
  expect_json(
      co_await visitor.next(),
      R"(["32","32","TOPIC","phx_reply",{"response":{"container":["div",{}],"liveview_version":"1.2.12",)"
      R"("rendered":{"0":"f","p":{"0":["<main>other ","</main>"]},"r":1,"s":0}},"status":"ok"}])");

  visitor.send(
      "32", "33", "event",
      Term::map({{"type", "click"}, {"event", "lv:clear-flash"}, {"value", Term::map({{"key", "info"}})}}));
  expect_json(co_await visitor.next(),
              R"(["32","33","TOPIC","phx_reply",{"response":{"diff":{"0":""}},"status":"ok"}])");

  // A second join on the topic: its reply, then the end of the first.
  visitor.send("33", "33", "phx_join", visitor.join_payload("redirect", "http://localhost/"));
  expect_json(
      co_await visitor.next(),
      R"(["33","33","TOPIC","phx_reply",{"response":{"container":["div",{}],"liveview_version":"1.2.12","rendered":)" +
          home_rendered + R"(},"status":"ok"}])");
  expect_json(co_await visitor.next(), R"(["32","32","TOPIC","phx_close",{}])");

  expect_json(co_await visitor.event("33", "34", "redir"), R"(["33",null,"TOPIC","diff",{"e":[]}])");
  expect_json(
      co_await visitor.next(),
      R"(["33","34","TOPIC","phx_reply",{"response":{"redirect":{"status":302,"to":"https://example.com"}},"status":"ok"}])");
  expect_json(co_await visitor.next(), R"(["33","33","TOPIC","phx_close",{}])");
}

PROCESS_TEST(LiveTranscript, CrashesAndJoinsAgain) {
  LogCapture log;
  start_link<PubSub>();
  Visitor visitor;
  co_await open_home(&visitor);
  expect_json(co_await visitor.event("2", "36", "crash"),
              R"(["2","2","TOPIC","phx_error",{"reason":"channel_crash"}])");
  EXPECT_TRUE(log.contains("pages::HomeLive")) << log.text();
  EXPECT_TRUE(log.contains("boom")) << log.text();
  visitor.join("37");
  EXPECT_THAT(co_await visitor.next(), HasSubstr(R"("status":"ok")"));
  visitor.send("37", "38", "phx_leave", Term::map());
  expect_json(co_await visitor.next(), R"(["37","37","TOPIC","phx_close",{}])");
  expect_json(co_await visitor.next(), R"(["37","38","TOPIC","phx_reply",{"response":{},"status":"ok"}])");
  EXPECT_EQ(co_await visitor.next(), "");
}

PROCESS_TEST(LiveChannel, PushesWhatABroadcastChanges) {
  LogCapture log;
  start_link<PubSub>();
  Visitor visitor;
  co_await open_home(&visitor);
  broadcast("names", pages::Renamed{"Eve"});
  expect_json(co_await visitor.next(), R"(["2",null,"TOPIC","diff",{"5":" value=\"Eve\""}])");
  broadcast("names", pages::Renamed{"Eve"});
  EXPECT_EQ(co_await visitor.next(), "");
}

PROCESS_TEST(LiveChannel, AHandlerThatWaitsHoldsLaterEventsBack) {
  LogCapture log;
  start_link<PubSub>();
  Visitor visitor;
  co_await open_home(&visitor);
  visitor.send("2", "4", "event", Term::map({{"type", "click"}, {"event", "slow"}, {"value", Term::map()}}));
  expect_json(co_await visitor.event("2", "5", "inc"),
              R"(["2","4","TOPIC","phx_reply",{"response":{"diff":{"0":"10","1":""}},"status":"ok"}])");
  expect_json(co_await visitor.next(),
              R"(["2","5","TOPIC","phx_reply",{"response":{"diff":{"0":"11","1":""}},"status":"ok"}])");
}

PROCESS_TEST(LiveChannel, TakesTheSessionOfTheCookie) {
  LogCapture log;
  start_link<PubSub>();
  Visitor visitor;
  visitor.browser().put_session(Term::map({{"user", "Bob"}}));
  EXPECT_THAT(co_await visitor.load("/"), HasSubstr("<div class=\"card\">Bob</div>"));
  EXPECT_TRUE(co_await visitor.connect(visitor.csrf));
  visitor.join("2");
  EXPECT_THAT(co_await visitor.next(), HasSubstr(R"("3":{"0":"Bob")"));
}

PROCESS_TEST(LiveChannel, AMountMaySendItsVisitorElsewhere) {
  LogCapture log;
  Visitor visitor;
  const http::Response at_once = co_await visitor.browser().get("/away");
  EXPECT_EQ(at_once.status, 302);
  EXPECT_EQ(at_once.headers.get_or("location", ""), "/other");
  EXPECT_THAT(co_await visitor.load("/other"), HasSubstr("other moved"));
  EXPECT_THAT(co_await visitor.load("/other"), HasSubstr("other </main>"));

  co_await visitor.load("/away?later=1");
  EXPECT_TRUE(co_await visitor.connect(visitor.csrf));
  visitor.join("2");
  const std::string reply = co_await visitor.next();
  EXPECT_THAT(reply,
              HasSubstr(R"("live_redirect":{"kind":"push","to":"/other","flash":"<TOKEN>"},"events":[])"));
  EXPECT_THAT(reply, HasSubstr(R"("status":"error")"));
}
