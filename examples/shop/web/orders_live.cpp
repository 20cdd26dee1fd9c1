#include "web/orders_live.hpp"

#include <algorithm>

#include "anqa/live/subscribe.hpp"
#include "web/visitor.hpp"

namespace shop {

anqa::Task<void> OrdersLive::mount(Params, Session session, Socket socket) {
  socket.page_title("Orders");
  // Before the orders are read, so that none is missed between the two.
  if (socket.connected()) anqa::subscribe<orders::OrderPlaced>(*this, orders::topic);
  socket.assign<&Assigns::count>(co_await orders::count());
  socket.assign<&Assigns::orders>(co_await orders::recent(shown));
  socket.assign<&Assigns::cart>(co_await orders::cart_size(visitor_of(session)));
}

anqa::Task<void> OrdersLive::handle_info(orders::OrderPlaced placed, Socket socket) {
  const auto& orders = socket->orders;
  // One that was placed while the page was mounted is in the list already.
  if (std::ranges::find(orders, placed.order.id, &Order::id) == orders.end()) {
    socket.update<&Assigns::orders>([&](std::vector<Order>& all) {
      all.insert(all.begin(), placed.order);
      if (all.size() > shown) all.pop_back();
    });
  }
  // Counted anew rather than by one: it may have been counted in mount, too.
  socket.assign<&Assigns::count>(co_await orders::count());
}

}  // namespace shop
