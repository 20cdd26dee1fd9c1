#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "anqa/web/detail/route_table.hpp"
#include "anqa/web/route.hpp"

namespace anqa::detail {

// What each function's name says is the text of the compile error; see route_errors.hpp.
constexpr void no_route_matches(const char (&)[]) { this_does_not_compile(); }
constexpr void there_are_no_routes_to_match(const char (&)[]) { this_does_not_compile(); }
constexpr void a_path_must_start_with_a_slash(const char (&)[]) { this_does_not_compile(); }
constexpr void a_path_has_more_placeholders_than_arguments(const char (&)[]) { this_does_not_compile(); }
constexpr void a_path_has_more_arguments_than_placeholders(const char (&)[]) { this_does_not_compile(); }
constexpr void a_segment_cannot_be_a_bool_or_a_floating_point_number(const char (&)[]) {
  this_does_not_compile();
}
constexpr void params_can_only_be_a_whole_query(const char (&)[]) { this_does_not_compile(); }
constexpr void a_placeholder_for_a_whole_query_takes_params(const char (&)[]) { this_does_not_compile(); }
constexpr void a_path_has_a_brace_that_is_no_placeholder(const char (&)[]) { this_does_not_compile(); }
constexpr void a_path_has_a_space_or_another_character_that_must_be_encoded(const char (&)[]) {
  this_does_not_compile();
}

template <std::size_t N>
constexpr void the_nearest_route_is(Text<N>, const char (&given)[]) {
  no_route_matches(given);
}

struct NearestTeller {
  using Function = void (*)(const char*, const char (&)[]);
  template <std::size_t N>
  static constexpr void tell(const char* text, const char (&given)[]) {
    the_nearest_route_is(Text<N>(text), given);
  }
};

/// What an argument of path() may stand for.
enum class ArgumentKind : std::uint8_t {
  text,   ///< a segment, or a value in the query
  value,  ///< a value in the query only: bool and floating point
  params  ///< a whole query: "/products?{}"
};

/// What path() was given, taken apart.
struct GivenPath {
  std::string_view path;  // without the query
  std::string_view first_segment;
  std::string_view last_segment;
  std::size_t segment_count = 0;
  std::size_t placeholders = 0;
  bool has_query = false;

