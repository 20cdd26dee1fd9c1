// expect: in call to 'a_path_has_a_space_or_another_character_that_must_be_encoded("/products/green tea")'
#include "shop.hpp"

std::string link() { return path("/products/green tea"); }
