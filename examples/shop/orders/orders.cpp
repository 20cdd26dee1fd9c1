#include "orders/orders.hpp"

#include <algorithm>

#include "accounts/accounts.hpp"
#include "anqa/base/log.hpp"
#include "anqa/data/multi.hpp"
#include "anqa/pubsub/pubsub.hpp"
#include "anqa/web/crypto/random.hpp"
#include "orders/cart_rows.hpp"
#include "rate_limiter.hpp"
#include "repo.hpp"

namespace shop::orders {
namespace {

using anqa::BlockingRepo, anqa::Changeset, anqa::field;
using Placed = anqa::result<Order, Changeset<Order>>;

auto orders_with(const std::string& token) {
  return anqa::from<Order>().where(field<&Order::token> == token);
}

/// A step's failure: the order's form with what is wrong.
auto refused(Changeset<Order> order, std::string_view why) {
  return std::unexpected(std::move(order).add_error<&Order::token>(why));
}

anqa::result<Cart, Changeset<Order>> read_cart(BlockingRepo& tx, const std::string& visitor,
                                               const Changeset<Order>& order) {
  auto cart = cart_in(tx, visitor);
  if (cart.empty()) return refused(order, "your cart is empty");
  return cart;
}

// [reserve]
/// Takes what is in the cart out of the stock: by statements that find only what is there, so that of two who
/// want the last one it is sold once.
anqa::result<int, Changeset<Order>> reserve_stock(BlockingRepo& tx, Cart cart,
                                                  const Changeset<Order>& order) {
  // In one order for all, or two orders could wait for each other.
  std::ranges::sort(cart.lines, {}, [](const CartLine& line) { return line.product.id; });
  for (const auto& [product, quantity] : cart.lines) {
    const auto enough =
        anqa::from<Product>().where(field<&Product::id> == product.id && field<&Product::stock> >= quantity);
    if (tx.update_all(enough, anqa::inc(field<&Product::stock>, -quantity)) == 0) {
      return refused(order, "there is not enough " + product.name + " left");
    }
  }
  return cart.items();
}
// [/reserve]

std::vector<OrderLine> lines_of(const Cart& cart) {
  std::vector<OrderLine> lines;
  for (const auto& [product, quantity] : cart.lines) {
    lines.push_back({.product_id = product.id,
                     .product_name = product.name,
                     .quantity = quantity,
                     .price_cents = product.price_cents});
  }
  return lines;
}

// [placing]
/// All of it or nothing: a step that fails undoes those before it.
anqa::Multi placing(const Changeset<Order>& order, const std::string& visitor) {
  using anqa::MultiResults;
  return anqa::Multi()
      .run("cart", [=](BlockingRepo& tx, const MultiResults&) { return read_cart(tx, visitor, order); })
      .run("stock",
           [=](BlockingRepo& tx, const MultiResults& done) {
             return reserve_stock(tx, done.get<Cart>("cart"), order);
           })
      .run("customer",
           [=](BlockingRepo& tx, const MultiResults&) {
             const auto& form = order.apply_changes();
             return accounts::find_or_create(tx, form.email, form.name);
           })
      .insert_with<Order>("order",
                          [=](const MultiResults& done) {
                            const auto& cart = done.get<Cart>("cart");
                            return anqa::Changeset(order)
                                .put_change<&Order::customer_id>(done.get<Customer>("customer").id)
                                .put_change<&Order::items>(cart.items())
                                .put_change<&Order::total_cents>(cart.total_cents())
                                .put_assoc<&Order::lines>(lines_of(cart));
                          })
      .delete_all("emptied", items_of(visitor));
}
// [/placing]

/// A limiter that is just being restarted holds nobody up: it guards against floods, not against orders.
anqa::Task<bool> may_order(std::string visitor) {
  const auto allowed = co_await anqa::try_call(rate_limiter(), RateLimiter::Check{std::move(visitor)});
  if (!allowed) anqa::log_warning("the rate limiter did not answer: " + allowed.error().to_string());
  co_return allowed.value_or(true);
}

}  // namespace

std::string new_token() { return anqa::random_token(18); }

// [changeset]
Changeset<Order> changeset(const Order& order, const anqa::Params& params) {
  return anqa::cast<&Order::name, &Order::email, &Order::address, &Order::note>(order, params)
      .validate_required<&Order::name, &Order::email, &Order::address>()
      .validate_length<&Order::name>({.min = 2, .max = 80})
      .validate_length<&Order::email>({.max = 160})
      .validate_format<&Order::email>("^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$",
                                      {.message = "must be an e-mail address"})
      .validate_length<&Order::address>({.min = 8, .max = 300})
      .validate_length<&Order::note>({.max = 500})
      .unique_constraint<&Order::token>();
}
// [/changeset]

anqa::Task<Placed> place(Changeset<Order> order, std::string visitor) {
  order.with_action(anqa::ChangesetAction::insert);
  if (!order.valid()) co_return std::unexpected(std::move(order));
  // The same form sent twice is one order, and is not counted against the visitor.
  const auto token = order.get_field<&Order::token>();
  if (auto before = co_await repo.one(orders_with(token))) co_return std::move(*before);
  if (!co_await may_order(visitor)) {
    order.add_error<&Order::token>(
        "that is a lot of orders in a short time; please wait a minute and try again");
    co_return std::unexpected(std::move(order));
  }
  const auto done = co_await repo.transaction(placing(order, visitor));
  if (done) {
    const auto& placed = done->get<Order>("order");
    anqa::broadcast(topic, OrderPlaced{placed});
    tell_of_cart(visitor);
    co_return placed;
  }
  // Where the form was sent twice at the same time, the other one has stored the order.
  if (auto before = co_await repo.one(orders_with(token))) co_return std::move(*before);
  co_return std::unexpected(*done.error().as<Changeset<Order>>());
}

std::string placed_at(const Order& order) {
  const auto time = anqa::to_iso8601(order.timestamps.inserted_at);
  return time.substr(0, 10) + " " + time.substr(11, 5) + " UTC";
}

anqa::Task<std::vector<Order>> recent(std::int64_t limit) {
  co_return co_await repo.all(anqa::from<Order>().order_by(anqa::desc(field<&Order::id>)).limit(limit));
}

anqa::Task<std::int64_t> count() { co_return co_await repo.count(anqa::from<Order>()); }

anqa::Task<bool> ship(std::int64_t order_id) {
  const auto placed = anqa::from<Order>().where(field<&Order::id> == order_id &&
                                                field<&Order::status> == OrderStatus::placed);
  if (co_await repo.update_all(placed, anqa::set(field<&Order::status>, OrderStatus::shipped)) == 0) {
    co_return false;
  }
  if (auto order = co_await repo.get<Order>(order_id)) {
    anqa::broadcast(topic, OrderShipped{*std::move(order)});
  }
  co_return true;
}

anqa::Task<std::vector<OrderLine>> lines(std::int64_t order_id) {
  co_return co_await repo.all(
      anqa::from<OrderLine>().where(field<&OrderLine::order_id> == order_id).order_by(field<&OrderLine::id>));
}

}  // namespace shop::orders
