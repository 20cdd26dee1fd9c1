#pragma once

#include <string>
#include <string_view>

#include "anqa/data/blocking_repo.hpp"
#include "anqa/data/query.hpp"
#include "orders/cart.hpp"
#include "orders/order.hpp"

/// The rows of a cart, for what places an order in a transaction.
namespace shop::orders {

anqa::Query<CartItem> items_of(const std::string& visitor);
Cart cart_in(anqa::BlockingRepo& tx, const std::string& visitor);
/// Broadcasts CartChanged.
void tell_of_cart(std::string_view visitor);

}  // namespace shop::orders
