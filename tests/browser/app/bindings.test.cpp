// LiveViewTest over the pages of the browser tests.
#include <gmock/gmock.h>

#include "anqa/testing/live_view_test.hpp"
#include "anqa/testing/process_test.hpp"
#include "complaint.hpp"
#include "pages.hpp"

using namespace anqa;
using app::complaint;
using ::testing::HasSubstr, ::testing::Not, ::testing::StartsWith, ::testing::ThrowsMessage;

namespace {

PROCESS_TEST(LiveViewTest, ClicksWithValues) {
  ConnTest browser(app::config());
  auto view = co_await live(browser, "/bindings");
  EXPECT_THAT(view.disconnected_html(), HasSubstr("<h1>Bindings</h1>"));
  EXPECT_THAT(co_await view.element("#click").render_click(),
              HasSubstr(R"(clicked {"id":"7","name":"n0","value":"v"})"));
  EXPECT_THAT(co_await view.element("button", "0").render_click(),
              HasSubstr(R"(phx-click="bump">1</button>)"));
  EXPECT_THAT(co_await view.element("#click").render_click({{"id", 8}, {"alt", true}}),
              HasSubstr(R"(clicked {"alt":true,"id":8,"name":"n1","value":"v"})"));
  EXPECT_THAT(co_await view.render_click("else", {{"a", 1}}), HasSubstr(R"(else {"a":1})"));
  EXPECT_TRUE(co_await view.has_element("#log li", "else"));
  EXPECT_FALSE(co_await view.has_element("#log li", "nothing"));
  EXPECT_TRUE(co_await view.element("#log").exists());
}

PROCESS_TEST(LiveViewTest, PressesKeysAndMovesTheFocus) {
  ConnTest browser(app::config());
  auto view = co_await live(browser, "/bindings");
  co_await view.element("#keys").render_keydown({{"key", "a"}});
  co_await view.element("#keys").render_keyup({{"key", "a"}});
  co_await view.element("#enter").render_keydown();
  co_await view.element("#window-keys").render_keyup();
  co_await view.element("#focus").render_focus();
  co_await view.element("#focus").render_blur({{"value", "x"}});
  EXPECT_THAT(co_await view.element("#log").render(),
              HasSubstr(R"(<li>down {"key":"a"}</li><li>up {"key":"a"}</li><li>entered {"key":"Enter"}</li>)"
                        R"(<li>window-up {"key":"Escape"}</li><li>focused {"of":"input"}</li>)"
                        R"(<li>blurred {"of":"input","value":"x"}</li>)"));
  EXPECT_THAT(co_await complaint(view.element("#enter").render_keydown({{"key", "a"}})),
              HasSubstr("does not listen to the key \"a\""));
}

PROCESS_TEST(LiveViewTest, SaysWhatIsWrong) {
  ConnTest browser(app::config());
  auto view = co_await live(browser, "/bindings");
  EXPECT_THAT(co_await complaint(view.element("#nope").render_click()),
              StartsWith("no element of the live view matches \"#nope\"; the page is\n<h1>"));
  EXPECT_THAT(co_await complaint(view.element("button").render_click()),
              HasSubstr("elements of the live view match \"button\", where one is expected:"));
  EXPECT_THAT(co_await complaint(view.element("#log").render_click()),
              StartsWith("this element has no phx-click and is no link: <ol id=\"log\">"));
  EXPECT_THAT(co_await complaint(view.element("#log").render_keydown()), HasSubstr("has no phx-keydown"));
  EXPECT_THAT(co_await complaint(view.element("#mounted[").render()), HasSubstr("a name is expected"));
  EXPECT_THAT(co_await complaint(live(browser, "/gate/open")), HasSubstr("gave a page without a live view"));
  EXPECT_THAT(co_await complaint(live(browser, "/nowhere")), HasSubstr("gave 404 instead of a live page"));
}

PROCESS_TEST(LiveViewTest, FillsForms) {
  // [form]
  ConnTest browser(app::config());
  auto view = co_await live(browser, "/forms");
  const auto user = view.form("#user", {{"user", Term::map({{"name", "Bob & Co"}})}});
  EXPECT_THAT(co_await user.render_change(), HasSubstr("Hello Bob &amp; Co"));
  // [/form]
  EXPECT_TRUE(co_await view.has_element(
      "#log", R"(validate {"_target":["user","name"],"user":{"email":"","name":"Bob & Co"}})"));
  co_await view.form("#user").put_submitter("#save").render_submit();
  EXPECT_TRUE(
      co_await view.has_element("#log", R"(save {"how":"quick","user":{"email":"","name":"Bob & Co"}})"));
  co_await view.element("#email").render_change({{"user", Term::map({{"email", "b@c"}})}});
  EXPECT_TRUE(co_await view.has_element("#log", R"("_target":["user","email"],"user":{"email":"b@c")"));
  EXPECT_THAT(
      co_await complaint(view.form("#user", {{"user", Term::map({{"nome", "B"}})}}).render_change()),
      HasSubstr("the form #user has no input, select or textarea \"user[nome]\" that is not disabled; "
                "it has \"user[name]\", \"user[email]\""));
  EXPECT_THAT(co_await complaint(view.form("#slow").render_change()), HasSubstr("has no phx-change"));
}

PROCESS_TEST(LiveViewTest, SendsAFormToItsAction) {
  ConnTest browser(app::config());
  auto view = co_await live(browser, "/forms");
  const auto form = view.form("#trigger", {{"word", "hi"}});
  EXPECT_THAT(co_await complaint(form.follow_trigger_action()), HasSubstr("has no phx-trigger-action"));
  co_await form.render_submit();
  EXPECT_EQ(text_response(co_await form.follow_trigger_action(), 200), R"(sent {"word":"hi"})");
  EXPECT_EQ(text_response(co_await form.submit_form(), 200), R"(sent {"word":"hi"})");
}

PROCESS_TEST(LiveViewTest, RunsTheCommandsThatTheServerKnowsOf) {
  ConnTest browser(app::config());
  auto view = co_await live(browser, "/js");
  co_await view.element("#bump").render_click();
  EXPECT_THAT(co_await view.element("#push").render_click(), HasSubstr(R"(pushed {"id":1,"more":"m"})"));
  EXPECT_THAT(co_await view.element("#patch").render_click(), HasSubstr(R"(<p id="tab">second</p>)"));
  EXPECT_EQ(co_await view.assert_patch("/js?tab=second"), "/js?tab=second");
  EXPECT_THAT(co_await complaint(view.assert_patch()), HasSubstr("the view was not patched"));
  co_await view.render_patch("/js?tab=x");
  EXPECT_TRUE(co_await view.has_element("#tab", "x"));
  EXPECT_THAT(co_await complaint(view.element("#hide").render_click()),
              HasSubstr("no push, patch or navigate"));
  co_await view.refute_redirected();
  co_await view.element("#navigate").render_click();
  EXPECT_EQ((co_await view.assert_redirect("/bindings")).to, "/bindings");
  EXPECT_THAT(co_await complaint(view.element("#bump").render_click()), HasSubstr("led away to /bindings"));
  auto next = co_await view.follow_redirect("/bindings");
  EXPECT_THAT(co_await next.render(), HasSubstr("<h1>Bindings</h1>"));
}

PROCESS_TEST(LiveViewTest, HearsWhatIsPushed) {
  ConnTest browser(app::config());
  auto view = co_await live(browser, "/hooks");
  co_await view.refute_push_event("told");
  co_await view.element("#tell").render_click();
  EXPECT_EQ(co_await view.assert_push_event("told"), Term::map({{"count", 0}}));
  EXPECT_THAT(co_await complaint(view.assert_push_event("told")),
              HasSubstr("no event \"told\" was pushed; these were:\n  \"told-before\""));
  co_await view.element("#hooked").render_hook("ask", {{"n", 21}});
  co_await view.assert_reply(Term::map({{"twice", 42}}));
  EXPECT_THAT(co_await view.render_hook("from-js", {{"x", 1}}), HasSubstr(R"(from-js {"x":1})"));
  co_await view.element("#bump").render_click();
  EXPECT_THAT(co_await view.render(), HasSubstr(R"(data-count="2"><span id="theirs">server 0</span>)"));
}

PROCESS_TEST(LiveViewTest, JoinsAgain) {
  ConnTest browser(app::config());
  auto view = co_await live(browser, "/bindings");
  co_await view.element("#bump").render_click();
  const Pid before = view.pid();
  EXPECT_THAT(co_await view.reconnect(), HasSubstr(R"(phx-click="bump">0</button>)"));
  EXPECT_NE(view.pid(), before);
  EXPECT_THAT(co_await view.element("#bump").render_click(), HasSubstr(R"(phx-click="bump">1</button>)"));
  auto other = co_await view.live_redirect("/js");
  EXPECT_THAT(co_await other.render(), HasSubstr("<h1>Commands</h1>"));
}

}  // namespace
