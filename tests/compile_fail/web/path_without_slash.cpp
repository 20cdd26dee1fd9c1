// expect: in call to 'a_path_must_start_with_a_slash("products")'
#include "shop.hpp"

std::string link() { return path("products"); }
