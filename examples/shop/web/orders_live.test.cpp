#include "web/orders_live.hpp"

#include <gmock/gmock.h>

#include "anqa/testing/process_test.hpp"
#include "shop_case.hpp"
#include "web/shop_browser.hpp"

using namespace shop;
using anqa::live;
using ::testing::HasSubstr;
using ::testing::Lt;

namespace {

anqa::Task<Order> place(std::string name, std::int64_t product_id) {
  co_await orders::add_to_cart(name, product_id, 1);
  const anqa::Params form{{"name", name}, {"email", name + "@example.org"}, {"address", "12 Crescent, Bath"}};
  co_return (co_await orders::place(orders::changeset(Order{.token = orders::new_token()}, form), name))
      .value();
}

PROCESS_TEST(OrdersLive, ShowsAnOrderTheMomentItIsPlaced) {
  ShopCase shop;
  co_await shop.ready();
  const auto tea = shop.product("A");
  ShopBrowser browser;
  co_await browser.log_in_as_admin();
  auto page = co_await live(browser, "/admin/orders");
  EXPECT_TRUE(co_await page.has_element(".nothing", "There are none yet."));
  co_await place("ada", tea.id);
  co_await place("grace", tea.id);
  const auto html = co_await page.render();
  EXPECT_TRUE(co_await page.has_element("#order-count", "2"));
  EXPECT_THAT(html.find("grace"), Lt(html.find(">ada<")));
  EXPECT_FALSE(co_await page.has_element(".nothing", "There are none yet."));
}

PROCESS_TEST(OrdersLive, TellsEverybodyThatAnOrderIsShipped) {
  ShopCase shop;
  co_await shop.ready();
  co_await place("ada", shop.product("A").id);
  ShopBrowser browser;
  co_await browser.log_in_as_admin();
  auto one = co_await live(browser, "/admin/orders");
  auto other = co_await live(browser, "/admin/orders");
  co_await one.element("#orders button", "Ship").render_click();
  EXPECT_TRUE(co_await one.has_element("#orders .shipped"));
  EXPECT_TRUE(co_await other.has_element("#orders .shipped"));
  EXPECT_FALSE(co_await other.has_element("#orders button"));
  EXPECT_FALSE(co_await orders::ship(1));
}

PROCESS_TEST(OrdersLive, IsForTheShopsPeople) {
  ShopCase shop;
  co_await shop.ready();
  ShopBrowser stranger;
  EXPECT_EQ(redirected_to(co_await stranger.get("/admin/orders")), "/login");
  ShopBrowser customer;
  co_await customer.log_in("ada");
  EXPECT_EQ((co_await customer.get("/admin/orders")).status, 404);
  auto page = co_await live(customer, "/account");
  EXPECT_FALSE(co_await page.has_element("nav a", "Orders"));
}

}  // namespace
