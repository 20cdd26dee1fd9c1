// What guides/live.md says of its examples.
#include <gmock/gmock.h>

#include <chrono>
#include <filesystem>

#include "anqa/base/log_capture.hpp"
#include "anqa/pubsub/pubsub.hpp"
#include "anqa/testing/live_view_test.hpp"
#include "anqa/testing/process_test.hpp"
#include "pages.hpp"

using namespace anqa;
using ::testing::HasSubstr, ::testing::Not;

namespace {

PROCESS_TEST(LiveGuide, SearchesByTheAddress) {
  ConnTest browser(guides::config());
  auto view = co_await live(browser, "/birds");
  EXPECT_TRUE(co_await view.has_element("#birds-1"));
  EXPECT_FALSE(co_await view.has_element("#birds-21"));
  co_await view.element("#birds").render_viewport("bottom");
  EXPECT_TRUE(co_await view.has_element("#birds-40"));
  co_await view.form("#search", {{"q", "Tit"}}).render_change();
  co_await view.assert_patch("/birds?q=Tit");
  EXPECT_FALSE(co_await view.has_element("#birds-1"));
  EXPECT_TRUE(co_await view.has_element("#birds-40"));
  EXPECT_FALSE(co_await view.has_element("#none"));
  co_await view.form("#search", {{"q", "Dodo"}}).render_change();
  EXPECT_TRUE(co_await view.has_element("#none"));
}

// [chat]
PROCESS_TEST(LiveGuide, TellsEverybody) {
  start_link<PubSub>();
  ConnTest browser(guides::config());
  auto ada = co_await live(browser, "/chat");
  auto bob = co_await live(browser, "/chat");
  co_await ada.form("#say", {{"text", "hello"}}).render_submit();
  EXPECT_TRUE(co_await bob.has_element("#said li", "hello"));
}
// [/chat]

PROCESS_TEST(LiveGuide, SaysWhatIsWrongOfWhatWasTouched) {
  ConnTest browser(guides::config());
  auto view = co_await live(browser, "/signup");
  const auto form = view.form("#signup", {{"member", Term::map({{"name", ""}, {"email", ""}})}});
  EXPECT_THAT(co_await form.render_change(), HasSubstr("can't be blank"));
  co_await view.form("#signup", {{"member", Term::map({{"name", "Ada"}, {"email", "ada"}})}}).render_change();
  EXPECT_THAT(co_await view.element("#signup").render(), HasSubstr("has invalid format"));
  co_await view.form("#signup", {{"member", Term::map({{"name", "Ada"}, {"email", "a@b"}})}}).render_submit();
  EXPECT_TRUE(co_await view.has_element("#welcome", "Welcome, Ada."));
}

PROCESS_TEST(LiveGuide, CountsInComponents) {
  ConnTest browser(guides::config());
  auto view = co_await live(browser, "/counters");
  co_await view.element("#pears button").render_click();
  EXPECT_THAT(co_await view.element("#pears").render(), HasSubstr("pears: 2"));
  EXPECT_THAT(co_await view.element("#apples").render(), HasSubstr("apples: 0"));
}

PROCESS_TEST(LiveGuide, WaitsElsewhere) {
  ConnTest browser(guides::config());
  auto view = co_await live(browser, "/report");
  EXPECT_TRUE(co_await view.has_element("#counting"));
  EXPECT_THAT(co_await view.render_async(std::chrono::seconds(2)), HasSubstr("<p id=\"sheep\">12</p>"));
  co_await view.element("#print").render_click();
  EXPECT_THAT(co_await view.render_async(), HasSubstr("12 sheep"));
}

PROCESS_TEST(LiveGuide, TakesPictures) {
  ConnTest browser(guides::config());
  auto view = co_await live(browser, "/avatar");
  auto files =
      view.file_input("#avatar", "picture", {{.name = "me.png", .content = "not much of a picture"}});
  EXPECT_THAT(co_await files.render_upload("me.png"), HasSubstr("100%"));
  co_await view.form("#avatar").render_submit();
  const auto kept = co_await view.element(".kept").render();
  EXPECT_THAT(kept, HasSubstr(".png"));
  const auto name = kept.substr(kept.find('>') + 1, kept.find("</p>") - kept.find('>') - 1);
  EXPECT_TRUE(std::filesystem::remove(std::filesystem::temp_directory_path() / name)) << name;
}

// [session]
PROCESS_TEST(LiveGuide, ChangesTheSession) {
  ConnTest browser(guides::config());
  auto view = co_await live(browser, "/order");
  EXPECT_TRUE(co_await view.has_element("#step", "Step 1, in en"));
  co_await view.element("#german").render_click();
  view = co_await view.follow_redirect("/order");
  EXPECT_TRUE(co_await view.has_element("#step", "Step 1, in de"));
}
// [/session]

PROCESS_TEST(LiveGuide, ChangesNobodyElsesSession) {
  ConnTest ada(guides::config());
  auto view = co_await live(ada, "/order");
  co_await view.element("#german").render_click();
  const LiveRedirect redirect = co_await view.assert_redirect("/order");
  ConnTest eve(guides::config());
  co_await eve.get("/order");
  eve.put_req_cookie("__phoenix_flash__", redirect.flash_token);
  const LogCapture log;
  view = co_await live(eve, "/order");
  EXPECT_TRUE(co_await view.has_element("#step", "Step 1, in en"));
  EXPECT_TRUE(log.contains("of another session"));
}

// [stash]
PROCESS_TEST(LiveGuide, GoesOnWhereItWas) {
  ConnTest browser(guides::config());
  auto view = co_await live(browser, "/order");
  co_await view.form("#order", {{"address", "Mill Lane 1"}}).render_submit();
  co_await view.reconnect();
  EXPECT_TRUE(co_await view.has_element("#step", "Step 2, in en"));
  EXPECT_THAT(co_await view.element("#order").render(), HasSubstr("Mill Lane 1"));
}
// [/stash]

}  // namespace
