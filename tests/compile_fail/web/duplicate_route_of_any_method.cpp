// expect: a_route_that_matches_the_same_paths_is_declared_twice
// expect: ({"* /items"})
#include "shop.hpp"

inline constexpr auto bad = anqa::routes(anqa::get("/items", pages::home), anqa::any("/items", pages::home));
