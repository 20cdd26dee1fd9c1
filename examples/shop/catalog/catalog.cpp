#include "catalog/catalog.hpp"

#include <algorithm>
#include <iterator>

#include "anqa/pubsub/pubsub.hpp"
#include "catalog/queries.hpp"
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

anqa::Task<Page> search(Search search, std::int64_t limit, std::int64_t offset) {
  std::erase(search.text, '\0');  // no database text holds it, so neither may what is compared with one
  auto query = matching(search.text);
  if (search.category) query.where(anqa::field<&Product::category> == *search.category);
  Page page;
  page.total = co_await repo.count(query);
  page.products = co_await repo.all(query.limit(limit).offset(offset));
  co_return page;
}

anqa::Task<std::optional<Product>> get_product(std::int64_t id) { co_return co_await repo.get<Product>(id); }

anqa::Task<std::vector<Product>> similar(Product product, std::int64_t limit) {
  using anqa::field;
  // Those that come after it, so that one gets around by following them.
  auto after = anqa::from<Product>()
                   .where(field<&Product::category> == product.category && field<&Product::id> > product.id)
                   .order_by(field<&Product::id>)
                   .limit(limit);
  co_return co_await repo.all(after);
}

std::string topic_of(std::int64_t product_id) { return "product:" + std::to_string(product_id); }

anqa::Task<Product> put_picture(Product product, std::string file) {
  auto changed = co_await repo.update(anqa::change(product).put_change<&Product::picture>(std::move(file)));
  anqa::broadcast(topic_of(product.id), ProductChanged{changed.value()});
  co_return std::move(changed).value();
}

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

std::optional<Category> category_of(std::string_view name) {
  const auto found = std::ranges::find(categories, name, category_name);
  if (found == std::end(categories)) return std::nullopt;
  return *found;
}

std::string price(std::int64_t cents) {
  const auto rest = cents % 100;
  return std::to_string(cents / 100) + (rest < 10 ? ".0" : ".") + std::to_string(rest) + " €";
}

}  // namespace shop::catalog
