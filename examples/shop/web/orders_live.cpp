#include "web/orders_live.hpp"

#include <utility>

#include "anqa/live/subscribe.hpp"
namespace shop {

anqa::Task<void> OrdersLive::mount(Params, Session, Socket socket) {
  socket.page_title("Orders");
  socket.assign_new<&Assigns::visitor>("visitor", [] { return Visitor(); });
  // Before the orders are read, so that none is missed between the two.
  if (socket.connected()) {
    anqa::subscribe<orders::OrderPlaced>(*this, orders::topic);
    anqa::subscribe<orders::OrderShipped>(*this, orders::topic);
  }
  socket.assign<&Assigns::count>(co_await orders::count());
  socket.stream<&Assigns::orders>(co_await orders::recent(shown));
}

anqa::Task<void> OrdersLive::handle_event(Event<"ship">, Params params, Socket) {
  co_await orders::ship(params.get<std::int64_t>("id").value_or(0));
}

anqa::Task<void> OrdersLive::handle_info(orders::OrderPlaced placed, Socket socket) {
  // One that was placed while the page was mounted is in the stream already, and stays one row.
  socket.stream_insert<&Assigns::orders>(std::move(placed.order), {.at = 0, .limit = shown});
  socket.assign<&Assigns::count>(co_await orders::count());
}

void OrdersLive::handle_info(const orders::OrderShipped& shipped, Socket& socket) {
  socket.stream_insert<&Assigns::orders>(shipped.order, {.update_only = true});
}

}  // namespace shop
