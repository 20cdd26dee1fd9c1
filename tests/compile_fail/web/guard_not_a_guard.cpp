// expect: a guard is a function that takes an Entrant by value and returns Admission or Task<Admission>
#include "shop.hpp"

bool is_member(anqa::Entrant entrant);
inline constexpr auto members = anqa::guard("members", is_member);
