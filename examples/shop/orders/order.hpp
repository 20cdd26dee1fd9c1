#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "accounts/customer.hpp"
#include "anqa/data/association.hpp"
#include "anqa/data/schema.hpp"
#include "catalog/product.hpp"

namespace shop {

struct OrderLine;

/// A product in a visitor's cart.
struct CartItem : anqa::Schema<"cart_items"> {
  std::int64_t id = 0;
  std::string visitor;
  std::int64_t product_id = 0;
  int quantity = 1;
  anqa::belongs_to<Product> product;
};

enum class OrderStatus { placed, shipped };

// [order]
struct Order : anqa::Schema<"orders"> {
  std::int64_t id = 0;
  /// Made with the form: one form is one order, however often it is sent.
  std::string token;
  std::int64_t customer_id = 0;
  std::string name;
  std::string email;
  std::string address;
  std::optional<std::string> note;
  int items = 0;
  std::int64_t total_cents = 0;
  OrderStatus status = OrderStatus::placed;
  anqa::belongs_to<Customer> customer;
  anqa::has_many<OrderLine, "order_id", anqa::preload_order<"id">> lines;
  anqa::Timestamps timestamps;
};
// [/order]

/// One product of an order, at the price of that moment.
struct OrderLine : anqa::Schema<"order_lines"> {
  std::int64_t id = 0;
  std::int64_t order_id = 0;
  std::int64_t product_id = 0;
  std::string product_name;
  int quantity = 1;
  std::int64_t price_cents = 0;
  anqa::belongs_to<Product> product;
};

}  // namespace shop
