#include "web/support_live.hpp"

#include <gmock/gmock.h>

#include "anqa/testing/process_test.hpp"
#include "shop_case.hpp"
#include "web/shop_browser.hpp"

using namespace shop;
using anqa::live;

namespace {

PROCESS_TEST(SupportLive, GivesEachVisitorARoomThatOthersCanComeTo) {
  ShopCase shop;
  co_await shop.ready();
  ShopBrowser browser;
  auto page = co_await live(browser, "/support");
  const std::string room(browser.session()["support_room"].as_binary().value());
  EXPECT_TRUE(co_await page.has_element("#support[data-room='" + room + "'][data-author=Guest]"));
  EXPECT_TRUE(co_await page.has_element("#room-link[href='/support/" + room + "']"));
  ShopBrowser other;
  auto answering = co_await live(other, "/support/" + room);
  EXPECT_TRUE(co_await answering.has_element("#support[data-room='" + room + "']"));
}

}  // namespace
