// LiveViewTest over what a page consists of: components, views within it, streams, uploads, tasks,
// navigation.
#include <gmock/gmock.h>

#include "anqa/base/log_capture.hpp"
#include "anqa/testing/live_view_test.hpp"
#include "anqa/testing/process_test.hpp"
#include "complaint.hpp"
#include "inner_live.hpp"
#include "pages.hpp"
#include "tally.hpp"

using namespace anqa;
using app::complaint;
using ::testing::HasSubstr, ::testing::Not;

namespace {

TEST(LiveViewTest, RendersALiveComponentAlone) {
  EXPECT_EQ(
      render_component<app::Tally>({.id = "a", .label = "<b>", .count = 3}),
      R"(<div id="a" class="tally">&lt;b&gt; <b>3</b> <button phx-click="more" phx-target="1">More</button></div>)");
}

PROCESS_TEST(LiveViewTest, ReadsTheFlashThatGoesAlong) {
  ConnTest browser(app::config());
  auto view = co_await live(browser, "/parts");
  co_await view.element("#leave").render_click();
  EXPECT_EQ((co_await view.assert_redirect("/parts?step=next")).flash["info"], "brought along");
}

PROCESS_TEST(LiveViewTest, SendsEventsToComponents) {
  ConnTest browser(app::config());
  auto view = co_await live(browser, "/parts");
  co_await view.element("#tally-b button").render_click();
  EXPECT_THAT(co_await view.element("#tally-b").render(), HasSubstr("b <b>1</b>"));
  EXPECT_THAT(co_await view.element("#tally-a").render(), HasSubstr("a <b>0</b>"));
  co_await view.with_target("#tally-a").render_click("more");
  EXPECT_TRUE(co_await view.has_element("#tally-a b", "1"));
  co_await view.element("#drop").render_click();
  EXPECT_FALSE(co_await view.has_element("#tally-a"));
  EXPECT_TRUE(co_await view.has_element("#tally-b b", "1"));
}

PROCESS_TEST(LiveViewTest, KnowsViewsWithinViews) {
  ConnTest browser(app::config());
  auto view = co_await live(browser, "/parts");
  EXPECT_THAT(co_await view.render(), HasSubstr("<p id=\"inner-count\">inner 0</p>"));
  const auto children = co_await view.live_children();
  EXPECT_EQ(children.size(), 1U);
  auto inner = co_await view.find_live_child("inside");
  EXPECT_THAT(co_await inner.element("button").render_click(), HasSubstr("inner 1"));
  co_await view.element("#bump").render_click();
  EXPECT_THAT(co_await view.element("#inside").render(), HasSubstr("inner 1"));
  co_await view.element("#inner-more").render_click();
  EXPECT_THAT(co_await inner.render(), HasSubstr("inner 2"));
  EXPECT_THAT(co_await complaint(view.find_live_child("nobody")), HasSubstr("it has inside"));
}

PROCESS_TEST(LiveViewTest, KeepsStreams) {
  ConnTest browser(app::config());
  auto view = co_await live(browser, "/parts");
  const auto rows = view.element("#rows");
  const auto row = [](std::string id, std::string text) {
    return R"(<li id=")" + id + R"(" data-phx-stream="0"><button phx-click="delete" phx-value-id=")" + id +
           R"(">)" + text + "</button></li>";
  };
  EXPECT_THAT(co_await rows.render(), HasSubstr(row("rows-1", "one") + row("rows-2", "two")));
  co_await view.element("#prepend").render_click();
  co_await view.element("#change").render_click();
  EXPECT_THAT(co_await rows.render(),
              HasSubstr(row("rows-3", "three") + row("rows-1", "ONE") + row("rows-2", "two")));
  co_await view.element("#rows-1 button").render_click();
  co_await view.element("#limit").render_click();
  EXPECT_THAT(co_await rows.render(),
              HasSubstr("stream\">" + row("rows-4", "four") + row("rows-5", "five") + "</ul>"));
  co_await view.element("#reset").render_click();
  EXPECT_THAT(co_await rows.render(), HasSubstr("stream\">" + row("rows-9", "nine") + "</ul>"));
  EXPECT_TRUE(co_await view.has_element("#row-count", "1"));
}

