// A parameter behind a prefix needs the prefix: "/api/2" would be another path than "/api/v2".

// expect: in call to 'no_route_matches("/api/{}/items")'
// expect: ({"GET /api/v:version/items"}, "/api/{}/items")
#include "shop.hpp"

inline constexpr auto api = anqa::routes(anqa::get("/api/v:version/items", pages::home));

std::string link(int version) { return anqa::paths<api>("/api/{}/items", version); }
