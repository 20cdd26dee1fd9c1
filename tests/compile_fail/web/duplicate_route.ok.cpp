#include "shop.hpp"

constexpr auto once =
    anqa::routes(anqa::scope("/products", anqa::get("/:id", pages::home)),
                 anqa::get("/products/new", pages::home), anqa::post("/products/:name", pages::home));
