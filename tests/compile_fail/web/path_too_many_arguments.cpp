// expect: in call to 'a_path_has_more_arguments_than_placeholders("/products/{}")'
#include "shop.hpp"

std::string link(int id) { return path("/products/{}", id, id); }
