#include "catalog/catalog.hpp"

#include <gmock/gmock.h>

#include <set>

#include "anqa/term/params.hpp"
#include "anqa/testing/process_test.hpp"
#include "catalog/queries.hpp"
#include "shop_case.hpp"

using namespace shop;
using ::testing::ElementsAre;
using ::testing::SizeIs;

namespace {

TEST(Seeds, AreSomeTwoHundredAndEachDifferent) {
  const auto products = seed_products();
  EXPECT_GE(products.size(), 200u);
  std::set<std::string> skus, names;
  for (const auto& product : products) {
    skus.insert(product.sku);
    names.insert(product.name);
    EXPECT_GT(product.price_cents, 0);
  }
  EXPECT_EQ(skus.size(), products.size());
  EXPECT_EQ(names.size(), products.size());
}

TEST(Catalog, FindsProductsByEveryWord) {
  ShopDatabase shop;
  EXPECT_GE(seed(repo.blocking()), 200);
  EXPECT_EQ(seed(repo.blocking()), 0);
  auto find = [&](std::string_view text) { return repo.blocking().all(catalog::matching(text)); };
  EXPECT_EQ(find("").size(), seed_products().size());
  const auto found = find("  flush DARJ ");
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].name, "Darjeeling First Flush");
  EXPECT_THAT(find("%"), SizeIs(24));  // the strong chocolates, not everything
  EXPECT_THAT(find("' OR 1=1 --"), SizeIs(0));
  EXPECT_THAT(find("no such product"), SizeIs(0));
}

PROCESS_TEST(Catalog, SearchGivesAPartAndTheTotal) {
  ShopCase shop;
  co_await shop.ready();
  for (const auto* sku : {"A", "B", "C"}) shop.product(sku);
  const auto page = co_await catalog::search({.text = std::string("tea\0", 4)}, 2);
  EXPECT_THAT(page.products, SizeIs(2));
  EXPECT_EQ(page.total, 3);
  EXPECT_EQ((co_await catalog::get_product(page.products[0].id))->sku, "A");
  EXPECT_THAT((co_await catalog::search({}, 2, 2)).products, SizeIs(1));
  EXPECT_EQ((co_await catalog::search({.category = Category::honey}, 2)).total, 0);
}

TEST(Catalog, ChecksItsProducts) {
  const auto changeset =
      catalog::changeset({}, {{"sku", "T-1"}, {"price_cents", "-5"}, {"category", "boat"}});
  EXPECT_THAT(changeset.errors_on("name"), ElementsAre("can't be blank"));
  EXPECT_THAT(changeset.errors_on("price_cents"), ElementsAre("must be greater than 0"));
  EXPECT_THAT(changeset.errors_on("category"), ElementsAre("is invalid"));
}

TEST(Catalog, WritesPrices) {
  EXPECT_EQ(catalog::price(1234), "12.34 €");
  EXPECT_EQ(catalog::price(5), "0.05 €");
}

}  // namespace
