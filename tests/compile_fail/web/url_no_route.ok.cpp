#include "shop.hpp"

std::string link(const anqa::Conn& conn, int id) { return anqa::urls<routes>(conn, "/products/{}", id); }
