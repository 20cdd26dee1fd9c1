// The rest of the conversation with phoenix_live_view 1.2.10: components, a stream, a view within the page,
// an upload. The same messages must get the same answers, but for the order of keys and what is signed.
#include <gmock/gmock.h>

#include <filesystem>

#include "anqa/base/log_capture.hpp"
#include "anqa/pubsub/pubsub.hpp"
#include "anqa/testing/process_test.hpp"
#include "visitor.hpp"

using namespace anqa;
using ::testing::HasSubstr;

namespace {

const std::string components_rendered =
    R"("c":{"1":{"0":" id=\"a\"","1":" phx-target=\"1\"","2":"a","3":"0","4":{"k":{"0":{"0":"1"},"kc":1},"s":["<i>","</i>"]},)"
    R"("r":1,"s":["<b"," phx-click=\"cinc\"",">",":","","</b>"]},)"
    R"("2":{"0":" id=\"b\"","1":" phx-target=\"2\"","2":"b","3":"0","4":{"k":{"0":{"0":"1"},"kc":1}},"s":1}})";

/// The visitor with the page open, and what it was told of the upload.
struct WholePage {
  Visitor visitor;
  std::string upload;
  std::string kid_session;

  void push(std::string_view ref, std::string_view event, const Term& payload) const {
    visitor.send("2", ref, event, payload);
  }
  std::string told(std::string frame) const {
    for (std::size_t at = frame.find(upload); at != std::string::npos; at = frame.find(upload, at)) {
      frame.replace(at, upload.size(), "UPLOAD");
    }
    return frame;
  }
};

Term click(std::string_view name) {
  return Term::map({{"type", "click"}, {"event", name}, {"value", Term::map()}});
}

Task<void> open_page(WholePage* page) {
  co_await page->visitor.load("/whole");
  EXPECT_TRUE(co_await page->visitor.connect(page->visitor.csrf));
  page->visitor.join("2");
  const std::string frame = *(co_await page->visitor.socket->next());
  page->upload = Visitor::between(frame, R"(" data-phx-upload-ref=\")", "\\\"");
  page->kid_session = Visitor::between(frame, R"(<div id=\"kid\" data-phx-session=\")", "\\\"");
  const auto joined = json::parse(frame);
  const Term& rendered = (*joined).at(4)["response"]["rendered"];
  const auto expected = json::parse(
      R"({"5":{"k":{"0":{"0":1},"1":{"0":2},"kc":2},"s":3},)"
      R"("6":{"k":{"0":{"0":" id=\"msgs-1\"","1":"m1"},"kc":1},"s":4,"stream":["0",[["msgs-1",-1,null,null]],[]]},)" +
      components_rendered + "}");
  EXPECT_EQ(rendered["5"], (*expected)["5"]) << frame;
  EXPECT_EQ(rendered["6"], (*expected)["6"]) << frame;
  EXPECT_EQ(rendered["c"], (*expected)["c"]) << frame;
  // The file input and the links, as the official function components.
  const Term whole = *json::parse(page->told(json::write(rendered)));
  EXPECT_EQ(
      whole["8"],
      *json::parse(
          R"({"0":" id=\"UPLOAD\"","1":" name=\"doc\"","2":" accept=\".txt\"","3":" data-phx-upload-ref=\"UPLOAD\"",)"
          R"("4":" data-phx-active-refs=\"\"","5":" data-phx-done-refs=\"\"","6":" data-phx-preflighted-refs=\"\"",)"
          R"("7":"","8":"","9":" multiple","r":1,"s":5})"));
  EXPECT_EQ(
      whole["10"],
      *json::parse(
          R"({"0":" href=\"/?q=1\"","1":" data-phx-link-state=\"push\"","2":"","3":{"s":6},"r":1,"s":7})"));
  EXPECT_EQ(
      whole["11"],
      *json::parse(
          R"({"0":" href=\"/other\"","1":" data-phx-link-state=\"push\"","2":"","3":{"s":8},"r":1,"s":9})"));
  EXPECT_EQ(rendered["t"].as_binary(), "Home");
  const std::string kid(rendered["9"].as_binary().value_or(""));
  EXPECT_EQ(kid, "<div id=\"kid\" data-phx-session=\"" + page->kid_session +
                     "\" data-phx-static=\"\" data-phx-parent-id=\"" + page->visitor.id + "\"></div>");
}

Task<void> expect_answer(WholePage* page, std::string ref, std::string response) {
  expect_json(page->told(co_await page->visitor.next()),
              R"(["2",")" + ref + R"(","TOPIC","phx_reply",{"response":)" + response + R"(,"status":"ok"}])");
}

