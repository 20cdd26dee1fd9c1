// expect: in call to 'a_parameter_needs_a_name_of_letters_digits_and_underscores("/products/:product-id")'
#include "shop.hpp"

constexpr auto bad = anqa::routes(anqa::get("/products/:product-id", pages::home));
