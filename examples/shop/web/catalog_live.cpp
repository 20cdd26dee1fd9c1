#include "web/catalog_live.hpp"

#include "orders/orders.hpp"
#include "web/visitor.hpp"

namespace shop {

anqa::Task<void> CatalogLive::mount(Params params, Session session, Socket socket) {
  socket.page_title("Products");
  socket.assign<&Assigns::visitor>(visitor_of(session));
  socket.assign<&Assigns::q>(std::string(params.get("q").value_or("")));
  socket.assign<&Assigns::cart>(co_await orders::cart_size(socket->visitor));
  co_await load(socket);
}

anqa::Task<void> CatalogLive::handle_event(Event<"search">, Params params, Socket socket) {
  socket.assign<&Assigns::q>(std::string(params.get("q").value_or("")));
  socket.assign<&Assigns::limit>(page_size);
  co_await load(socket);
}

anqa::Task<void> CatalogLive::handle_event(Event<"more">, Params, Socket socket) {
  socket.assign<&Assigns::limit>(socket->limit + page_size);
  co_await load(socket);
}

anqa::Task<void> CatalogLive::handle_event(Event<"add">, Params params, Socket socket) {
  const auto product = co_await catalog::get_product(params.get<std::int64_t>("id").value_or(0));
  if (!product) {
    socket.put_flash("error", "This product is no longer sold.");
    co_return;
  }
  co_await orders::add_to_cart(socket->visitor, product->id, 1);
  socket.assign<&Assigns::cart>(co_await orders::cart_size(socket->visitor));
  socket.put_flash("info", product->name + " is in your cart.");
}

anqa::Task<void> CatalogLive::load(Socket socket) {
  auto page = co_await catalog::search(socket->q, socket->limit);
  socket.assign<&Assigns::products>(std::move(page.products));
  socket.assign<&Assigns::total>(page.total);
}

}  // namespace shop
