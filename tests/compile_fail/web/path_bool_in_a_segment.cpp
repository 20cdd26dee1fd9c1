// expect: in call to 'a_segment_cannot_be_a_bool_or_a_floating_point_number("/products/{}")'
#include "shop.hpp"

std::string link(bool sold) { return path("/products/{}", sold); }
