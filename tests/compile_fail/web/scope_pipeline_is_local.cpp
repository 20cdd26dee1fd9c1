// expect: is not a constant expression
// expect: pointer to
#include "shop.hpp"

void declare() {
  constexpr auto local = anqa::pipeline(pass);
  constexpr auto bad = anqa::routes(anqa::scope("/", local, anqa::get("/", pages::home)));
}
