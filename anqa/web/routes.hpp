#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "anqa/web/detail/route_table.hpp"
#include "anqa/web/live_route.hpp"
#include "anqa/web/resources.hpp"
#include "anqa/web/route.hpp"

/// An application's routes, as one constant:
///
///     inline constexpr auto routes = anqa::routes(
///         anqa::scope("/", browser,
///             anqa::get("/", pages::home),
///             anqa::live<ProductLive>("/products/:id")),
///         anqa::scope("/api", api, anqa::resources<OrderController>("/orders")));
///
/// Two routes of one method that match the same paths do not compile. The header that holds this constant
/// should declare what it names and define nothing, so that whatever calls path() can include it.

namespace anqa {

namespace detail {

template <class T>
inline constexpr std::size_t route_capacity = 0;
template <>
inline constexpr std::size_t route_capacity<Route> = 1;
template <std::size_t N>
inline constexpr std::size_t route_capacity<RouteList<N>> = N;

template <class T>
concept RouteEntry = route_capacity<T> > 0;

/// Changes the route where it stands: copies are what building the table costs the compiler.
constexpr void put_in_scope(Route& route, const Pattern& prefix, const PipelineRef& pipeline) {
  Pattern& pattern = route.pattern;
  const std::size_t shift = prefix.part_count;
  if (pattern.part_count + shift > max_pattern_parts) scopes_are_nested_too_deeply();
  if (shift > 0) {
    for (std::size_t i = pattern.part_count; i > 0; --i) pattern.parts[i - 1 + shift] = pattern.parts[i - 1];
    for (std::size_t i = 0; i < shift; ++i) pattern.parts[i] = prefix.parts[i];
    pattern.part_count = static_cast<std::uint8_t>(pattern.part_count + shift);
    pattern.segment_count = static_cast<std::uint8_t>(pattern.segment_count + prefix.segment_count);
    if (pattern.segment_count > max_segments) scopes_are_nested_too_deeply();
  }
  if (pipeline.run == nullptr) return;
  if (route.pipeline_count == max_pattern_parts) scopes_are_nested_too_deeply();
  for (std::size_t i = route.pipeline_count; i > 0; --i) route.pipelines[i] = route.pipelines[i - 1];
  route.pipelines[0] = pipeline;  // the outermost runs first
  ++route.pipeline_count;
}

template <std::size_t N>
constexpr void add_to_scope(RouteList<N>& all, const Pattern& prefix, const PipelineRef& pipeline,
                            const Route& route) {
  all.list[all.size] = route;
  put_in_scope(all.list[all.size++], prefix, pipeline);
}
template <std::size_t N, std::size_t M>
constexpr void add_to_scope(RouteList<N>& all, const Pattern& prefix, const PipelineRef& pipeline,
                            const RouteList<M>& routes) {
  for (std::size_t i = 0; i < routes.size; ++i) add_to_scope(all, prefix, pipeline, routes.list[i]);
}

template <class... Entries>
constexpr auto make_scope(const char (&path)[], PipelineRef pipeline, const Entries&... entries) {
  Pattern prefix;
  append_path(prefix, path);
  if (prefix.has_glob) a_scope_must_not_end_in_a_glob(path);
  if (prefix.segment_count == 0) prefix.part_count = 0;
  RouteList<(route_capacity<Entries> + ... + 0)> all;
  (add_to_scope(all, prefix, pipeline, entries), ...);
  return all;
}

}  // namespace detail

/// Routes under a common path. Scopes nest.
template <detail::RouteEntry... Entries>
consteval auto scope(const char (&path)[], const Entries&... entries) {
  return detail::make_scope(path, {}, entries...);
}

/// Routes under a common path whose requests pass through `pipeline` first (see plug.hpp), after the
/// pipelines of the scopes around this one. `plugs` must be a constant at namespace scope: routes refer to
/// it.
template <class... Plugs, detail::RouteEntry... Entries>
consteval auto scope(const char (&path)[], const Pipeline<Plugs...>& plugs, const Entries&... entries) {
  return detail::make_scope(path, detail::pipeline_ref(plugs), entries...);
}

/// All routes of an application, in the order of their declaration.
template <std::size_t Capacity>
class Routes {
 public:
  template <class... Entries>
  consteval explicit Routes(const Entries&... entries) {
    (detail::add_to_scope(all_, {}, {}, entries), ...);
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
