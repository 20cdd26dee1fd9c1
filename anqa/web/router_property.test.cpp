#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <deque>
#include <string>
#include <vector>

#include "anqa/web/router.hpp"

namespace {

using anqa::Route;
using anqa::Router;
using anqa::http::Method;

using Segments = std::vector<std::string>;

/// A table of routes from patterns such as {"a", ":x", "*rest"}; of two with one shape the first stays.
struct Table {
  explicit Table(const std::vector<Segments>& patterns) {
    for (const Segments& pattern : patterns) {
      std::string text;
      for (const std::string& segment : pattern) text += "/" + segment;
      texts.push_back(text);
      Route route;
      route.methods = Method::get;
      route.pattern.parts[0] = texts.back();
      route.pattern.part_count = 1;
      route.pattern.segment_count = static_cast<std::uint8_t>(pattern.size());
      route.pattern.has_glob = !pattern.empty() && pattern.back().starts_with('*');
      bool known = false;
      for (const Route& other : routes)
        known = known || anqa::detail::same_shape(other.pattern, route.pattern);
      if (!known) {
        routes.push_back(route);
        kept.push_back(pattern);
      }
    }
  }
  std::deque<std::string> texts;  // routes hold views of them
  std::vector<Route> routes;
  std::vector<Segments> kept;
};

bool matches(const Segments& pattern, const Segments& path) {
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (i >= path.size()) return false;
    if (pattern[i].starts_with('*')) return true;
    if (!pattern[i].starts_with(':') && pattern[i] != path[i]) return false;
  }
  return pattern.size() == path.size();
}

/// Whether `a` is more specific: at the first segment where they differ in kind, the literal, then the param.
bool more_specific(const Segments& a, const Segments& b) {
  auto kind = [](const std::string& segment) { return segment[0] == '*' ? 2 : segment[0] == ':' ? 1 : 0; };
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    if (kind(a[i]) != kind(b[i])) return kind(a[i]) < kind(b[i]);
  }
  return false;
}

/// What the router should find: the most specific of all that match, by looking at each.
int expected(const Table& table, const Segments& path) {
  int best = -1;
  for (int i = 0; i < static_cast<int>(table.kept.size()); ++i) {
    const Segments& pattern = table.kept[static_cast<std::size_t>(i)];
    if (!matches(pattern, path)) continue;
    if (best < 0 || more_specific(pattern, table.kept[static_cast<std::size_t>(best)])) best = i;
  }
  return best;
}

rc::Gen<Segments> patterns() {
  return rc::gen::apply(
      [](Segments segments, bool glob) {
        if (glob) segments.push_back("*rest");
        return segments;
      },
      rc::gen::resize(4, rc::gen::container<Segments>(rc::gen::element<std::string>("a", "b", "c", ":x"))),
      rc::gen::weightedElement<bool>({{4, false}, {1, true}}));
}

RC_GTEST_PROP(RouterProperty, FindsWhatLookingAtEachRouteWouldFind, ()) {
  const auto table = Table(*rc::gen::container<std::vector<Segments>>(patterns()));
  const auto path =
      *rc::gen::resize(5, rc::gen::container<Segments>(rc::gen::element<std::string>("a", "b", "c", "d")));
  const std::vector<std::string_view> views(path.begin(), path.end());
  const Router router(table.routes);
  const auto match = router.match(Method::get, views);
  const int wanted = expected(table, path);
  RC_ASSERT((match.route != nullptr) == (wanted >= 0));
  if (wanted < 0) return;
  RC_ASSERT(match.route == &table.routes[static_cast<std::size_t>(wanted)]);
  // Each capture is the segment that stands in its place.
  const Segments& pattern = table.kept[static_cast<std::size_t>(wanted)];
  std::size_t capture = 0;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i].starts_with(':')) RC_ASSERT(match.captures[capture++] == path[i]);
    if (pattern[i].starts_with('*')) RC_ASSERT(match.glob_at == i);
  }
  RC_ASSERT(match.capture_count == capture);
}

}  // namespace
