#pragma once

#include <string>

#include "anqa/web/path.hpp"
#include "anqa/web/plug.hpp"
#include "anqa/web/routes.hpp"

// What the cases of this folder share: an application's routes, and its path().
class ProductLive;

namespace pages {
anqa::Conn home(anqa::Conn conn);
anqa::Task<anqa::Conn> download(anqa::Conn conn, anqa::Params params);
}  // namespace pages

anqa::Conn pass(anqa::Conn conn);

inline constexpr auto browser = anqa::pipeline(pass);

inline constexpr auto routes = anqa::routes(
    anqa::scope("/", browser, anqa::get("/", pages::home), anqa::live<ProductLive>("/products"),
                anqa::live<ProductLive>("/products/:id"), anqa::get("/files/*path", pages::download)),
    anqa::scope("/admin", anqa::delete_("/users/:user_id/posts/:id", pages::home)));

inline constexpr auto path = anqa::paths<routes>;
