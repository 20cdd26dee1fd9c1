// expect: a_route_that_matches_the_same_paths_is_declared_twice
// expect: ({"GET /products/:name"})
#include "shop.hpp"

constexpr auto twice = anqa::routes(anqa::scope("/products", anqa::get("/:id", pages::home)),
                                    anqa::get("/products/:name", pages::home));
