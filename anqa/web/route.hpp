#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <type_traits>

#include "anqa/http/method.hpp"
#include "anqa/web/detail/pattern.hpp"
#include "anqa/web/detail/pipeline_ref.hpp"
#include "anqa/web/fwd.hpp"

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
  /// Runs the action; its kind() must not be none. Throws what the action throws.
  Task<Conn> run(Conn conn, Params params) const;

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
  http::Method method = http::Method::get;
  detail::Pattern pattern;
  Action action;
  /// For `live<View>(…)`; see live_route.hpp.
  const LiveViewInfo& (*live_view)() = nullptr;
  /// The live_action of a live route, or the name of a resource's action: "edit".
  std::string_view name;
  detail::PipelineRef pipelines[detail::max_pattern_parts]{};
  std::uint8_t pipeline_count = 0;
  /// A path that is served elsewhere, such as by the static files: path() accepts it, the router skips it.
  bool only_a_path = false;
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
    if (segment.kind != SegmentKind::literal && !is_name(segment.text)) {
      a_parameter_needs_a_name_of_letters_digits_and_underscores(path);
    }
    pattern.has_glob = segment.kind == SegmentKind::glob;
    if (++pattern.segment_count > max_segments) a_route_has_too_many_segments(path);
  }
  if (pattern.part_count == max_pattern_parts) scopes_are_nested_too_deeply();
  pattern.parts[pattern.part_count++] = text;
}

}  // namespace detail

/// A route of any method. `path` is made of literal segments, of `:name`, which matches one segment, and may
/// end in
/// `*name`, which matches the rest, at least one segment. Where several routes match, at each segment a
/// literal wins over a `:name` and a `:name` over a `*name`, whatever the order in which they are declared.
consteval Route match(http::Method method, const char (&path)[], Action action) {
  Route route;
  route.method = method;
  detail::append_path(route.pattern, path);
  route.action = action;
  return route;
}

/// `get("/", pages::home)`; a GET route answers HEAD too.
consteval Route get(const char (&path)[], Action action) { return match(http::Method::get, path, action); }
consteval Route post(const char (&path)[], Action action) { return match(http::Method::post, path, action); }
consteval Route put(const char (&path)[], Action action) { return match(http::Method::put, path, action); }
consteval Route patch(const char (&path)[], Action action) {
  return match(http::Method::patch, path, action);
}
/// `delete` is a keyword.
consteval Route delete_(const char (&path)[], Action action) {
  return match(http::Method::delete_, path, action);
}
consteval Route options(const char (&path)[], Action action) {
  return match(http::Method::options, path, action);
}
/// A route of its own for HEAD; without one, the GET route answers it.
consteval Route head(const char (&path)[], Action action) { return match(http::Method::head, path, action); }

/// Declares that something other than the router serves `path` and what is under it, so that path() takes it:
/// `served_elsewhere("/assets/*file")`.
consteval Route served_elsewhere(const char (&path)[]) {
  Route route = match(http::Method::get, path, {});
  route.only_a_path = true;
  return route;
}

}  // namespace anqa
