// expect: a scope takes pipelines, guards, options and routes
#include "shop.hpp"

inline constexpr auto bad = anqa::routes(anqa::scope("/", pass, anqa::get("/", pages::home)));
