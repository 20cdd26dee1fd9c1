// expect: resources() takes only, except, singleton, param<…>, name<…>, and routes that are nested in it
#include "shop.hpp"

struct OrderController {
  static anqa::Conn index(anqa::Conn conn);
};
inline constexpr auto bad = anqa::routes(anqa::resources<OrderController>("/orders", "index"));
