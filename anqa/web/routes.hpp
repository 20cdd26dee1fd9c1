#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

#include "anqa/web/detail/route_table.hpp"
#include "anqa/web/guard.hpp"
#include "anqa/web/live_route.hpp"
#include "anqa/web/resources.hpp"
#include "anqa/web/route.hpp"

/// An application's routes, as one constant:
///
///     inline constexpr auto routes = anqa::routes(
///         anqa::scope("/", browser,
///             anqa::get("/", pages::home),
///             anqa::live<ProductLive>("/products/:id")),
///         anqa::scope("/account", browser, members, anqa::live<SettingsLive>("/settings")),
///         anqa::scope("/api", api, anqa::resources<OrderController>("/orders")));
///
/// Two routes of one method that match the same paths do not compile. The header that holds this constant
/// should declare what it names and define nothing, so that whatever calls path() can include it.

namespace anqa {

template <std::size_t Capacity>
class Routes;

namespace detail {

template <class T>
inline constexpr std::size_t route_capacity = 0;
template <>
inline constexpr std::size_t route_capacity<Route> = 1;
template <std::size_t N>
inline constexpr std::size_t route_capacity<RouteList<N>> = N;
template <std::size_t N>
inline constexpr std::size_t route_capacity<Routes<N>> = N;

template <class T>
inline constexpr bool is_pipeline = std::same_as<T, Guard>;
template <class... Plugs>
inline constexpr bool is_pipeline<Pipeline<Plugs...>> = true;

template <class T>
concept RouteEntry = route_capacity<T> > 0;
template <class T>
concept ScopeArgument = RouteEntry<T> || is_pipeline<T> || std::same_as<T, RouteOption>;

/// What a scope puts in front of its routes.
struct ScopeHead {
  Pattern prefix;
  PipelineRef pipelines[Route::max_pipelines]{};
  std::size_t pipeline_count = 0;
  RouteOption options[Route::max_data + 2]{};
  std::size_t option_count = 0;

  template <class... Plugs>
  constexpr void add(const Pipeline<Plugs...>& plugs) {
    add(pipeline_ref(plugs));
  }
  constexpr void add(const Guard& guard) { add(pipeline_ref(guard)); }
  constexpr void add(const PipelineRef& ref) {
    if (pipeline_count == Route::max_pipelines) a_route_stands_behind_too_many_pipelines_and_guards();
    pipelines[pipeline_count++] = ref;
  }
  constexpr void add(const RouteOption& option) {
    if (option_count == Route::max_data + 2) a_route_has_too_much_metadata();
    options[option_count++] = option;
  }
  template <RouteEntry T>
  constexpr void add(const T&) {}
};

/// Changes the route where it stands: copies are what building the table costs the compiler.
constexpr void put_in_scope(Route& route, const ScopeHead& head) {
  Pattern& pattern = route.pattern;
  const std::size_t shift = head.prefix.part_count;
  if (pattern.part_count + shift > max_pattern_parts) scopes_are_nested_too_deeply();
  if (shift > 0) {
    for (std::size_t i = pattern.part_count; i > 0; --i) pattern.parts[i - 1 + shift] = pattern.parts[i - 1];
    for (std::size_t i = 0; i < shift; ++i) pattern.parts[i] = head.prefix.parts[i];
    pattern.part_count = static_cast<std::uint8_t>(pattern.part_count + shift);
    pattern.segment_count = static_cast<std::uint8_t>(pattern.segment_count + head.prefix.segment_count);
    if (pattern.segment_count > max_segments) scopes_are_nested_too_deeply();
  }
  for (std::size_t i = 0; i < head.option_count; ++i) apply_option(route, head.options[i]);
  if (head.pipeline_count == 0) return;
  if (route.pipeline_count + head.pipeline_count > Route::max_pipelines) {
    a_route_stands_behind_too_many_pipelines_and_guards();
  }
  for (std::size_t i = route.pipeline_count; i > 0; --i) {
    route.pipelines[i - 1 + head.pipeline_count] = route.pipelines[i - 1];
  }
  for (std::size_t i = 0; i < head.pipeline_count; ++i) route.pipelines[i] = head.pipelines[i];
  route.pipeline_count = static_cast<std::uint8_t>(route.pipeline_count + head.pipeline_count);
}

template <std::size_t N>
constexpr void add_to_scope(RouteList<N>& all, const ScopeHead& head, const Route& route) {
  all.list[all.size] = route;
  put_in_scope(all.list[all.size++], head);
}
template <std::size_t N, std::size_t M>
constexpr void add_to_scope(RouteList<N>& all, const ScopeHead& head, const RouteList<M>& routes) {
  for (std::size_t i = 0; i < routes.size; ++i) add_to_scope(all, head, routes.list[i]);
}
template <std::size_t N, std::size_t M>
constexpr void add_to_scope(RouteList<N>& all, const ScopeHead& head, const Routes<M>& routes) {
  for (const Route& route : routes.all()) add_to_scope(all, head, route);
}
template <std::size_t N, class T>
constexpr void add_to_scope(RouteList<N>&, const ScopeHead&, const T&) {}

}  // namespace detail

/// Routes under a common path. Between the path and the routes may stand, in the order in which requests pass
/// them, pipelines (see plug.hpp) and guards (see guard.hpp), and options (see route_options.hpp). What a
/// request passes first are the pipelines of the scopes around this one. Pipelines and guards must be
/// constants at namespace scope: routes refer to them. Scopes nest; the routes of another application may
/// stand in one, too.
template <class... Arguments>
consteval auto scope(const char (&path)[], const Arguments&... arguments) {
  static_assert((detail::ScopeArgument<Arguments> && ...),
                "a scope takes pipelines, guards, options and routes");
  detail::ScopeHead head;
  detail::append_path(head.prefix, path);
  if (head.prefix.has_glob) detail::a_scope_must_not_end_in_a_glob(path);
  if (head.prefix.segment_count == 0) head.prefix.part_count = 0;
  (head.add(arguments), ...);
  RouteList<(detail::route_capacity<Arguments> + ... + 0)> all;
  (detail::add_to_scope(all, head, arguments), ...);
  return all;
}

/// All routes of an application, in the order of their declaration.
template <std::size_t Capacity>
class Routes {
 public:
  template <class... Entries>
  consteval explicit Routes(const Entries&... entries) {
    constexpr detail::ScopeHead nothing;
    (detail::add_to_scope(all_, nothing, entries), ...);
    for (std::size_t i = 0; i < all_.size; ++i) {
      index_[i] = {detail::pattern_hash(all_.list[i].pattern), static_cast<std::uint16_t>(i)};
    }
    std::sort(index_, index_ + all_.size);
    detail::refuse_duplicates(table());
  }

  constexpr std::span<const Route> all() const { return {all_.list, all_.size}; }
  constexpr operator std::span<const Route>() const { return all(); }  // NOLINT(google-explicit-constructor)
  /// For path(): the routes and how to find those that may match.
  constexpr detail::RouteTable table() const { return {all_.list, index_, all_.size}; }

 private:
  static_assert(Capacity < 65536);
  RouteList<Capacity> all_;
  detail::IndexedRoute index_[Capacity + 1]{};
};

template <detail::RouteEntry... Entries>
consteval auto routes(const Entries&... entries) {
  return Routes<(detail::route_capacity<Entries> + ... + 0)>(entries...);
}

}  // namespace anqa
