#pragma once

#include <optional>
#include <string>
#include <vector>

#include "anqa/live/live_view.hpp"
#include "catalog/catalog.hpp"
#include "orders/orders.hpp"
#include "web/components.hpp"

namespace shop {

/// What the visitor is about to buy, and the form that makes it an order.
class CartLive : public anqa::LiveView<CartLive> {
 public:
  struct Assigns {
    std::string visitor;
    orders::Cart cart;
    /// Of the order that this form becomes.
    std::string token;
    anqa::Form form;
    /// What is wrong with the order as a whole.
    std::vector<std::string> problems;
    std::optional<Order> placed;
  };

  Task<void> mount(Params params, Session session, Socket socket);
  Task<void> handle_event(Event<"one_more">, Params params, Socket socket);
  Task<void> handle_event(Event<"one_less">, Params params, Socket socket);
  Task<void> handle_event(Event<"remove">, Params params, Socket socket);
  void handle_event(Event<"validate">, const Params& params, Socket& socket);
  Task<void> handle_event(Event<"place">, Params params, Socket socket);

 private:
  static Task<void> change(Params params, int count, Socket socket);
  static void show_form(const anqa::Changeset<Order>& changeset, const Params& sent, Socket& socket);
};

}  // namespace shop
