// expect: in call to 'no_route_matches("/products/{}/edit")'
// expect: the_nearest_route_is
#include "shop.hpp"

std::string link(int id) { return path("/products/{}/edit", id); }
