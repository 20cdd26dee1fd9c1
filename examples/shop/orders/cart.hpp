#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "anqa/runtime/task.hpp"
#include "catalog/product.hpp"

/// What a visitor is about to buy: kept in the database, so that it is there on each page and after a
/// restart.
namespace shop::orders {

/// A product of a cart.
struct CartLine {
  Product product;
  int quantity = 0;

  std::int64_t total_cents() const { return product.price_cents * quantity; }
};

struct Cart {
  std::vector<CartLine> lines;

  bool empty() const { return lines.empty(); }
  int items() const;
  std::int64_t total_cents() const;
};

/// Broadcast on cart_topic() when a cart is another one, so that all pages of a visitor show the same.
struct CartChanged {};
std::string cart_topic(std::string_view visitor);

inline constexpr int max_quantity = 99;

anqa::Task<Cart> cart(std::string visitor);
/// How many items the visitor's cart holds.
anqa::Task<int> cart_size(std::string visitor);
/// Adds `count` of the product, or takes away where negative; a line that comes to nothing is gone, one is at
/// most max_quantity. False when there is no such product.
anqa::Task<bool> add_to_cart(std::string visitor, std::int64_t product_id, int count);
anqa::Task<void> clear_cart(std::string visitor);

}  // namespace shop::orders
