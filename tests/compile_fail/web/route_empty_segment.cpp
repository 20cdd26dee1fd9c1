// expect: in call to 'a_route_has_an_empty_segment("/products/")'
#include "shop.hpp"

constexpr auto bad = anqa::routes(anqa::get("/products/", pages::home));
