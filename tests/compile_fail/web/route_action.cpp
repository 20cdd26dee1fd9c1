// expect: a route's action is a function that takes (Conn, Params) or (Conn), by value, and returns Conn
// expect: or Task<Conn>
#include "shop.hpp"

int wrong(anqa::Conn conn);

constexpr auto bad = anqa::routes(anqa::get("/products", wrong));
