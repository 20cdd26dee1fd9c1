// What reaches components, pages and those who measure from elsewhere than an event of the page.
#include <gmock/gmock.h>

#include <mutex>

#include "anqa/base/log_capture.hpp"
#include "anqa/live/live_events.hpp"
#include "anqa/live/send_update.hpp"
#include "anqa/pubsub/pubsub.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/testing/live_view_test.hpp"
#include "anqa/testing/process_test.hpp"
#include "market_live.hpp"
#include "pages.hpp"

using namespace anqa;
using market::Purse, market::Shouted, market::Stall;
using ::testing::HasSubstr, ::testing::Not;

PROCESS_TEST(Telling, AHandlerGivesAComponentOtherAttributes) {
  start_link<PubSub>();
  ConnTest browser(market::config());
  auto view = co_await live(browser, "/market");
  EXPECT_TRUE(co_await view.has_element("#apples", "1 nothing"));
  co_await view.element("#sell").render_click();
  EXPECT_TRUE(co_await view.has_element("#apples", "7 nothing"));
  EXPECT_TRUE(co_await view.has_element("#pears", "2 nothing"));
  EXPECT_TRUE(co_await view.has_element("#purse", "10 by 1"));
  co_await view.element("#pay").render_click();
  EXPECT_TRUE(co_await view.has_element("#purse", "15 by 2"));
}

PROCESS_TEST(Telling, OtherProcessesReachComponentsByIdAndByNumber) {
  start_link<PubSub>();
  ConnTest browser(market::config());
  auto view = co_await live(browser, "/market");
  send_update<Stall, &Stall::Assigns::stock>(view.pid(), "pears", 30);
  EXPECT_TRUE(co_await view.has_element("#pears", "30 nothing"));
  send_update<Stall, &Stall::Assigns::heard>(view.pid(), Cid{1}, "psst");
  EXPECT_TRUE(co_await view.has_element("#apples", "1 psst"));
  send_update<Stall>(view.pid(), {.id = "pears", .stock = 4, .heard = "all"});
  EXPECT_TRUE(co_await view.has_element("#pears", "4 all"));
  send_update<Purse, &Purse::Attributes::coins>(view.pid(), "purse", 1);
  EXPECT_TRUE(co_await view.has_element("#purse", "11 by 2"));
  send_info<Stall>(view.pid(), "apples", Shouted{"cheap"});
  EXPECT_TRUE(co_await view.has_element("#apples", "1 cheap"));
  // A number of another class of components is nobody's.
  send_update<Purse, &Purse::Attributes::coins>(view.pid(), Cid{1}, 1);
  EXPECT_TRUE(co_await view.has_element("#apples", "1 cheap"));
}

PROCESS_TEST(Telling, AnUpdateAfterAWhile) {
  start_link<PubSub>();
  ConnTest browser(market::config());
  auto view = co_await live(browser, "/market");
  co_await view.element("#later").render_click();
  co_await view.element("#shout").render_click();
  EXPECT_TRUE(co_await view.has_element("#pears", "2 fresh"));
  co_await sleep_for(std::chrono::minutes(2));
  EXPECT_TRUE(co_await view.has_element("#pears", "1 late"));
}

PROCESS_TEST(Telling, WhatIsNotOnThePageIsNotTold) {
  start_link<PubSub>();
  LogCapture log;
  ConnTest browser(market::config());
  auto view = co_await live(browser, "/market");
  const std::string before = co_await view.render();
  co_await view.element("#nobody").render_click();
  EXPECT_EQ(co_await view.render(), before);
  EXPECT_FALSE(log.contains("[warning]") || log.contains("[error]")) << log.text();
}

PROCESS_TEST(Telling, AViewWithinThePagePatchesAndLeavesIt) {
  start_link<PubSub>();
  ConnTest browser(market::config());
  auto view = co_await live(browser, "/market");
  auto porch = co_await view.find_live_child("porch");
  EXPECT_THAT(co_await porch.element("#turn").render_click(), HasSubstr("<i>open</i>"));
  EXPECT_TRUE(co_await view.has_element("h1", "south"));
  co_await view.assert_patch("/market?side=south");
  co_await porch.element("#leave").render_click();
  EXPECT_EQ((co_await porch.assert_redirect()).to, "/quay");
  auto quay = co_await porch.follow_redirect();
  EXPECT_THAT(co_await quay.render(), HasSubstr("quay guild of localhost bye"));
}

