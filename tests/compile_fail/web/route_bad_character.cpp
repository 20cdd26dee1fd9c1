// expect: in call to 'a_route_has_a_character_that_a_path_cannot_hold("/products?page=1")'
#include "shop.hpp"

constexpr auto bad = anqa::routes(anqa::get("/products?page=1", pages::home));
