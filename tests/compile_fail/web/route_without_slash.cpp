// expect: in call to 'a_route_must_start_with_a_slash("products")'
#include "shop.hpp"

constexpr auto bad = anqa::routes(anqa::get("products", pages::home));
