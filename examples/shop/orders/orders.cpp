#include "orders/orders.hpp"

#include <algorithm>

#include "accounts/accounts.hpp"
#include "anqa/base/log.hpp"
#include "anqa/pubsub/pubsub.hpp"
#include "anqa/web/crypto/random.hpp"
#include "rate_limiter.hpp"
#include "repo.hpp"

namespace shop::orders {
namespace {

using anqa::BlockingRepo, anqa::Changeset, anqa::field;
using Placed = anqa::result<Order, Changeset<Order>>;

auto items_of(const std::string& visitor) {
  return anqa::from<CartItem>().where(field<&CartItem::visitor> == visitor);
}
auto in_order(anqa::Query<CartItem> items) { return items.order_by(field<&CartItem::id>); }

auto products_of(const std::vector<CartItem>& items) {
  std::vector<std::int64_t> ids;
  for (const auto& item : items) ids.push_back(item.product_id);
  return anqa::from<Product>().where(in(field<&Product::id>, ids));
}

Cart make_cart(const std::vector<CartItem>& items, const std::vector<Product>& products) {
  Cart cart;
  for (const auto& item : items) {
    const auto product = std::ranges::find(products, item.product_id, &Product::id);
    if (product != products.end()) cart.lines.push_back({*product, item.quantity});
  }
  return cart;
}

void change_quantity(BlockingRepo& repo, const std::string& visitor, std::int64_t product_id, int count) {
  const auto item = repo.one(items_of(visitor).where(field<&CartItem::product_id> == product_id));
  const int quantity = std::clamp((item ? item->quantity : 0) + count, 0, max_quantity);
  if (item && quantity == 0) {
    repo.delete_(*item).value();
  } else if (item) {
    repo.update(anqa::change(*item).put_change<&CartItem::quantity>(quantity)).value();
  } else if (quantity > 0) {
    repo.insert(CartItem{.visitor = visitor, .product_id = product_id, .quantity = quantity}).value();
  }
}

// [store]
/// Inside a transaction: whatever goes wrong, nothing of it is stored.
Placed store(BlockingRepo& repo, Changeset<Order> order, const std::string& visitor) {
  const auto items = repo.all(in_order(items_of(visitor)));
  const auto cart = make_cart(items, repo.all(products_of(items)));
  if (cart.empty()) {
    order.add_error<&Order::token>("your cart is empty");
    return std::unexpected(std::move(order));
  }
  const auto& form = order.apply_changes();
  const auto customer = accounts::find_or_create(repo, form.email, form.name);
  auto placed = repo.insert(std::move(order)
                                .put_change<&Order::customer_id>(customer.id)
                                .put_change<&Order::items>(cart.items())
                                .put_change<&Order::total_cents>(cart.total_cents()));
  if (!placed) return placed;
  for (const auto& line : cart.lines) {
    repo.insert(OrderLine{.order_id = placed->id,
                          .product_id = line.product.id,
                          .product_name = line.product.name,
                          .quantity = line.quantity,
                          .price_cents = line.product.price_cents})
        .value();
  }
  repo.delete_all(items_of(visitor));
  return placed;
}
// [/store]

std::optional<Order> find_by_token(BlockingRepo& repo, const std::string& token) {
  return repo.one(anqa::from<Order>().where(field<&Order::token> == token));
}

/// An order, and whether it was stored just now.
struct Stored {
  Order order;
  bool is_new;
};

/// A limiter that is just being restarted holds nobody up: it guards against floods, not against orders.
anqa::Task<bool> may_order(std::string visitor) {
  const auto allowed = co_await anqa::try_call(rate_limiter(), RateLimiter::Check{std::move(visitor)});
  if (!allowed) anqa::log_warning("the rate limiter did not answer: " + allowed.error().to_string());
  co_return allowed.value_or(true);
}

}  // namespace

int Cart::items() const {
  int sum = 0;
  for (const auto& line : lines) sum += line.quantity;
  return sum;
}

std::int64_t Cart::total_cents() const {
  std::int64_t sum = 0;
  for (const auto& line : lines) sum += line.total_cents();
  return sum;
}

anqa::Task<Cart> cart(std::string visitor) {
  const auto items = co_await repo.all(in_order(items_of(visitor)));
  co_return make_cart(items, co_await repo.all(products_of(items)));
}

anqa::Task<int> cart_size(std::string visitor) {
  const auto sum = co_await repo.sum<&CartItem::quantity>(items_of(visitor));
  co_return static_cast<int>(sum.value_or(0));
}

anqa::Task<void> clear_cart(std::string visitor) { co_await repo.delete_all(items_of(visitor)); }

anqa::Task<bool> add_to_cart(std::string visitor, std::int64_t product_id, int count) {
  co_return co_await repo.transaction([visitor, product_id, count](BlockingRepo& tx) {
    if (!tx.get<Product>(product_id)) return false;
    change_quantity(tx, visitor, product_id, count);
    return true;
  });
}

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
  if (auto before = co_await repo.one(anqa::from<Order>().where(field<&Order::token> == token))) {
    co_return std::move(*before);
  }
  if (!co_await may_order(visitor)) {
    order.add_error<&Order::token>(
        "that is a lot of orders in a short time; please wait a minute and try again");
    co_return std::unexpected(std::move(order));
  }
  using Outcome = anqa::result<Stored, Changeset<Order>>;
  auto outcome = co_await repo.transaction([order = std::move(order), visitor](BlockingRepo& tx) -> Outcome {
    if (auto before = find_by_token(tx, order.get_field<&Order::token>()))
      return Stored{std::move(*before), false};
    auto placed = store(tx, order, visitor);
    if (!placed) return std::unexpected(std::move(placed.error()));
    return Stored{std::move(*placed), true};
  });
  if (!outcome) co_return std::unexpected(std::move(outcome.error()));
  if (outcome->is_new) anqa::broadcast(topic, OrderPlaced{outcome->order});
  co_return std::move(outcome->order);
}

std::string placed_at(const Order& order) {
  const auto time = anqa::to_iso8601(order.timestamps.inserted_at);
  return time.substr(0, 10) + " " + time.substr(11, 5) + " UTC";
}

anqa::Task<std::vector<Order>> recent(std::int64_t limit) {
  co_return co_await repo.all(anqa::from<Order>().order_by(anqa::desc(field<&Order::id>)).limit(limit));
}

anqa::Task<std::int64_t> count() { co_return co_await repo.count(anqa::from<Order>()); }

anqa::Task<std::vector<OrderLine>> lines(std::int64_t order_id) {
  co_return co_await repo.all(
      anqa::from<OrderLine>().where(field<&OrderLine::order_id> == order_id).order_by(field<&OrderLine::id>));
}

}  // namespace shop::orders