Term file(std::string_view ref, std::int64_t size = 10, std::string_view name = "a.txt") {
  return Term::map({{"path", "doc"},
                    {"ref", ref},
                    {"last_modified", 1},
                    {"name", name},
                    {"relative_path", ""},
                    {"type", "text/plain"},
                    {"size", size}});
}

Term selected(const WholePage& page, std::vector<Term> files) {
  return Term::map({{"type", "form"},
                    {"event", "val"},
                    {"value", "user%5B_unused_name%5D=&user%5Bname%5D=Bob"},
                    {"meta", Term::map({{"_target", "user[name]"}, {"extra", "1"}})},
                    {"uploads", Term::map({{page.upload, Term::list(std::move(files))}})}});
}

/// Selects a file and asks for its way; gives the token.
Task<std::string> select_file(WholePage* page, Term one) {
  page->push("23", "event", selected(*page, {one}));
  co_await page->visitor.next();
  page->push("24", "allow_upload", Term::map({{"ref", page->upload}, {"entries", Term::list({one})}}));
  const std::string frame = *(co_await page->visitor.socket->next());
  co_return Visitor::between(frame, R"("entries":{"0":")", "\"");
}

Task<std::string> join_upload(WholePage* page, std::string token, std::string ref) {
  page->visitor.socket->text(
      json::write(Term::list({ref, ref, "lvu:0", "phx_join", Term::map({{"token", token}})})));
  co_return co_await page->visitor.next();
}

std::string chunk(std::string_view ref, std::string_view bytes) {
  std::string frame{'\0', '\2', static_cast<char>(ref.size()), '\5', '\5'};
  return frame.append("25").append(ref).append("lvu:0").append("chunk").append(bytes);
}

}  // namespace

PROCESS_TEST(WholePage, DeadRender) {
  LogCapture log;
  Visitor visitor;
  const std::string page = co_await visitor.load("/whole");
  EXPECT_THAT(page, HasSubstr(R"(<b id="a" phx-click="cinc" phx-target="1">a:0<i>1</i></b>)"
                              R"(<b id="b" phx-click="cinc" phx-target="2">b:0<i>1</i></b>)"));
  EXPECT_THAT(page, HasSubstr(R"(<div id="st" phx-update="stream"><div id="msgs-1">m1</div></div>)"));
  EXPECT_THAT(page, HasSubstr(R"(<div id="kid" data-phx-session="" data-phx-static=")"));
  EXPECT_THAT(page, HasSubstr("\" data-phx-parent-id=\"" + visitor.id + "\"><p>child 1</p></div>"));
}

PROCESS_TEST(WholePage, ComponentsAndStreams) {
  LogCapture log;
  WholePage page;
  co_await open_page(&page);
  const std::vector<std::pair<std::string, std::string>> conversation = {
      {"addcomp",
       R"({"diff":{"5":{"k":{"2":{"0":3},"kc":3}},"c":{"3":{"0":" id=\"c\"","1":" phx-target=\"3\"","2":"c","3":"0",)"
       R"("4":{"k":{"0":{"0":"1"},"kc":1}},"s":-1}}}})"},
      {"msg",
       R"({"diff":{"6":{"k":{"0":{"0":" id=\"msgs-2\"","1":"m2"},"kc":1},"stream":["0",[["msgs-2",0,null,false]],["msgs-1"]]}}})"},
      {"reset",
       R"({"diff":{"6":{"k":{"0":{"0":" id=\"msgs-9\"","1":"nine"},"kc":1},"stream":["0",[["msgs-9",-1,null,false]],[],true]}}})"},
      {"ev", R"({"diff":{"e":[["hello",{"a":1}],["pre",{},true]],"t":"T2"}})"},
      {"reply", R"({"diff":{"r":{"ok":true}}})"}};
  int ref = 13;
  for (const auto& [name, response] : conversation) {
    page.push(std::to_string(ref), "event", click(name));
    co_await expect_answer(&page, std::to_string(ref++), response);
  }
  page.push(
      "18", "event",
      Term::map({{"type", "click"}, {"event", "cinc"}, {"value", Term::map({{"value", ""}})}, {"cid", 1}}));
  co_await expect_answer(&page, "18", R"({"diff":{"c":{"1":{"3":"1"}},"r":{"n":1}}})");
  page.push("19", "event", click("rmcomp"));
  co_await expect_answer(&page, "19", R"({"diff":{"5":{"k":{"0":{"0":2},"kc":1}}}})");
  page.push("20", "cids_will_destroy", Term::map({{"cids", Term::list({1, 3})}}));
  co_await expect_answer(&page, "20", "{}");
  page.push("21", "cids_destroyed", Term::map({{"cids", Term::list({1, 3})}}));
  co_await expect_answer(&page, "21", R"({"cids":[1,3]})");
  // What is gone answers nothing any more, and what never was neither.
  for (const int cid : {1, 3, 99, -1}) {
    page.push("22", "event",
              Term::map({{"type", "click"}, {"event", "cinc"}, {"value", Term::map()}, {"cid", cid}}));
    co_await expect_answer(&page, "22", "{}");
  }
  // One that is shown again between the two messages stays.
  page.push("23", "cids_will_destroy", Term::map({{"cids", Term::list({2})}}));
  co_await expect_answer(&page, "23", "{}");
  page.push("24", "event", click("rmcomp"));
  co_await page.visitor.next();
  page.push("25", "event", click("addcomp"));
  EXPECT_THAT(co_await page.visitor.next(), HasSubstr(R"("s":-2)"));
  page.push("26", "cids_destroyed", Term::map({{"cids", Term::list({2})}}));
  co_await expect_answer(&page, "26", R"({"cids":[]})");
}