PROCESS_TEST(LiveViewTest, WaitsForTasks) {
  ConnTest browser(app::config());
  co_await browser.get("/gate/closed");
  auto view = co_await live(browser, "/parts");
  co_await view.element("#think").render_click();
  EXPECT_TRUE(co_await view.has_element("#answer", "thinking"));
  co_await browser.get("/gate/open");
  EXPECT_THAT(co_await view.render_async(), HasSubstr("forty-two"));
}

PROCESS_TEST(LiveViewTest, Uploads) {
  ConnTest browser(app::config());
  auto view = co_await live(browser, "/parts");
  // [upload]
  auto files = view.file_input("#upload", "doc", {{.name = "a.txt", .content = std::string(100000, 'a')}});
  EXPECT_THAT(co_await files.render_change(), HasSubstr("a.txt 0%"));
  EXPECT_THAT(co_await files.render_upload("a.txt", 50), HasSubstr("a.txt 50%"));
  EXPECT_THAT(co_await files.render_upload("a.txt"), HasSubstr("a.txt 100%"));
  EXPECT_THAT(co_await view.form("#upload").render_submit(), HasSubstr("a.txt of 100000"));
  // [/upload]
  EXPECT_FALSE(co_await view.has_element(".entry"));
}

PROCESS_TEST(LiveViewTest, UploadsThatAreRefused) {
  ConnTest browser(app::config());
  auto view = co_await live(browser, "/parts");
  auto files = view.file_input("#upload", "doc", {{.name = "a.exe", .content = "MZ"}});
  EXPECT_THAT(co_await files.render_change(), HasSubstr("<i>not_accepted</i>"));
  EXPECT_THAT(co_await complaint(files.render_upload("a.exe")), HasSubstr("a.exe"));
  co_await view.element(".entry button").render_click();
  EXPECT_FALSE(co_await view.has_element(".entry"));
  EXPECT_THAT(co_await complaint(view.file_input("#upload", "nope", {{.name = "x"}}).render_change()),
              HasSubstr("no <.live_file_input> \"nope\" is in <form"));
}

PROCESS_TEST(LiveViewTest, FollowsWhereAViewLeads) {
  ConnTest browser(app::config());
  auto view = co_await live(browser, "/parts");
  EXPECT_EQ(co_await view.page_title(), "Parts");
  co_await view.element("#patch").render_click();
  EXPECT_TRUE(co_await view.has_element("#step", "second"));
  co_await view.assert_patch("/parts?step=second");
  // [away]
  co_await view.element("#leave").render_click();
  auto next = co_await view.follow_redirect("/parts?step=next");
  EXPECT_TRUE(co_await next.has_element("#flash", "brought along"));
  // [/away]
  EXPECT_TRUE(co_await next.has_element("#step", "next"));
  co_await next.element("#out").render_click();
  EXPECT_EQ((co_await next.assert_redirect()).to, "/bindings");
  EXPECT_THAT(html_response(co_await next.follow_redirect_to_page(), 200), HasSubstr("<h1>Bindings</h1>"));
  auto third = co_await live(browser, "/parts");
  co_await third.element("#navigate").render_click();
  EXPECT_EQ((co_await third.assert_redirect("/js")).kind, LiveRedirect::Kind::live_redirect);
}

PROCESS_TEST(LiveViewTest, TellsOfACrash) {
  const LogCapture log;
  ConnTest browser(app::config());
  auto view = co_await live(browser, "/parts");
  EXPECT_THAT(co_await complaint(view.element("#crash").render_click()), HasSubstr("has crashed"));
  EXPECT_THAT(co_await complaint(view.render()), HasSubstr("has crashed"));
  EXPECT_THAT(co_await view.reconnect(), HasSubstr("<h1>Parts</h1>"));
}

PROCESS_TEST(LiveViewTest, TestsAViewByItself) {
  auto view = co_await live_isolated<app::InnerLive>();
  EXPECT_THAT(co_await view.element("button").render_click(), HasSubstr("inner 1"));
}

}  // namespace
