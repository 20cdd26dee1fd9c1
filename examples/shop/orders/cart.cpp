#include "orders/cart.hpp"

#include <algorithm>

#include "anqa/pubsub/pubsub.hpp"
#include "orders/cart_rows.hpp"
#include "repo.hpp"

namespace shop::orders {
namespace {

using anqa::BlockingRepo, anqa::field;

/// Of items whose products were preloaded.
Cart make_cart(const std::vector<CartItem>& items) {
  Cart cart;
  for (const auto& item : items) cart.lines.push_back({*item.product, item.quantity});
  return cart;
}

anqa::Query<CartItem> with_products(const std::string& visitor) {
  return items_of(visitor).order_by(field<&CartItem::id>).preload<&CartItem::product>();
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

std::string cart_topic(std::string_view visitor) { return "cart:" + std::string(visitor); }

void tell_of_cart(std::string_view visitor) { anqa::broadcast(cart_topic(visitor), CartChanged{}); }

anqa::Query<CartItem> items_of(const std::string& visitor) {
  return anqa::from<CartItem>().where(field<&CartItem::visitor> == visitor);
}

Cart cart_in(BlockingRepo& tx, const std::string& visitor) {
  return make_cart(tx.all(with_products(visitor)));
}

anqa::Task<Cart> cart(std::string visitor) { co_return make_cart(co_await repo.all(with_products(visitor))); }

anqa::Task<int> cart_size(std::string visitor) {
  const auto sum = co_await repo.sum<&CartItem::quantity>(items_of(visitor));
  co_return static_cast<int>(sum.value_or(0));
}

anqa::Task<void> clear_cart(std::string visitor) {
  co_await repo.delete_all(items_of(visitor));
  tell_of_cart(visitor);
}

anqa::Task<bool> add_to_cart(std::string visitor, std::int64_t product_id, int count) {
  const bool is_there = co_await repo.transaction([visitor, product_id, count](BlockingRepo& tx) {
    if (!tx.get<Product>(product_id)) return false;
    change_quantity(tx, visitor, product_id, count);
    return true;
  });
  if (is_there) tell_of_cart(visitor);
  co_return is_there;
}

}  // namespace shop::orders