PROCESS_TEST(WholePage, TheViewWithinIsJoinedAndEndsWithThePage) {
  LogCapture log;
  WholePage page;
  co_await open_page(&page);
  const Term payload = Term::map({{"params", Term::map({{"_csrf_token", page.visitor.csrf}, {"_mounts", 0}})},
                                  {"session", page.kid_session},
                                  {"static", Term()},
                                  {"sticky", false}});
  page.visitor.socket->text(json::write(Term::list({"3", "3", "lv:kid", "phx_join", payload})));
  expect_json(
      co_await page.visitor.next(),
      R"(["3","3","lv:kid","phx_reply",{"response":{"liveview_version":"1.2.12","rendered":{"0":"1","p":{"0":["<p>child ","</p>"]},"r":1,"s":0}},"status":"ok"}])");
  page.push("4", "phx_leave", Term::map());
  std::vector<std::string> frames;
  for (int i = 0; i < 3; ++i) frames.push_back(co_await page.visitor.next());
  EXPECT_THAT(frames, ::testing::Contains(HasSubstr(R"(["3","3","lv:kid","phx_close")")));
  // Its parent is gone: nobody can join it any more, nor under another id.
  page.visitor.socket->text(json::write(Term::list({"5", "5", "lv:kid", "phx_join", payload})));
  EXPECT_THAT(co_await page.visitor.next(), HasSubstr(R"({"reason":"stale"})"));
  page.visitor.socket->text(json::write(Term::list({"6", "6", "lv:kid2", "phx_join", payload})));
  EXPECT_THAT(co_await page.visitor.next(), HasSubstr(R"({"reason":"stale"})"));
}

PROCESS_TEST(WholePage, AnUploadFromSelectionToTheForm) {
  LogCapture log;
  WholePage page;
  co_await open_page(&page);
  EXPECT_THAT(page.upload, ::testing::StartsWith("phx-"));
  page.push("23", "event", selected(page, {file("0")}));
  expect_json(
      page.told(co_await page.visitor.next()),
      R"(["2","23","TOPIC","phx_reply",{"response":{"diff":{"7":" value=\"Bob\"","8":{"2":" accept=\".txt\"",)"
      R"("4":" data-phx-active-refs=\"0\"","5":" data-phx-done-refs=\"\"",)"
      R"("6":" data-phx-preflighted-refs=\"\"","9":" multiple"}}},"status":"ok"}])");
  page.push("24", "allow_upload", Term::map({{"ref", page.upload}, {"entries", Term::list({file("0")})}}));
  const std::string frame = *(co_await page.visitor.socket->next());
  const Term response = (*json::parse(frame)).at(4)["response"];
  EXPECT_EQ(
      response["config"],
      *json::parse(R"({"chunk_size":64000,"chunk_timeout":10000,"max_entries":2,"max_file_size":8000000})"));
  EXPECT_EQ(response["errors"], Term::map());
  EXPECT_EQ(response["ref"].as_binary(), page.upload);
  EXPECT_EQ(
      response["diff"],
      *json::parse(
          R"({"8":{"2":" accept=\".txt\"","4":" data-phx-active-refs=\"0\"",)"
          R"("5":" data-phx-done-refs=\"\"","6":" data-phx-preflighted-refs=\"0\"","9":" multiple"}})"));
  const std::string token(response["entries"]["0"].as_binary().value_or(""));

  expect_json(co_await join_upload(&page, token, "25"),
              R"(["25","25","lvu:0","phx_reply",{"response":{},"status":"ok"}])");
  // Here the official server pushes two attributes of the input once more, which have not changed.
  page.visitor.socket->binary(chunk("26", "0123456789"));
  expect_json(co_await page.visitor.next(),
              R"(["25","26","lvu:0","phx_reply",{"response":{},"status":"ok"}])");
  page.push("27", "progress",
            Term::map({{"event", Term()}, {"ref", page.upload}, {"entry_ref", "0"}, {"progress", 100}}));
  expect_json(page.told(co_await page.visitor.next()),
              R"(["2","27","TOPIC","phx_reply",{"response":{"diff":{"8":{"2":" accept=\".txt\"",)"
              R"("4":" data-phx-active-refs=\"0\"","5":" data-phx-done-refs=\"0\"",)"
              R"("6":" data-phx-preflighted-refs=\"0\"","9":" multiple"}}},"status":"ok"}])");
  page.push("28", "event",
            Term::map({{"type", "form"}, {"event", "save"}, {"value", ""}, {"meta", Term::map()}}));
  std::vector<std::string> frames{co_await page.visitor.next(), co_await page.visitor.next()};
  EXPECT_THAT(frames, ::testing::Contains(HasSubstr(R"(value=\"a.txt kept\")")));
  EXPECT_THAT(frames, ::testing::Contains(HasSubstr(R"("lvu:0","phx_close")")));
}

