#pragma once

#include <string>

#include "anqa/live/core_components.hpp"
#include "anqa/live/live_component.hpp"
#include "anqa/live/messages.hpp"
#include "orders/cart.hpp"
#include "web/paths.hpp"

namespace shop {

/// The visitor's cart: a button in the head of each page with the number of items, and a drawer that it
/// opens. Whatever on the page puts something into it sends it the event: `phx-click="add"
/// phx-target="#cart"`.
class CartDrawer : public anqa::LiveComponent<CartDrawer> {
 public:
  struct Attributes {
    std::string id;
    std::string visitor;
  };
  struct Assigns {
    std::string id;
    std::string visitor;
    orders::Cart cart;
  };
  /// Sent by other templates than its own.
  using Events = anqa::Events<"add">;
  using Infos = anqa::Messages<orders::CartChanged>;

  Task<void> update(Attributes attributes, Socket socket);
  Task<void> handle_event(Event<"add">, Params params, Socket socket);
  Task<void> handle_event(Event<"one_more">, Params params, Socket socket);
  Task<void> handle_event(Event<"one_less">, Params params, Socket socket);
  Task<void> handle_event(Event<"remove">, Params params, Socket socket);
  Task<void> handle_info(orders::CartChanged, Socket socket);

  static anqa::JS open();
  static anqa::JS close();

 private:
  static Task<void> change(Params params, int count, Socket socket);
  static Task<void> show(Socket socket);
};

}  // namespace shop
