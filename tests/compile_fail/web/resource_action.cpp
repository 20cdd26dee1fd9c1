// expect: this_is_no_action_of_a_resource("index, edit, new_, show, create, update, delete_")
#include "shop.hpp"

struct OrderController {
  static anqa::Conn show(anqa::Conn conn, anqa::Params params);
};

constexpr auto bad = anqa::routes(anqa::resources<OrderController>("/orders", anqa::only({"shwo"})));
