#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "anqa/data/changeset.hpp"
#include "anqa/data/query.hpp"
#include "anqa/runtime/task.hpp"
#include "catalog/product.hpp"

/// What the shop sells.
namespace shop::catalog {

/// A part of what a search found, and how much there is in all.
struct Page {
  std::vector<Product> products;
  std::int64_t total = 0;
};

/// Products whose name or description holds every word of `text`, by name. All of them for an empty text.
anqa::Query<Product> matching(std::string_view text);

anqa::Task<Page> search(std::string text, std::int64_t limit);
anqa::Task<std::optional<Product>> get_product(std::int64_t id);

anqa::Changeset<Product> changeset(const Product& product, const anqa::Params& params);

/// "tea"
std::string_view category_name(Category category);

/// "12.50 €"
std::string price(std::int64_t cents);

}  // namespace shop::catalog
