#include "shop.hpp"

inline constexpr auto good =
    anqa::routes(anqa::scope("/", anqa::host<"api.">(), anqa::get("/items/:id", pages::home)),
                 anqa::get("/items/:name", pages::home));
