#include "web/checkout_live.hpp"

#include <gmock/gmock.h>

#include "anqa/testing/process_test.hpp"
#include "shop_case.hpp"
#include "web/shop_browser.hpp"

using namespace shop;
using anqa::live, anqa::Params, anqa::Term;
using ::testing::HasSubstr;
using ::testing::Not;

namespace {

Params order(const char* name, const char* email, const char* address) {
  return {{"order", Term::map({{"name", name}, {"email", email}, {"address", address}})}};
}

/// A page with something to order.
anqa::Task<anqa::LiveViewTest> checkout(ShopBrowser* browser) {
  auto catalog = co_await live(*browser, "/");
  co_await catalog.element(".product button").render_click();
  co_return co_await catalog.live_redirect("/checkout");
}

PROCESS_TEST(CheckoutLive, SaysWhatIsWrongWithTheFieldsThatOneWasIn) {
  ShopCase shop;
  co_await shop.ready();
  shop.product("A");
  ShopBrowser browser;
  auto page = co_await checkout(&browser);
  const Params typed{{"order", Term::map({{"name", "x"}, {"_unused_email", ""}, {"_unused_address", ""}})}};
  const auto html = co_await page.render_change("validate", typed);
  EXPECT_THAT(html, HasSubstr("should be at least 2 character(s)"));
  EXPECT_THAT(html, Not(HasSubstr("can&#39;t be blank")));
  EXPECT_THAT(co_await page.form("#order-form", order("Ada", "ada", "12 Crescent, Bath")).render_submit(),
              HasSubstr("must be an e-mail address"));
  EXPECT_EQ(co_await orders::count(), 0);
}

PROCESS_TEST(CheckoutLive, PlacesTheOrderAndEmptiesTheCart) {
  ShopCase shop;
  co_await shop.ready();
  shop.product("A", 1250);
  ShopBrowser browser;
  auto page = co_await checkout(&browser);
  EXPECT_TRUE(co_await page.has_element("#summary", "12.50 €"));
  co_await page.form("#order-form", order("Ada", "ada@example.org", "12 Crescent, Bath")).render_submit();
  EXPECT_TRUE(co_await page.has_element("#placed", "Thank you, Ada!"));
  EXPECT_TRUE(co_await page.has_element("#cart-count", "0"));
  EXPECT_EQ((co_await orders::recent(9)).at(0).total_cents, 1250);
}

PROCESS_TEST(CheckoutLive, FollowsTheCart) {
  ShopCase shop;
  co_await shop.ready();
  shop.product("A", 500);
  ShopBrowser browser;
  auto page = co_await checkout(&browser);
  co_await page.element("#cart button[aria-label='One more']").render_click();
  EXPECT_TRUE(co_await page.has_element("#summary .total", "10.00 €"));
  // In another window, too.
  auto other = co_await live(browser, "/");
  co_await other.element(".product button").render_click();
  EXPECT_TRUE(co_await page.has_element("#summary .total", "15.00 €"));
  EXPECT_TRUE(co_await page.has_element("#cart-count", "3"));
  co_await page.element("#cart button[aria-label='Remove']").render_click();
  EXPECT_TRUE(co_await page.has_element("#empty-cart"));
}

PROCESS_TEST(CheckoutLive, SaysWhatIsWrongWithTheOrderAsAWhole) {
  ShopCase shop;
  co_await shop.ready();
  shop.product("A", 500, 0);
  ShopBrowser browser;
  auto page = co_await checkout(&browser);
  EXPECT_THAT(
      co_await page.form("#order-form", order("Ada", "ada@example.org", "12 Crescent, Bath")).render_submit(),
      HasSubstr("there is not enough Tea A left"));
}

}  // namespace
