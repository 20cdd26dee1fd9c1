// expect: in call to 'no_route_matches("/produkts/{}")'
// expect: ({"GET /products/:id"}, "/produkts/{}")
#include "shop.hpp"

std::string link(const anqa::Conn& conn, int id) { return anqa::urls<routes>(conn, "/produkts/{}", id); }
