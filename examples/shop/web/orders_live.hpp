#pragma once

#include <cstdint>

#include "anqa/live/live_view.hpp"
#include "anqa/live/messages.hpp"
#include "orders/orders.hpp"
#include "web/components.hpp"

namespace shop {

/// The newest orders, for the shop's people; each new one appears the moment it is placed, by whomever.
class OrdersLive : public anqa::LiveView<OrdersLive> {
 public:
  using Infos = anqa::Messages<orders::OrderPlaced, orders::OrderShipped>;
  struct Assigns {
    Visitor visitor;
    anqa::CountedStream<Order> orders;
    std::int64_t count = 0;
    anqa::Flash flash;
  };
  static constexpr std::int64_t shown = 50;

  Task<void> mount(Params params, Session session, Socket socket);
  Task<void> handle_event(Event<"ship">, Params params, Socket socket);
  Task<void> handle_info(orders::OrderPlaced placed, Socket socket);
  void handle_info(const orders::OrderShipped& shipped, Socket& socket);
};

}  // namespace shop
