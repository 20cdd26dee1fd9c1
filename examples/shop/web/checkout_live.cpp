#include "web/checkout_live.hpp"

#include <utility>

namespace shop {
namespace {

/// The order that a form with this token is about. A token of another form than ours is of no use to anybody.
Order order_of(const anqa::Params& params) {
  const auto token = params.get("token").value_or("");
  return {.token = token.size() == orders::new_token().size() ? std::string(token) : orders::new_token()};
}

}  // namespace

anqa::Task<void> CheckoutLive::mount(Params, Session, Socket socket) {
  socket.page_title("Check out");
  socket.assign_new<&Assigns::visitor>("visitor", [] { return Visitor(); });
  socket.put_private("follows cart", true);
  socket.assign<&Assigns::token>(orders::new_token());
  show_form(anqa::change(Order{.name = socket->visitor.name}), {}, socket);
  socket.assign<&Assigns::cart>(co_await orders::cart(socket->visitor.id));
}

void CheckoutLive::handle_event(Event<"validate">, const Params& params, Socket& socket) {
  const auto sent = params["order"];
  show_form(orders::changeset(Order{}, sent).with_action(anqa::ChangesetAction::insert), sent, socket);
}

anqa::Task<void> CheckoutLive::handle_event(Event<"place">, Params params, Socket socket) {
  auto placed =
      co_await orders::place(orders::changeset(order_of(params), params["order"]), socket->visitor.id);
  if (!placed) {
    show_form(placed.error(), {}, socket);
    co_return;
  }
  socket.assign<&Assigns::placed>(*std::move(placed));
  socket.assign<&Assigns::token>(orders::new_token());
}

anqa::Task<void> CheckoutLive::handle_info(orders::CartChanged, Socket socket) {
  socket.assign<&Assigns::cart>(co_await orders::cart(socket->visitor.id));
  // Who goes on shopping is about to place another order.
  if (!socket->cart.empty()) socket.assign<&Assigns::placed>(std::optional<Order>());
}

void CheckoutLive::show_form(const anqa::Changeset<Order>& changeset, const Params& sent, Socket& socket) {
  socket.assign<&Assigns::form>(
      anqa::to_form<&Order::name, &Order::email, &Order::address, &Order::note>(changeset, "order", sent));
  socket.assign<&Assigns::problems>(changeset.errors_on<&Order::token>());
}

}  // namespace shop
