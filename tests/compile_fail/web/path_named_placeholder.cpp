// expect: in call to 'a_path_has_a_brace_that_is_no_placeholder("/products/{id}")'
#include "shop.hpp"

std::string link(int id) { return path("/products/{id}", id); }
