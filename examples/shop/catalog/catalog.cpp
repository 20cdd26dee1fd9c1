#include "catalog/catalog.hpp"

#include <algorithm>

#include "repo.hpp"

namespace shop::catalog {
namespace {

/// More words than this are not a search, and each costs a comparison with every product.
constexpr int max_words = 8;

}  // namespace

// [query]
anqa::Query<Product> matching(std::string_view text) {
  using anqa::contains, anqa::field;
  auto query =
      anqa::from<Product>().order_by(anqa::asc(field<&Product::name>), anqa::asc(field<&Product::id>));
  for (int words = 0; words < max_words; ++words) {
    const auto begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) break;
    const auto end = std::min(text.find_first_of(" \t\r\n", begin), text.size());
    const auto word = text.substr(begin, end - begin);
    query.where(contains(field<&Product::name>, word) || contains(field<&Product::description>, word));
    text.remove_prefix(end);
  }
  return query;
}
// [/query]

anqa::Task<Page> search(std::string text, std::int64_t limit) {
  std::erase(text, '\0');  // no database text holds it, so neither may what is compared with one
  auto query = matching(text);
  Page page;
  page.total = co_await repo.count(query);
  page.products = co_await repo.all(query.limit(limit));
  co_return page;
}

anqa::Task<std::optional<Product>> get_product(std::int64_t id) { co_return co_await repo.get<Product>(id); }

anqa::Changeset<Product> changeset(const Product& product, const anqa::Params& params) {
  return anqa::cast<&Product::sku, &Product::name, &Product::description, &Product::category,
                    &Product::price_cents>(product, params)
      .validate_required<&Product::sku, &Product::name, &Product::price_cents>()
      .validate_length<&Product::name>({.max = 120})
      .validate_number<&Product::price_cents>({.greater_than = 0})
      .unique_constraint<&Product::sku>();
}

std::string_view category_name(Category category) {
  switch (category) {
    case Category::tea:
      return "tea";
    case Category::coffee:
      return "coffee";
    case Category::chocolate:
      return "chocolate";
    case Category::spice:
      return "spice";
    case Category::honey:
      return "honey";
    case Category::teaware:
      return "teaware";
  }
  return "";
}

std::string price(std::int64_t cents) {
  const auto rest = cents % 100;
  return std::to_string(cents / 100) + (rest < 10 ? ".0" : ".") + std::to_string(rest) + " €";
}

}  // namespace shop::catalog
