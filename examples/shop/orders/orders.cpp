#include "orders/orders.hpp"

#include <algorithm>

#include "accounts/accounts.hpp"
#include "anqa/base/log.hpp"
#include "anqa/data/multi.hpp"
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

auto orders_with(const std::string& token) {
  return anqa::from<Order>().where(field<&Order::token> == token);
}

/// Of items whose products were preloaded.
Cart make_cart(const std::vector<CartItem>& items) {
  Cart cart;
  for (const auto& item : items) cart.lines.push_back({*item.product, item.quantity});
  return cart;
}

void change_quantity(BlockingRepo& tx, const std::string& visitor, std::int64_t product_id, int count) {
  const auto mine = items_of(visitor).where(field<&CartItem::product_id> == product_id);
  const auto item = tx.one(anqa::Query(mine).lock(anqa::Lock::for_update));
  const auto quantity = static_cast<int>(
      std::clamp<std::int64_t>((item ? item->quantity : 0) + std::int64_t{count}, 0, max_quantity));
  if (item && quantity == 0) {
    tx.delete_(*item).value();
  } else if (item) {
    tx.update(anqa::change(*item).put_change<&CartItem::quantity>(quantity)).value();
  } else if (quantity > 0) {
    // The same visitor may add the product in another window just now.
    tx.insert(CartItem{.visitor = visitor, .product_id = product_id, .quantity = quantity},
              anqa::on_conflict<&CartItem::visitor, &CartItem::product_id>().update(
                  anqa::inc(field<&CartItem::quantity>, quantity)))
        .value();
    tx.update_all(anqa::Query(mine).where(field<&CartItem::quantity> > max_quantity),
                  anqa::set(field<&CartItem::quantity>, max_quantity));
  }
}

/// A step's failure: the order's form with what is wrong.
auto refused(Changeset<Order> order, std::string_view why) {
  return std::unexpected(std::move(order).add_error<&Order::token>(why));
}

anqa::result<Cart, Changeset<Order>> read_cart(BlockingRepo& tx, const std::string& visitor,
                                               const Changeset<Order>& order) {
  auto cart = make_cart(tx.all(in_order(items_of(visitor)).preload<&CartItem::product>()));
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
  co_return make_cart(co_await repo.all(in_order(items_of(visitor)).preload<&CartItem::product>()));
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

anqa::Task<std::vector<OrderLine>> lines(std::int64_t order_id) {
  co_return co_await repo.all(
      anqa::from<OrderLine>().where(field<&OrderLine::order_id> == order_id).order_by(field<&OrderLine::id>));
}

}  // namespace shop::orders