PROCESS_TEST(WholePage, UploadsThatLie) {
  LogCapture log;
  WholePage page;
  co_await open_page(&page);
  // Of its size, its type, and how many there are.
  page.push(
      "10", "allow_upload",
      Term::map({{"ref", page.upload},
                 {"entries", Term::list({file("7", 8'000'001), file("8", -1), file("9", 1, "a.exe")})}}));
  const std::string refused = co_await page.visitor.next();
  EXPECT_THAT(refused, HasSubstr("too_many_files"));
  for (const char* ref : {"7", "8", "9"}) {
    page.push("11", "event",
              Term::map({{"type", "click"}, {"event", "cancel"}, {"value", Term::map({{"ref", ref}})}}));
    co_await page.visitor.next();
  }
  page.push("12", "allow_upload",
            Term::map({{"ref", page.upload}, {"entries", Term::list({file("8", -1)})}}));
  EXPECT_THAT(co_await page.visitor.next(), HasSubstr(R"("errors":{"8":["too_large"]})"));
  page.push("13", "event",
            Term::map({{"type", "click"}, {"event", "cancel"}, {"value", Term::map({{"ref", "8"}})}}));
  co_await page.visitor.next();
  // It said ten bytes and sends eleven.
  const std::string token = co_await select_file(&page, file("0"));
  EXPECT_THAT(co_await join_upload(&page, token, "25"), HasSubstr(R"("status":"ok")"));
  // The same word a second time, and one that nobody signed.
  page.visitor.socket->text(
      json::write(Term::list({"30", "30", "lvu:00", "phx_join", Term::map({{"token", token}})})));
  EXPECT_THAT(co_await page.visitor.next(), HasSubstr(R"({"reason":"already_registered"})"));
  page.visitor.socket->text(
      json::write(Term::list({"31", "31", "lvu:1", "phx_join", Term::map({{"token", "x"}})})));
  EXPECT_THAT(co_await page.visitor.next(), HasSubstr(R"({"reason":"invalid_token"})"));
  // A hundred percent of what has not come.
  page.push("27", "progress",
            Term::map({{"event", Term()}, {"ref", page.upload}, {"entry_ref", "0"}, {"progress", 100}}));
  EXPECT_THAT(co_await page.visitor.next(), HasSubstr(R"({"response":{},"status":"ok"})"));
  page.visitor.socket->binary(chunk("26", "0123456789A"));
  EXPECT_THAT(co_await page.visitor.next(), HasSubstr(R"({"reason":"file_size_limit_exceeded","limit":10})"));
}

PROCESS_TEST(WholePage, AnUploadThatStopsHalfWayEnds) {
  LogCapture log;
  WholePage page;
  co_await open_page(&page);
  const std::string token = co_await select_file(&page, file("0"));
  EXPECT_THAT(co_await join_upload(&page, token, "25"), HasSubstr(R"("status":"ok")"));
  page.visitor.socket->binary(chunk("26", "01234"));
  EXPECT_THAT(co_await page.visitor.next(), HasSubstr(R"("status":"ok")"));
  // Nothing more for ten seconds.
  std::vector<std::string> frames{co_await page.visitor.next(), co_await page.visitor.next()};
  EXPECT_THAT(frames, ::testing::Contains(HasSubstr(R"("lvu:0","phx_close")")));
}
