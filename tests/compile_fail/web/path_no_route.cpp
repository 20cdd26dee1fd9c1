// expect: in call to 'no_route_matches("/produkts/{}")'
// expect: ({"GET /products/:id"}, "/produkts/{}")
// expect: the_nearest_route_is
#include "shop.hpp"

std::string link(int id) { return path("/produkts/{}", id); }
