#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "anqa/runtime/task.hpp"
#include "catalog/product.hpp"

/// What the shop sells.
namespace shop::catalog {

/// What a visitor looks for.
struct Search {
  /// Words of a name or a description; empty for all.
  std::string text;
  std::optional<Category> category;

  bool operator==(const Search&) const = default;
};

/// A part of what a search found, and how much there is in all.
struct Page {
  std::vector<Product> products;
  std::int64_t total = 0;
};

/// Broadcast on topic_of() when a product has been changed.
struct ProductChanged {
  Product product;
};
std::string topic_of(std::int64_t product_id);

/// At most `limit` products, after the first `offset` of those found.
anqa::Task<Page> search(Search search, std::int64_t limit, std::int64_t offset = 0);
anqa::Task<std::optional<Product>> get_product(std::int64_t id);
/// Others that one who looks at this product may like: some of its category.
anqa::Task<std::vector<Product>> similar(Product product, std::int64_t limit);

/// Shows the product by another photograph, a file of pictures.hpp. Tells whoever looks at it.
anqa::Task<Product> put_picture(Product product, std::string file);

inline constexpr Category categories[] = {Category::tea,   Category::coffee, Category::chocolate,
                                          Category::spice, Category::honey,  Category::teaware};
/// "tea"
std::string_view category_name(Category category);
std::optional<Category> category_of(std::string_view name);

/// "12.50 €"
std::string price(std::int64_t cents);

}  // namespace shop::catalog
