#include "web/catalog_live.hpp"

#include <gmock/gmock.h>

#include "anqa/testing/process_test.hpp"
#include "shop_case.hpp"
#include "web/shop_browser.hpp"

using namespace shop;
using anqa::live;
using ::testing::HasSubstr;
using ::testing::Not;

namespace {

/// How many products the page shows.
std::size_t shown(const std::string& html) {
  std::size_t count = 0;
  for (auto at = html.find("class=\"product\""); at != std::string::npos;
       at = html.find("class=\"product\"", at + 1))
    ++count;
  return count;
}

PROCESS_TEST(CatalogLive, SearchesWhileOneTypesAndSaysSoInTheAddress) {
  ShopCase shop;
  co_await shop.ready();
  shop.product("green");
  shop.product("black");
  ShopBrowser browser;
  auto page = co_await live(browser, "/");
  EXPECT_TRUE(co_await page.has_element("#found", "2 products"));
  co_await page.form("#search-form", {{"q", "green"}}).render_change();
  co_await page.assert_patch("/?q=green");
  EXPECT_TRUE(co_await page.has_element("#found", "1 product"));
  EXPECT_TRUE(co_await page.has_element(".product h2", "Tea green"));
  EXPECT_FALSE(co_await page.has_element(".product h2", "Tea black"));
  EXPECT_THAT(co_await page.form("#search-form", {{"q", "no such thing"}}).render_change(),
              HasSubstr("Nothing is called that here"));
}

PROCESS_TEST(CatalogLive, ShowsOneCategory) {
  ShopCase shop;
  co_await shop.ready();
  shop.product("tea");
  auto honey = Product{.sku = "H", .name = "Linden Honey", .category = Category::honey, .price_cents = 700};
  repo.blocking().insert(honey).value();
  ShopBrowser browser;
  auto page = co_await live(browser, "/");
  co_await page.element(".chips a", "honey").render_click();
  co_await page.assert_patch("/?category=honey");
  EXPECT_TRUE(co_await page.has_element(".chips a[aria-current=true]", "honey"));
  EXPECT_TRUE(co_await page.has_element(".product h2", "Linden Honey"));
  EXPECT_EQ(shown(co_await page.render()), 1U);
  // The words stay when the category changes.
  co_await page.form("#search-form", {{"q", "tea"}}).render_change();
  co_await page.assert_patch("/?category=honey&q=tea");
  EXPECT_TRUE(co_await page.has_element("#found", "0 products"));
}

PROCESS_TEST(CatalogLive, BringsMoreAsOneScrolls) {
  ShopCase shop;
  co_await shop.ready();
  for (int i = 0; i < 30; ++i) shop.product(std::to_string(i));
  ShopBrowser browser;
  auto page = co_await live(browser, "/");
  EXPECT_EQ(shown(co_await page.render()), 24U);
  EXPECT_EQ(shown(co_await page.element("#products").render_viewport("bottom")), 30U);
  EXPECT_EQ(shown(co_await page.element("#products").render_viewport("bottom")), 30U);
}

PROCESS_TEST(CatalogLive, ShowsTheSearchOfItsAddressAtOnce) {
  ShopCase shop;
  co_await shop.ready();
  shop.product("green");
  shop.product("black");
  ShopBrowser browser;
  const auto page = html_response(co_await browser.get("/?q=black&category=tea"), 200);
  EXPECT_THAT(page, HasSubstr("Tea black"));
  EXPECT_THAT(page, Not(HasSubstr("Tea green")));
  EXPECT_THAT(html_response(co_await browser.get("/?q=%3Cscript%3E"), 200), HasSubstr("&lt;script&gt;"));
}

}  // namespace
