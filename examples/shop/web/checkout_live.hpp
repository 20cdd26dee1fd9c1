#pragma once

#include <optional>
#include <string>
#include <vector>

#include "anqa/live/components.hpp"
#include "anqa/live/live_view.hpp"
#include "anqa/live/messages.hpp"
#include "orders/orders.hpp"
#include "web/components.hpp"

namespace shop {

/// The form that makes the visitor's cart an order. What is wrong with a field stands beside it, as soon as
/// the visitor has been in it.
class CheckoutLive : public anqa::LiveView<CheckoutLive> {
 public:
  using Infos = anqa::Messages<orders::CartChanged>;
  using OrderForm = anqa::FormFor<&Order::name, &Order::email, &Order::address, &Order::note>;
  struct Assigns {
    Visitor visitor;
    orders::Cart cart;
    /// Of the order that this form becomes.
    std::string token;
    OrderForm form;
    /// What is wrong with the order as a whole.
    std::vector<std::string> problems;
    std::optional<Order> placed;
    anqa::Flash flash;
  };

  Task<void> mount(Params params, Session session, Socket socket);
  void handle_event(Event<"validate">, const Params& params, Socket& socket);
  Task<void> handle_event(Event<"place">, Params params, Socket socket);
  Task<void> handle_info(orders::CartChanged, Socket socket);

 private:
  static void show_form(const anqa::Changeset<Order>& changeset, const Params& sent, Socket& socket);
};

}  // namespace shop
