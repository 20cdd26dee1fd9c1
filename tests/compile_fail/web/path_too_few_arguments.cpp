// expect: in call to 'a_path_has_more_placeholders_than_arguments("/products/{}")'
#include "shop.hpp"

std::string link() { return path("/products/{}"); }
