// expect: path(): an argument is of a type that cannot stand in a path
#include "shop.hpp"

std::string link(bool sold) { return path("/products/{}", sold); }
