// expect: path(): an argument is of a type that cannot stand in a path; it takes integers, strings, and
// expect: types with a to_param(value) that returns a string
// expect: operator()<double>
#include "shop.hpp"

std::string link(double price) { return path("/products/{}", price); }
