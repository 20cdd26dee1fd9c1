#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <type_traits>

#include "anqa/web/detail/pattern.hpp"
#include "anqa/web/detail/pipeline_ref.hpp"
#include "anqa/web/fwd.hpp"
#include "anqa/web/methods.hpp"
#include "anqa/web/route_options.hpp"

namespace anqa {

/// What a route calls: a plain function `Task<Conn>(Conn, Params)` or `Conn(Conn, Params)`, or the same
/// without the Params, or a lambda without captures. The functions need only be declared where the routes
/// are.
class Action {
 public:
  enum class Kind : std::uint8_t { none, waits, answers, waits_plain, answers_plain };

  constexpr Action() = default;

  template <class F>
  constexpr Action(F function) {  // NOLINT(google-explicit-constructor): a function is an action
    if constexpr (std::convertible_to<F, Task<Conn> (*)(Conn, Params)>) {
      kind_ = Kind::waits;
      waits_ = function;
    } else if constexpr (std::convertible_to<F, Conn (*)(Conn, Params)>) {
      kind_ = Kind::answers;
      answers_ = function;
    } else if constexpr (std::convertible_to<F, Task<Conn> (*)(Conn)>) {
      kind_ = Kind::waits_plain;
      waits_plain_ = function;
    } else {
      static_assert(
          std::convertible_to<F, Conn (*)(Conn)>,
          "a route's action is a function that takes (Conn, Params) or (Conn), by value, and returns "
          "Conn or Task<Conn>");
      kind_ = Kind::answers_plain;
      answers_plain_ = function;
    }
  }

  constexpr Kind kind() const { return kind_; }
  bool waits() const { return kind_ == Kind::waits || kind_ == Kind::waits_plain; }
  /// Where the function is, for those who look up its name.
  const void* address() const;
  /// Runs the action; its kind() must not be none. Throws what the action throws.
  Task<Conn> run(Conn conn, Params params) const;
  /// The same for one that does not wait.
  Conn run_now(Conn conn, Params params) const;

 private:
  Kind kind_ = Kind::none;
  union {
    std::nullptr_t none_ = nullptr;
    Task<Conn> (*waits_)(Conn, Params);
    Conn (*answers_)(Conn, Params);
    Task<Conn> (*waits_plain_)(Conn);
    Conn (*answers_plain_)(Conn);
  };
};

/// One line of the routes. A plain value: the table of an application is an array of these.
struct Route {
  enum class Kind : std::uint8_t {
    action,
    live_view,
    forward,    ///< a plug that serves everything under the path
    elsewhere,  ///< served by something else, such as the static files: path() accepts it, the router skips
                ///< it
  };
  static constexpr std::size_t max_pipelines = 8;
  static constexpr std::size_t max_data = 6;

  detail::Pattern pattern;
  Methods methods;
  Kind kind = Kind::action;
  std::uint8_t pipeline_count = 0;
  std::uint8_t data_count = 0;
  RouteLog log;
  Action action;
  /// For `live<View>(…)`; see live_route.hpp.
  const LiveViewInfo& (*live_view)() = nullptr;
  /// The live_action of a live route, or the name of a resource's action: "edit".
  std::string_view name;
  /// Of a resource: "shop::OrderController".
  std::string_view controller;
  /// Null: all.
  const HostSet* hosts = nullptr;
  /// The pipelines and guards that stand before it, the outermost first.
  detail::PipelineRef pipelines[max_pipelines]{};
  const RouteDatum* data[max_data]{};
};

/// Several routes, as `scope` and `resources` give them.
template <std::size_t Capacity>
struct RouteList {
  Route list[Capacity == 0 ? 1 : Capacity]{};
  std::size_t size = 0;

