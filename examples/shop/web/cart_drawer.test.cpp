#include "web/cart_drawer.hpp"

#include <gmock/gmock.h>

#include "anqa/testing/process_test.hpp"
#include "shop_case.hpp"
#include "web/shop_browser.hpp"

using namespace shop;
using anqa::live;
using ::testing::HasSubstr;

namespace {

PROCESS_TEST(CartDrawer, CountsWhatIsPutIntoItFromAnywhere) {
  ShopCase shop;
  co_await shop.ready();
  const auto tea = shop.product("A", 500);
  ShopBrowser browser;
  auto page = co_await live(browser, "/");
  EXPECT_TRUE(co_await page.has_element("#cart-count", "0"));
  EXPECT_THAT(co_await page.element(".product button").render_click(), HasSubstr("Tea A is in your cart."));
  EXPECT_TRUE(co_await page.has_element("#cart-count", "1"));
  auto product = co_await page.live_redirect("/products/" + std::to_string(tea.id));
  co_await product.element("#add").render_click();
  EXPECT_TRUE(co_await product.has_element("#cart-count", "2"));
  EXPECT_TRUE(co_await product.has_element("#total", "10.00 €"));
}

PROCESS_TEST(CartDrawer, ChangesItsLines) {
  ShopCase shop;
  co_await shop.ready();
  shop.product("A", 500);
  ShopBrowser browser;
  auto page = co_await live(browser, "/support");
  EXPECT_TRUE(co_await page.has_element("#cart .nothing"));
  auto catalog = co_await page.live_redirect("/");
  co_await catalog.element(".product button").render_click();
  co_await catalog.element("#cart button[aria-label='One more']").render_click();
  EXPECT_TRUE(co_await catalog.has_element("#cart-count", "2"));
  co_await catalog.element("#cart button[aria-label='One less']").render_click();
  EXPECT_TRUE(co_await catalog.has_element("#cart-count", "1"));
  co_await catalog.element("#cart button[aria-label='Remove']").render_click();
  EXPECT_TRUE(co_await catalog.has_element("#cart-count", "0"));
  EXPECT_FALSE(co_await catalog.has_element("#check-out"));
}

PROCESS_TEST(CartDrawer, IsTheSameInAllWindows) {
  ShopCase shop;
  co_await shop.ready();
  shop.product("A", 500);
  ShopBrowser browser;
  auto one = co_await live(browser, "/support");
  auto other = co_await live(browser, "/");
  co_await other.element(".product button").render_click();
  EXPECT_TRUE(co_await one.has_element("#cart-count", "1"));
  ShopBrowser stranger;
  auto page = co_await live(stranger, "/");
  co_await other.element(".product button").render_click();
  EXPECT_TRUE(co_await one.has_element("#cart-count", "2"));
  EXPECT_TRUE(co_await page.has_element("#cart-count", "0"));
}

PROCESS_TEST(CartDrawer, RefusesAProductThatIsNotThere) {
  ShopCase shop;
  co_await shop.ready();
  ShopBrowser browser;
  auto page = co_await live(browser, "/");
  EXPECT_THAT(co_await page.with_target("#cart").render_click("add", {{"id", "7"}}),
              HasSubstr("no longer sold"));
  EXPECT_THAT(co_await page.with_target("#cart").render_click("add", {{"id", "' or 1=1"}}),
              HasSubstr("no longer sold"));
}

}  // namespace
