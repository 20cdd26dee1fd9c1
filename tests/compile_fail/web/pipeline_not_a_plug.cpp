// expect: a plug is a function or an object that takes a Conn by value and returns Conn or Task<Conn>
#include "shop.hpp"

void wrong(anqa::Conn& conn);

constexpr auto bad = anqa::pipeline(wrong);
