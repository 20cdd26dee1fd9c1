#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "anqa/live/view.hpp"
#include "anqa/term/params.hpp"
#include "anqa/web/router.hpp"

namespace anqa::detail {

/// Where an address leads.
struct LiveTarget {
  const ViewType* view = nullptr;
  const Route* route = nullptr;
  /// Of the path and the query.
  Params params;
  /// Path and query.
  std::string path;
};

/// The live view at a URL as a browser has it, "http://localhost:4000/products?q=tea", or at a path. Nothing
/// where no live route matches or the query is broken.
std::optional<LiveTarget> find_live_target(const Router& router, std::string_view url);

/// A route as it was declared, "/products/:id", behind the hosts that it is for, where it is for some.
std::string pattern_of(const Route& route);

/// The live route of that pattern_of(); null when there is none.
const Route* find_live_route(const Router& router, std::string_view pattern);

/// Whether the same plugs stand before both, and both are of the same live session, or of none.
bool same_pipelines(const Route& a, const Route& b);

/// Why a live page of the one does not go to the other without a page load.
std::string why_apart(const Route& from, const Route& to);

/// The view of that name, if one of the routes leads to it.
const ViewType* find_view(const Router& router, std::string_view name);

/// The URL of a path on the host of another URL: ("http://localhost:4000/a?b", "/c") gives
/// "http://localhost:4000/c".
std::string url_of_path(std::string_view url, std::string_view path);

}  // namespace anqa::detail
