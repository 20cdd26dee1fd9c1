// expect: in call to 'a_glob_must_be_the_last_segment("/files/*path/edit")'
#include "shop.hpp"

constexpr auto bad = anqa::routes(anqa::get("/files/*path/edit", pages::home));
