// expect: after its action a route takes options: metadata, assign, put_private, host, log_at
#include "shop.hpp"

inline constexpr auto bad = anqa::routes(anqa::get("/", pages::home, browser));
