#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "anqa/live/live_view.hpp"
#include "catalog/catalog.hpp"
#include "orders/orders.hpp"
#include "web/components.hpp"

namespace shop {

/// The newest orders; each new one appears the moment it is placed, by whomever.
class OrdersLive : public anqa::LiveView<OrdersLive> {
 public:
  using Infos = anqa::Messages<orders::OrderPlaced>;
  struct Assigns {
    std::vector<Order> orders;
    std::int64_t count = 0;
    int cart = 0;
  };
  static constexpr std::size_t shown = 50;

  Task<void> mount(Params params, Session session, Socket socket);
  anqa::Task<void> handle_info(orders::OrderPlaced placed, Socket socket);
};

}  // namespace shop
