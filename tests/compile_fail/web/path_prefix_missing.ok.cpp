#include "shop.hpp"

inline constexpr auto api = anqa::routes(anqa::get("/api/v:version/items", pages::home));

std::string link(int version) { return anqa::paths<api>("/api/v{}/items", version); }