  constexpr void add(const Route& route) { list[size++] = route; }
};

namespace detail {

void this_does_not_compile();

// What each function's name says is the text of the compile error; see route_errors.hpp.
constexpr void a_route_must_start_with_a_slash(const char (&)[]) { this_does_not_compile(); }
constexpr void a_route_has_an_empty_segment(const char (&)[]) { this_does_not_compile(); }
constexpr void a_route_has_a_character_that_a_path_cannot_hold(const char (&)[]) { this_does_not_compile(); }
constexpr void a_glob_must_be_the_last_segment(const char (&)[]) { this_does_not_compile(); }
constexpr void a_parameter_needs_a_name_of_letters_digits_and_underscores(const char (&)[]) {
  this_does_not_compile();
}
constexpr void a_route_has_too_many_segments(const char (&)[]) { this_does_not_compile(); }
constexpr void a_scope_must_not_end_in_a_glob(const char (&)[]) { this_does_not_compile(); }
constexpr void a_glob_must_be_a_whole_segment(const char (&)[]) { this_does_not_compile(); }
constexpr void a_route_stands_behind_too_many_pipelines_and_guards() { this_does_not_compile(); }
constexpr void a_route_has_too_much_metadata() { this_does_not_compile(); }
constexpr void a_route_in_a_scope_for_some_hosts_names_others() { this_does_not_compile(); }
constexpr void scopes_are_nested_too_deeply() { this_does_not_compile(); }

constexpr bool is_name(std::string_view text) {
  if (text.empty() || (text[0] >= '0' && text[0] <= '9')) return false;
  for (char c : text) {
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'))
      return false;
  }
  return true;
}

/// Appends a path, "/products/:id", to a pattern after checking it.
constexpr void append_path(Pattern& pattern, const char (&path)[]) {
  const std::string_view text = path;
  if (!text.starts_with('/')) a_route_must_start_with_a_slash(path);
  if (text.find("//") != std::string_view::npos || (text.size() > 1 && text.ends_with('/'))) {
    a_route_has_an_empty_segment(path);
  }
  for (const char bad : {' ', '?', '#', '%', '{', '}', '\\'}) {
    if (find_byte(text, bad) != std::string_view::npos) a_route_has_a_character_that_a_path_cannot_hold(path);
  }
  std::string_view segment_text;
  for (PathCursor cursor(text); cursor.next(segment_text);) {
    const Segment segment = to_segment(segment_text);
    if (pattern.has_glob) a_glob_must_be_the_last_segment(path);
    if (segment.kind != SegmentKind::glob && find_byte(segment_text, '*') != std::string_view::npos) {
      a_glob_must_be_a_whole_segment(path);
    }
    if (segment.kind != SegmentKind::literal && !is_name(segment.text)) {
      a_parameter_needs_a_name_of_letters_digits_and_underscores(path);
    }
    pattern.has_glob = segment.kind == SegmentKind::glob;
    if (++pattern.segment_count > max_segments) a_route_has_too_many_segments(path);
  }
  if (pattern.part_count == max_pattern_parts) scopes_are_nested_too_deeply();
  pattern.parts[pattern.part_count++] = text;
}

constexpr void add_datum(Route& route, const RouteDatum* datum) {
  if (route.data_count == Route::max_data) a_route_has_too_much_metadata();
  route.data[route.data_count++] = datum;
}

/// What is told to a route wins over what is told to a scope around it.
constexpr void apply_option(Route& route, const RouteOption& option) {
  if (option.datum != nullptr) add_datum(route, option.datum);
  if (option.hosts != nullptr) {
    if (route.hosts != nullptr && route.hosts != option.hosts)
      a_route_in_a_scope_for_some_hosts_names_others();
    route.hosts = option.hosts;
  }
  if (!option.log.as_usual && route.log.as_usual) route.log = option.log;
}

template <class... Options>
constexpr Route make_route(Methods methods, const char (&path)[], Action action, Options... options) {
  static_assert((std::same_as<Options, RouteOption> && ...),
                "after its action a route takes options: metadata, assign, put_private, host, log_at");
  Route route;
  route.methods = methods;
  append_path(route.pattern, path);
  route.action = action;
  (apply_option(route, options), ...);
  return route;
}

}  // namespace detail

/// A route. `path` is made of literal segments, of `:name`, which matches one segment, of `v:name`, which
/// matches one that begins with "v" and goes on, and may end in `*name`, which matches the rest, at least one
/// segment. Where several routes match, at each segment a literal wins over a `v:name`, that over a `:name`,
/// and that over a `*name`, whatever the order in which they are declared. `options`: see route_options.hpp.
///
///     match({http::Method::get, http::Method::post}, "/search", pages::search)
template <class... Options>
consteval Route match(Methods methods, const char (&path)[], Action action, Options... options) {
  return detail::make_route(methods, path, action, options...);
}
/// A route of any method.
template <class... Options>
consteval Route any(const char (&path)[], Action action, Options... options) {
  return detail::make_route(Methods::any(), path, action, options...);
}

/// `get("/", pages::home)`; a GET route answers HEAD too.
template <class... Options>
consteval Route get(const char (&path)[], Action action, Options... options) {
  return detail::make_route(http::Method::get, path, action, options...);
}
template <class... Options>
consteval Route post(const char (&path)[], Action action, Options... options) {
  return detail::make_route(http::Method::post, path, action, options...);
}
template <class... Options>
consteval Route put(const char (&path)[], Action action, Options... options) {
  return detail::make_route(http::Method::put, path, action, options...);
}
template <class... Options>
consteval Route patch(const char (&path)[], Action action, Options... options) {
  return detail::make_route(http::Method::patch, path, action, options...);
}
/// `delete` is a keyword.
template <class... Options>
consteval Route delete_(const char (&path)[], Action action, Options... options) {
  return detail::make_route(http::Method::delete_, path, action, options...);
}
template <class... Options>
consteval Route options(const char (&path)[], Action action, Options... options) {
  return detail::make_route(http::Method::options, path, action, options...);
}
/// A route of its own for HEAD; without one, the GET route answers it.
template <class... Options>
consteval Route head(const char (&path)[], Action action, Options... options) {
  return detail::make_route(http::Method::head, path, action, options...);
}
template <class... Options>
consteval Route trace(const char (&path)[], Action action, Options... options) {
  return detail::make_route(http::Method::trace, path, action, options...);
}
template <class... Options>
consteval Route connect(const char (&path)[], Action action, Options... options) {
  return detail::make_route(http::Method::connect, path, action, options...);
}

/// Gives everything at and under `path`, of every method, to a plug, which sees the rest of the path as
/// path_info() and what stands before it as script_name(). (Routes under a common path need no such thing:
/// `scope(path, routes)` takes the routes of another application, too.)
template <class... Options>
consteval Route forward(const char (&path)[], Action plug, Options... options) {
  Route route = detail::make_route(Methods::any(), path, plug, options...);
  if (route.pattern.has_glob) detail::a_scope_must_not_end_in_a_glob(path);
  if (route.pattern.part_count == detail::max_pattern_parts) detail::scopes_are_nested_too_deeply();
  if (++route.pattern.segment_count > detail::max_segments) detail::a_route_has_too_many_segments(path);
  route.pattern.parts[route.pattern.part_count++] = "/*";
  route.pattern.has_glob = true;
  route.pattern.has_open_end = true;
  route.kind = Route::Kind::forward;
  return route;
}

/// Declares that something other than the router serves `path` and what is under it, so that path() takes it:
/// `served_elsewhere("/assets/*file")`.
consteval Route served_elsewhere(const char (&path)[]) {
  Route route = detail::make_route(http::Method::get, path, {});
  route.kind = Route::Kind::elsewhere;
  return route;
}

}  // namespace anqa
