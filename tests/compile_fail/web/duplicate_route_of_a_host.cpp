// expect: a_route_that_matches_the_same_paths_is_declared_twice
// expect: ({"GET /items/:name"})
#include "shop.hpp"

inline constexpr auto bad = anqa::routes(anqa::scope(
    "/", anqa::host<"api.">(), anqa::get("/items/:id", pages::home), anqa::get("/items/:name", pages::home)));
