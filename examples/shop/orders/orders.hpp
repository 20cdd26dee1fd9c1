#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "anqa/base/result.hpp"
#include "anqa/data/changeset.hpp"
#include "anqa/runtime/task.hpp"
#include "catalog/product.hpp"
#include "orders/order.hpp"

/// Carts, and the orders that they become.
namespace shop::orders {

/// Broadcast on `topic` when an order has been stored.
struct OrderPlaced {
  Order order;
};
inline constexpr std::string_view topic = "orders";

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

inline constexpr int max_quantity = 99;

anqa::Task<Cart> cart(std::string visitor);
/// How many items the visitor's cart holds.
anqa::Task<int> cart_size(std::string visitor);
/// Adds `count` of the product, or takes away where negative; a line that comes to nothing is gone, one is at
/// most max_quantity. False when there is no such product. Gives the cart as it is then.
anqa::Task<bool> add_to_cart(std::string visitor, std::int64_t product_id, int count);

anqa::Task<void> clear_cart(std::string visitor);

/// A token for a new order form.
std::string new_token();

/// What the order form brings, checked. An order that is not stored yet has only the token.
anqa::Changeset<Order> changeset(const Order& order, const anqa::Params& params);

/// Stores the order of the visitor's cart with its lines, exactly once for a token, takes what it is of out
/// of the stock and empties the cart; announces it on `topic`. The same token again gives the order that it
/// became. An error of the changeset where the form is not valid, and one of "token" where the cart is empty,
/// there is not enough of a product or the visitor orders too often.
anqa::Task<anqa::result<Order, anqa::Changeset<Order>>> place(anqa::Changeset<Order> order,
                                                              std::string visitor);

/// When it was placed, for people: "2026-11-22 16:05 UTC".
std::string placed_at(const Order& order);

/// The newest first.
anqa::Task<std::vector<Order>> recent(std::int64_t limit);
anqa::Task<std::int64_t> count();
anqa::Task<std::vector<OrderLine>> lines(std::int64_t order_id);

}  // namespace shop::orders
