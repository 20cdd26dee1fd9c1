#pragma once

#include "anqa/live/channel/flash.hpp"
#include "anqa/live/channel/layout.hpp"
#include "anqa/web/csrf.hpp"
#include "anqa/web/path.hpp"
#include "anqa/web/plug.hpp"
#include "anqa/web/plugs.hpp"
#include "anqa/web/routes.hpp"
#include "anqa/web/session.hpp"
#include "web/root_layout.hpp"
#include "web/visitor.hpp"

namespace shop {

class CartLive;
class CatalogLive;
class OrdersLive;
class SystemLive;

inline constexpr auto browser = anqa::pipeline(
    anqa::accepts_html, anqa::fetch_session, anqa::protect_from_forgery, anqa::put_secure_browser_headers,
    anqa::fetch_live_flash, anqa::put_root_layout<RootLayout>, ensure_visitor);

inline constexpr auto routes = anqa::routes(         //
    anqa::scope("/", browser,                        //
                anqa::live<CatalogLive>("/"),        //
                anqa::live<CartLive>("/cart"),       //
                anqa::live<OrdersLive>("/orders"),   //
                anqa::live<SystemLive>("/system")),  //
    anqa::served_elsewhere("/assets/*file"));

/// `path("/cart")`: does not compile for a path that no route matches.
inline constexpr auto path = anqa::paths<routes>;

}  // namespace shop
