#include "web/product_live.hpp"

#include <gmock/gmock.h>

#include "anqa/testing/process_test.hpp"
#include "picture_case.hpp"
#include "shop_case.hpp"
#include "web/shop_browser.hpp"

using namespace shop;
using anqa::live;
using ::testing::HasSubstr;
using ::testing::Not;

namespace {

const std::string png = a_png(100'000);

std::string address(const Product& product) { return "/products/" + std::to_string(product.id); }

PROCESS_TEST(ProductLive, ShowsAProductAndOthersLikeIt) {
  ShopCase shop;
  co_await shop.ready();
  const auto tea = shop.product("A");
  shop.product("B");
  ShopBrowser browser;
  auto page = co_await live(browser, address(tea));
  EXPECT_EQ(co_await page.page_title(), "Tea A");
  EXPECT_TRUE(co_await page.has_element("#product h1", "Tea A"));
  EXPECT_TRUE(co_await page.has_element(".similar h2", "Tea B"));
  EXPECT_FALSE(co_await page.has_element("#picture-form"));
  EXPECT_EQ((co_await browser.get("/products/999")).status, 404);
  EXPECT_EQ((co_await browser.get("/products/tea")).status, 404);
  const auto drawing = co_await browser.get("/drawings/" + std::to_string(tea.id));
  EXPECT_EQ(drawing.headers.get("content-type"), "image/svg+xml; charset=utf-8");
  EXPECT_EQ((co_await browser.get("/drawings/999")).status, 404);
}

PROCESS_TEST(ProductLive, AnUploadedPictureIsSeenByEverybodyAtOnce) {
  const PictureFolder folder;
  ShopCase shop;
  co_await shop.ready();
  const auto tea = shop.product("A");
  ShopBrowser visitor;
  auto watching = co_await live(visitor, address(tea));
  ShopBrowser browser;
  co_await browser.log_in_as_admin();
  auto page = co_await live(browser, address(tea));
  auto files =
      page.file_input("#picture-form", "picture", {{.name = "tea.png", .content = png, .type = "image/png"}});
  EXPECT_THAT(co_await files.render_upload("tea.png", 50), HasSubstr("value=\"50\""));
  co_await files.render_upload("tea.png");
  co_await page.render_async();
  EXPECT_TRUE(co_await page.has_element("#flash-info", "in the shop"));
  const auto kept = (co_await catalog::get_product(tea.id)).value().picture.value();
  EXPECT_EQ(std::filesystem::file_size(folder.path / kept), png.size());
  EXPECT_TRUE(co_await page.has_element("#picture[src='/pictures/" + kept + "']"));
  EXPECT_TRUE(co_await watching.has_element("#picture[src='/pictures/" + kept + "']"));
}

PROCESS_TEST(ProductLive, WhatIsNoPictureIsRefused) {
  const PictureFolder folder;
  ShopCase shop;
  co_await shop.ready();
  const auto tea = shop.product("A");
  ShopBrowser browser;
  co_await browser.log_in_as_admin();
  auto page = co_await live(browser, address(tea));
  EXPECT_THAT(co_await page.file_input("#picture-form", "picture", {{.name = "a.svg", .content = "<svg/>"}})
                  .render_change(),
              HasSubstr("is no PNG, JPEG or WebP picture"));
  co_await page.element(".entry button").render_click();
  EXPECT_THAT(co_await page.file_input("#picture-form", "picture", {{.name = "a.png", .size = 5'000'000}})
                  .render_change(),
              HasSubstr("is larger than 4 MB"));
  co_await page.element(".entry button").render_click();
  // One that only says that it is one.
  auto liar = page.file_input("#picture-form", "picture",
                              {{.name = "b.png", .content = "<script>", .type = "image/png"}});
  co_await liar.render_upload("b.png");
  co_await page.render_async();
  EXPECT_TRUE(co_await page.has_element("#flash-error", "This file is no PNG"));
  EXPECT_FALSE((co_await catalog::get_product(tea.id)).value().picture);
}

}  // namespace
