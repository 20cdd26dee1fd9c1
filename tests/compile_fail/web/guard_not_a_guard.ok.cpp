#include "shop.hpp"

anqa::Admission ask(anqa::Entrant entrant);
anqa::Task<anqa::Admission> ask_later(anqa::Entrant entrant);
inline constexpr auto members = anqa::guard("members", ask);
inline constexpr auto admins = anqa::guard("admins", ask_later);
inline constexpr auto good =
    anqa::routes(anqa::scope("/", browser, members, admins, anqa::get("/", pages::home)));
