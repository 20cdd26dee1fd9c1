#pragma once

#include <string_view>

#include "anqa/web/route.hpp"

/// How a route names a live view that it knows nothing of.
///
/// Templates call path(), path() needs the routes, and the routes name the live views, which need their
/// templates. The circle is cut here: `live<ProductLive>("/products/:id")` needs only the declaration `class
/// ProductLive;`, and what serves the view is found by the linker, in the file that the template compiler
/// wrote for it.

namespace anqa {

/// What the web room knows of a live view. The live room derives its own description from it.
struct LiveViewInfo {
  /// The view's name with its namespaces: "shop::ProductLive".
  std::string_view name;
  /// Answers the first, plain HTTP request of a page.
  Task<Conn> (*serve)(const LiveViewInfo& view, Conn conn, Params params) = nullptr;
};

/// Stands for a view that may be declared only. It declares `live_view_info(LiveTag<View>)`, an ordinary
/// function of this namespace that is defined once for each view; a view that lacks one is an undefined
/// symbol when the program is linked.
template <class View>
struct LiveTag {
  friend const LiveViewInfo& live_view_info(LiveTag tag);
};

namespace detail {

template <class View>
const LiveViewInfo& find_live_view() {
  return live_view_info(LiveTag<View>{});
}

}  // namespace detail

/// A live page. `action` tells apart the routes that one view serves: `live<OrderLive>("/orders/new",
/// "new")`.
template <class View, class... Options>
consteval Route live(const char (&path)[], std::string_view action, Options... options) {
  Route route = detail::make_route(http::Method::get, path, {}, options...);
  route.kind = Route::Kind::live_view;
  route.live_view = &detail::find_live_view<View>;
  route.name = action;
  return route;
}
template <class View, class... Options>
  requires(std::same_as<Options, RouteOption> && ...)
consteval Route live(const char (&path)[], Options... options) {
  return live<View>(path, std::string_view(), options...);
}

}  // namespace anqa