PROCESS_TEST(Telling, AViewWithinThePageThatLeavesAtOnce) {
  start_link<PubSub>();
  ConnTest browser(market::config());
  auto view = co_await live(browser, "/market?shut=1");
  auto porch = co_await view.find_live_child("porch");
  const LiveRedirect away = co_await porch.assert_redirect();
  EXPECT_EQ(away.to, "/elsewhere");
  EXPECT_EQ(away.kind, LiveRedirect::Kind::redirect);
}

PROCESS_TEST(Telling, ContainersAndSessions) {
  start_link<PubSub>();
  ConnTest browser(market::config());
  browser.put_req_header("user-agent", "Netscape <1.1>");
  auto view = co_await live(browser, "/market");
  EXPECT_THAT(view.disconnected_html(), HasSubstr("<main id=\"phx-"));
  EXPECT_THAT(view.disconnected_html(), HasSubstr(" class=\"market &quot;old&quot;\">"));
  EXPECT_THAT(view.disconnected_html(), HasSubstr("<aside id=\"porch\""));
  EXPECT_THAT(view.disconnected_html(), HasSubstr("class=\"porch\"><i>open</i>"));
  EXPECT_TRUE(co_await view.has_element("h1", "guild of localhost"));
  EXPECT_THAT(co_await view.render(), HasSubstr("Netscape &lt;1.1&gt;</h1>"));
  auto quay = co_await view.live_redirect("/quay");
  EXPECT_THAT(co_await quay.render(), HasSubstr("quay guild of localhost"));
}

PROCESS_TEST(Telling, AHookOfALiveSessionHearsOnEveryPage) {
  start_link<PubSub>();
  ConnTest browser(market::config());
  auto view = co_await live(browser, "/market");
  broadcast("announcements", market::Announced{"rain"});
  co_await view.render_async();
  EXPECT_TRUE(co_await view.has_element("#pears", "2 rain"));
  EXPECT_EQ(co_await view.page_title(), "rain");
}

namespace {

/// What was told, a line for each.
class Heard {
 public:
  explicit Heard(std::string id) : id_(std::move(id)) {
    telemetry::attach_many(
        id_, {"phoenix.live_view.*", "phoenix.live_component.*"}, [this](const telemetry::Event& event) {
          const std::lock_guard lock(mutex_);
          lines_ += event.name;
          for (const char* key : {"view", "component", "event", "connected", "changed", "kind", "reason"}) {
            if (const std::string* value = event.find(key); value != nullptr && !value->empty())
              lines_ += " " + *value;
          }
          lines_ += '\n';
        });
  }
  ~Heard() { telemetry::detach(id_); }
  std::string take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(lines_, {});
  }

 private:
  std::string id_;
  std::mutex mutex_;
  std::string lines_;
};

}  // namespace

PROCESS_TEST(Telling, TelemetryHearsOfEachStep) {
  start_link<PubSub>();
  ConnTest browser(market::config());
  Heard heard("live");
  auto view = co_await live(browser, "/market");
  const std::string opened = heard.take();
  EXPECT_THAT(opened, HasSubstr("phoenix.live_view.mount.start market::MarketLive false\n"
                                "phoenix.live_view.mount.stop market::MarketLive false\n"
                                "phoenix.live_view.handle_params.start market::MarketLive false\n"));
  EXPECT_THAT(opened, HasSubstr("phoenix.live_view.mount.stop market::MarketLive true\n"));
  EXPECT_THAT(opened, HasSubstr("phoenix.live_view.render.stop market::MarketLive *\n"));
  EXPECT_THAT(opened, HasSubstr("phoenix.live_component.update.stop market::Stall true\n"));
  co_await view.element("#enter").render_click();
  EXPECT_EQ(heard.take(),
            "phoenix.live_view.handle_event.start market::MarketLive enter true\n"
            "phoenix.live_view.handle_event.stop market::MarketLive enter true\n"
            "phoenix.live_view.render.stop market::MarketLive visitors\n");
  LogCapture log;
  EXPECT_ANY_THROW(co_await view.render_click("no such event"));
  EXPECT_THAT(heard.take(),
              HasSubstr("phoenix.live_view.handle_event.exception market::MarketLive no such event "
                        "true std::invalid_argument event \"no such event\" is not one"));
}
