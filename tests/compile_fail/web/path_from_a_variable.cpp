// Only a literal can be checked while the program compiles.
// expect: is not a constant expression
#include "shop.hpp"

std::string link(const char (&to)[10]) { return path(to); }
