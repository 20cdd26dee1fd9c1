#include "web/cart_live.hpp"

#include "web/visitor.hpp"

namespace shop {
namespace {

/// The order that a form with this token is about. A token of another form than ours is of no use to anybody.
Order order_of(const anqa::Params& params) {
  const auto token = params.get("token").value_or("");
  return {.token = token.size() == orders::new_token().size() ? std::string(token) : orders::new_token()};
}

}  // namespace

anqa::Task<void> CartLive::mount(Params, Session session, Socket socket) {
  socket.page_title("Cart");
  socket.assign<&Assigns::visitor>(visitor_of(session));
  socket.assign<&Assigns::token>(orders::new_token());
  show_form(anqa::change(Order{}), {}, socket);
  socket.assign<&Assigns::cart>(co_await orders::cart(socket->visitor));
}

anqa::Task<void> CartLive::handle_event(Event<"one_more">, Params params, Socket socket) {
  return change(std::move(params), 1, socket);
}

anqa::Task<void> CartLive::handle_event(Event<"one_less">, Params params, Socket socket) {
  return change(std::move(params), -1, socket);
}

anqa::Task<void> CartLive::handle_event(Event<"remove">, Params params, Socket socket) {
  return change(std::move(params), -orders::max_quantity, socket);
}

void CartLive::handle_event(Event<"validate">, const Params& params, Socket& socket) {
  const auto sent = params["order"];
  show_form(orders::changeset(Order{}, sent).with_action(anqa::ChangesetAction::insert), sent, socket);
}

anqa::Task<void> CartLive::handle_event(Event<"place">, Params params, Socket socket) {
  const auto placed =
      co_await orders::place(orders::changeset(order_of(params), params["order"]), socket->visitor);
  if (placed) {
    socket.assign<&Assigns::placed>(*placed);
    socket.assign<&Assigns::token>(orders::new_token());
    show_form(anqa::change(Order{}), {}, socket);
  } else {
    show_form(placed.error(), {}, socket);
  }
  socket.assign<&Assigns::cart>(co_await orders::cart(socket->visitor));
}

anqa::Task<void> CartLive::change(Params params, int count, Socket socket) {
  co_await orders::add_to_cart(socket->visitor, params.get<std::int64_t>("id").value_or(0), count);
  socket.assign<&Assigns::placed>(std::optional<Order>());
  socket.assign<&Assigns::cart>(co_await orders::cart(socket->visitor));
}

void CartLive::show_form(const anqa::Changeset<Order>& changeset, const Params& sent, Socket& socket) {
  socket.assign<&Assigns::form>(
      anqa::to_form<&Order::name, &Order::email, &Order::address, &Order::note>(changeset, "order", sent));
  socket.assign<&Assigns::problems>(changeset.errors_on<&Order::token>());
}

}  // namespace shop
