// expect: a_route_that_matches_the_same_paths_is_declared_twice
// expect: ({"GET /orders/:order_id"})
#include "shop.hpp"

struct OrderController {
  static anqa::Conn show(anqa::Conn conn, anqa::Params params);
};

constexpr auto twice =
    anqa::routes(anqa::resources<OrderController>("/orders"), anqa::get("/orders/:order_id", pages::home));
