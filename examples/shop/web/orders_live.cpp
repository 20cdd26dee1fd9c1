#include "web/orders_live.hpp"

#include <algorithm>

#include "anqa/live/subscribe.hpp"
#include "web/visitor.hpp"

namespace shop {

anqa::Task<void> OrdersLive::mount(Params, Session session, Socket socket) {
  socket.page_title("Orders");
  // Before the orders are read, so that none is missed between the two.
  if (socket.connected()) anqa::subscribe<orders::OrderPlaced>(*this, orders::topic);
  socket.assign<&Assigns::orders>(co_await orders::recent(shown));
  socket.assign<&Assigns::count>(co_await orders::count());
  socket.assign<&Assigns::cart>(co_await orders::cart_size(visitor_of(session)));
}

void OrdersLive::handle_info(const orders::OrderPlaced& placed, Socket& socket) {
  const auto& orders = socket->orders;
  if (std::ranges::find(orders, placed.order.id, &Order::id) != orders.end()) return;
  socket.update<&Assigns::orders>([&](std::vector<Order>& all) {
    all.insert(all.begin(), placed.order);
    if (all.size() > shown) all.pop_back();
  });
  socket.assign<&Assigns::count>(socket->count + 1);
}

}  // namespace shop
