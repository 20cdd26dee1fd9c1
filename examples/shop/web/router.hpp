#pragma once

#include "anqa/live/channel/flash.hpp"
#include "anqa/live/channel/layout.hpp"
#include "anqa/live/mount_hook.hpp"
#include "anqa/web/csrf.hpp"
#include "anqa/web/path.hpp"
#include "anqa/web/plug.hpp"
#include "anqa/web/plugs.hpp"
#include "anqa/web/routes.hpp"
#include "anqa/web/session.hpp"
#include "web/api/orders.hpp"
#include "web/api/products.hpp"
#include "web/drawings.hpp"
#include "web/logins.hpp"
#include "web/members.hpp"
#include "web/root_layout.hpp"
#include "web/visitor.hpp"

namespace shop {

class AccountLive;
class CatalogLive;
class CheckoutLive;
class OrdersLive;
class ProductLive;
class SupportLive;
class SystemLive;

inline constexpr auto browser = anqa::pipeline(
    anqa::accepts_html, anqa::fetch_session, anqa::protect_from_forgery, anqa::put_secure_browser_headers,
    anqa::fetch_live_flash, anqa::put_root_layout<RootLayout>, ensure_visitor);

inline constexpr auto json_api = anqa::pipeline(anqa::accepts_json);

// clang-format off
inline constexpr auto routes = anqa::routes(
    anqa::scope("/", browser, anqa::live_session<"shop", &load_visitor, &follow_cart>(),
        anqa::live<CatalogLive>("/"),
        anqa::live<ProductLive>("/products/:id"),
        anqa::live<CheckoutLive>("/checkout"),
        anqa::live<SupportLive>("/support"),
        anqa::live<SupportLive>("/support/:room"),
        anqa::live<SystemLive>("/system"),
        anqa::scope("/", members,
            anqa::live<AccountLive>("/account")),
        anqa::scope("/admin", admins,
            anqa::live<OrdersLive>("/orders"))),
    anqa::scope("/", browser,
        anqa::get("/login", logins::login_form),
        anqa::post("/login", logins::log_in),
        anqa::delete_("/logout", logins::log_out),
        anqa::get("/register", logins::registration_form),
        anqa::post("/register", logins::register_user)),
    anqa::scope("/api", json_api,
        anqa::get("/products", api::list_products),
        anqa::get("/products/:id", api::show_product),
        anqa::post("/orders", api::place_order)),
    anqa::get("/drawings/:id", show_drawing),
    anqa::served_elsewhere("/pictures/*file"),
    anqa::served_elsewhere("/assets/*file"));
// clang-format on

/// `path("/checkout")`: does not compile for a path that no route matches.
inline constexpr auto path = anqa::paths<routes>;

}  // namespace shop
