// expect: in call to 'a_glob_must_be_a_whole_segment("/files/a*rest")'
#include "shop.hpp"

inline constexpr auto bad = anqa::routes(anqa::get("/files/a*rest", pages::home));
