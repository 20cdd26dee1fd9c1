#include "web/support_live.hpp"

#include "orders/orders.hpp"
#include "support/support.hpp"
#include "web/visitor.hpp"

namespace shop {

anqa::Task<void> SupportLive::mount(Params params, Session session, Socket socket) {
  socket.page_title("Support");
  // A visitor asks in a room of his own; the shop's people come to it by its name in the address.
  const std::string room(params.get("room").value_or(""));
  socket.assign<&Assigns::room>(support::is_room_name(room) ? room : support_room_of(session));
  socket.assign<&Assigns::author>(room.empty() ? "You" : "The shop");
  socket.assign<&Assigns::cart>(co_await orders::cart_size(visitor_of(session)));
}

}  // namespace shop
