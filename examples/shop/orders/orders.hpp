#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "anqa/base/result.hpp"
#include "anqa/data/changeset.hpp"
#include "anqa/runtime/task.hpp"
#include "orders/cart.hpp"
#include "orders/order.hpp"

/// What carts become.
namespace shop::orders {

/// Broadcast on `topic` when an order has been stored.
struct OrderPlaced {
  Order order;
};
/// The same when it has been sent.
struct OrderShipped {
  Order order;
};
inline constexpr std::string_view topic = "orders";

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
/// Marks an order as sent and announces that, once; false when there is none such, or it was sent before.
anqa::Task<bool> ship(std::int64_t order_id);
anqa::Task<std::vector<OrderLine>> lines(std::int64_t order_id);

}  // namespace shop::orders
