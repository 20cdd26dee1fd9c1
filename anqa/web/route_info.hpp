#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "anqa/http/method.hpp"
#include "anqa/term/params.hpp"
#include "anqa/web/methods.hpp"

namespace anqa {

struct Route;
class Router;

/// What is known of a route, for people and for tools.
struct RouteInfo {
  /// "GET", "GET|POST", or "*" for all.
  std::string methods;
  /// As it was declared: "/products/:id".
  std::string path;
  /// Whole hosts, and beginnings such as "api."; empty for all.
  std::vector<std::string> hosts;
  /// What answers: "shop::pages::home", "shop::OrderController :show", "shop::ProductLive :edit", "forward
  /// shop::jobs". A function's name is found in the program's symbols; one that no other file can name has
  /// none there.
  std::string serves;
  /// The plugs on the way, the first first: "anqa::fetch_session".
  std::vector<std::string> plugs;
  /// The guards among them: who may enter. Empty: anybody.
  std::vector<std::string> guards;
  std::vector<std::pair<std::string, std::string>> metadata;
  const Route* route = nullptr;

  /// The text at a key of the metadata; empty without one. A route's own wins over a scope's.
  std::string_view metadata_at(std::string_view key) const;
};

RouteInfo route_info(const Route& route);

/// Where a request would lead, and its path parameters. Nothing where no route matches.
struct RouteMatchInfo : RouteInfo {
  Params path_params;
};
std::optional<RouteMatchInfo> route_info(const Router& router, http::Method method, std::string_view path,
                                         std::string_view host = {});

/// Which routes a listing shows.
struct RouteFilter {
  /// Empty: all.
  std::optional<http::Method> method = {};
  /// Only those that a request for this path may lead to.
  std::string path = {};
};

/// The routes as a table, one line each, with what protects them:
///
///     GET   /                  shop::CatalogLive                anyone
///     GET   /account/settings  shop::SettingsLive               members
///     POST  /api/orders        shop::OrderController :create    api keys
std::string format_routes(std::span<const Route> routes, const RouteFilter& filter = {});

/// For main(): where the program was called with `--routes`, optionally followed by a method or a path,
/// prints them and gives true.
///
///     if (anqa::print_routes(argc, argv, shop::routes)) return 0;
bool print_routes(int argc, const char* const* argv, std::span<const Route> routes);

}  // namespace anqa