  /// Whether the arguments need a closer look, as most do not.
  constexpr bool needs_a_closer_look(const ArgumentKind* kinds, std::size_t count) const {
    for (std::size_t i = 0; i < count; ++i) {
      if (kinds[i] != ArgumentKind::text) return true;
    }
    return has_query;
  }
};

/// How many "{}" are in the text, or npos where there is a brace that belongs to none.
constexpr std::size_t count_placeholders(std::string_view text) {
  std::size_t count = 0;
  while (true) {
    const auto at = find_byte(text, '{');
    const auto close = find_byte(text, '}');
    if (at == std::string_view::npos) return close == at ? count : std::string_view::npos;
    if (close != at + 1) return std::string_view::npos;
    text.remove_prefix(close + 1);
    ++count;
  }
}

/// A path up to its query or its fragment.
constexpr std::string_view without_query(std::string_view path) {
  path = path.substr(0, find_byte(path, '?'));
  return path.substr(0, find_byte(path, '#'));
}

constexpr GivenPath take_apart(const char (&given)[]) {
  const std::string_view text = given;
  if (!text.starts_with('/')) a_path_must_start_with_a_slash(given);
  for (const char bad : {' ', '"', '<', '>', '\\'}) {
    if (find_byte(text, bad) != std::string_view::npos) {
      a_path_has_a_space_or_another_character_that_must_be_encoded(given);
    }
  }
  GivenPath path;
  path.placeholders = count_placeholders(text);
  if (path.placeholders == std::string_view::npos) a_path_has_a_brace_that_is_no_placeholder(given);
  path.path = without_query(text);
  path.has_query = path.path.size() < text.size();
  std::string_view segment;
  for (PathCursor cursor(path.path); cursor.next(segment);) {
    if (path.segment_count++ == 0) path.first_segment = segment;
    path.last_segment = segment;
  }
  return path;
}

/// Whether every path that `given` may become is one that `pattern` matches. A segment that holds a
/// placeholder may become anything, so a literal of the pattern does not match it.
constexpr bool matches(const Pattern& pattern, const GivenPath& given) {
  if (pattern.has_glob ? given.segment_count < pattern.least_segments()
                       : given.segment_count != pattern.segment_count) {
    return false;
  }
  PatternCursor cursor(pattern);
  PathCursor path(given.path);
  Segment segment;
  std::string_view text;
  while (cursor.next(segment) && path.next(text)) {
    if (segment.kind == SegmentKind::glob) return true;
    if (segment.kind == SegmentKind::literal && segment.text != text) return false;
    if (!segment.prefix.empty() && !(text.size() > segment.prefix.size() && text.starts_with(segment.prefix)))
      return false;
  }
  return true;
}

/// How alike a route and what was given are: segments in common, then beginnings and ends of segments in
/// common.
constexpr std::size_t likeness(const Pattern& pattern, const GivenPath& given) {
  std::size_t points = pattern.segment_count == given.segment_count ? 40 : 0;
  PatternCursor cursor(pattern);
  PathCursor path(given.path);
  Segment segment;
  std::string_view text;
  while (path.next(text) && cursor.next(segment)) {
    const bool dynamic = count_placeholders(text) > 0;
    if (segment.kind != SegmentKind::literal) {
      points += dynamic ? 30 : 10;
      continue;
    }
    if (dynamic) continue;
    if (segment.text == text) points += 40;
    const std::size_t shorter = segment.text.size() < text.size() ? segment.text.size() : text.size();
    std::size_t same = 0;
    while (same < shorter && segment.text[same] == text[same]) ++same;
    std::size_t tail = 0;
    while (same + tail < shorter &&
           segment.text[segment.text.size() - 1 - tail] == text[text.size() - 1 - tail]) {
      ++tail;
    }
    points += 30 * (same + tail) / (segment.text.size() + 1);
  }
  return points;
}

/// The hash of a segment that path() was given; 0 for one with a placeholder.
constexpr std::uint32_t given_hash(std::string_view segment) {
  return segment.empty() || find_byte(segment, '{') != std::string_view::npos ? 0 : segment_hash(segment);
}

/// The route that a path leads to: one without a glob before one with.
constexpr const Route* find_route(const RouteTable& table, const GivenPath& path) {
  const std::uint32_t firsts[] = {given_hash(path.first_segment), 0};
  const std::uint32_t lasts[] = {given_hash(path.last_segment), 0};
  const Route* found = nullptr;
  for (std::size_t f = firsts[0] == 0 ? 1 : 0; f < 2; ++f) {
    for (std::size_t l = lasts[0] == 0 ? 1 : 0; l < 2; ++l) {
      const std::uint64_t key = ends_key(firsts[f], lasts[l]);
      for (std::size_t i = table.lower_bound(key); i < table.size && table.index[i].hash >> 16 == key >> 16;
           ++i) {
        const Route& route = table.routes[table.index[i].route];
        if (!matches(route.pattern, path)) continue;
        found = &route;
        if (!route.pattern.has_glob) return found;
      }
    }
  }
  return found;
}

constexpr void tell_nearest(const RouteTable& table, const GivenPath& path, const char (&given)[]) {
  if (table.size == 0) there_are_no_routes_to_match(given);
  std::size_t nearest = 0;
  std::size_t best = 0;
  for (std::size_t i = 0; i < table.size; ++i) {
    const std::size_t points = likeness(table.routes[i].pattern, path);
    if (points <= best) continue;
    nearest = i;
    best = points;
  }
  const RouteText text(table.routes[nearest]);
  tellers<NearestTeller>[text.size](text.text, given);
}

/// Whether the placeholder at `at` is a whole query, or the rest of one: nothing but '?' or '&' before it.
constexpr bool is_whole_query(std::string_view text, std::size_t at, std::size_t path_size) {
  const bool ends = at + 2 == text.size() || text[at + 2] == '&' || text[at + 2] == '#';
  return at > path_size && text[path_size] == '?' && (text[at - 1] == '?' || text[at - 1] == '&') && ends;
}

constexpr void check_arguments(const char (&given)[], const ArgumentKind* kinds) {
  const std::string_view text = given;
  const std::size_t path_size = without_query(text).size();
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '{') continue;
    const ArgumentKind kind = *kinds++;
    const bool whole = is_whole_query(text, i, path_size);
    if (whole && kind != ArgumentKind::params) a_placeholder_for_a_whole_query_takes_params(given);
    if (!whole && kind == ArgumentKind::params) params_can_only_be_a_whole_query(given);
    if (i < path_size && kind == ArgumentKind::value) {
      a_segment_cannot_be_a_bool_or_a_floating_point_number(given);
    }
  }
}

/// The number of segments before the glob of the route that path() leads to, or max_segments where it has
/// none: what stands from there on may hold slashes.
constexpr std::size_t check_path(const RouteTable& table, const char (&given)[], const ArgumentKind* kinds,
                                 std::size_t arguments) {
  const GivenPath path = take_apart(given);
  const Route* found = find_route(table, path);
  if (found == nullptr) tell_nearest(table, path, given);
  if (path.placeholders > arguments) a_path_has_more_placeholders_than_arguments(given);
  if (path.placeholders < arguments) a_path_has_more_arguments_than_placeholders(given);
  if (arguments > 0 && path.needs_a_closer_look(kinds, arguments)) check_arguments(given, kinds);
  return found->pattern.has_glob ? found->pattern.segment_count - 1U : max_segments;
}

}  // namespace anqa::detail
