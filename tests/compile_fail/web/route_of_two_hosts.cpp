// expect: in call to 'a_route_in_a_scope_for_some_hosts_names_others()'
#include "shop.hpp"

inline constexpr auto bad =
    anqa::routes(anqa::scope("/", anqa::host<"api.">(), anqa::get("/", pages::home, anqa::host<"admin.">())));
