#include "web/cart_drawer.hpp"

#include "catalog/catalog.hpp"

namespace shop {

anqa::Task<void> CartDrawer::update(Attributes attributes, Socket socket) {
  socket.assign<&Assigns::id>(attributes.id);
  socket.assign<&Assigns::visitor>(attributes.visitor);
  return show(socket);
}

anqa::Task<void> CartDrawer::handle_event(Event<"add">, Params params, Socket socket) {
  const auto product = co_await catalog::get_product(params.get<std::int64_t>("id").value_or(0));
  if (!product) {
    socket.put_flash("error", "This product is no longer sold.");
    co_return;
  }
  co_await change(std::move(params), 1, socket);
  socket.put_flash("info", product->name + " is in your cart.");
}

anqa::Task<void> CartDrawer::handle_event(Event<"one_more">, Params params, Socket socket) {
  return change(std::move(params), 1, socket);
}

anqa::Task<void> CartDrawer::handle_event(Event<"one_less">, Params params, Socket socket) {
  return change(std::move(params), -1, socket);
}

anqa::Task<void> CartDrawer::handle_event(Event<"remove">, Params params, Socket socket) {
  return change(std::move(params), -orders::max_quantity, socket);
}

anqa::Task<void> CartDrawer::handle_info(orders::CartChanged, Socket socket) { return show(socket); }

anqa::Task<void> CartDrawer::change(Params params, int count, Socket socket) {
  co_await orders::add_to_cart(socket->visitor, params.get<std::int64_t>("id").value_or(0), count);
  co_await show(socket);
}

anqa::Task<void> CartDrawer::show(Socket socket) {
  socket.assign<&Assigns::cart>(co_await orders::cart(socket->visitor));
}

anqa::JS CartDrawer::open() {
  return anqa::JS()
      .remove_attribute("hidden", {.to = "#cart-drawer"})
      .add_class("modal-open", {.to = "body"})
      .focus_first({.to = "#cart-box"});
}

anqa::JS CartDrawer::close() {
  return anqa::JS()
      .set_attribute("hidden", "", {.to = "#cart-drawer"})
      .remove_class("modal-open", {.to = "body"})
      .focus({.to = "#cart-button"});
}

}  // namespace shop
