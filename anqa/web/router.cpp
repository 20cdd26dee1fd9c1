#include "anqa/web/router.hpp"

#include <algorithm>

namespace anqa {

Router::Router(std::span<const Route> routes) : routes_(routes) {
  for (const Route& route : routes) {
    if (!route.only_a_path) add(route);
  }
}

void Router::add(const Route& route) {
  std::uint32_t node = 0;
  detail::Segment segment;
  for (detail::PatternCursor cursor(route.pattern); cursor.next(segment);) node = child(node, segment);
  nodes_[node].routes.push_back(&route);
}

std::uint32_t Router::child(std::uint32_t node, const detail::Segment& segment) {
  const auto next = static_cast<std::uint32_t>(nodes_.size());
  std::uint32_t found = 0;
  if (segment.kind == detail::SegmentKind::literal) {
    auto& edges = nodes_[node].literals;
    const auto at = std::ranges::lower_bound(edges, segment.text, {}, &Edge::text);
    if (at != edges.end() && at->text == segment.text) return at->node;
    edges.insert(at, {segment.text, next});
  } else {
    std::uint32_t& place =
        segment.kind == detail::SegmentKind::param ? nodes_[node].param : nodes_[node].glob;
    found = place;
    if (found != 0) return found;
    place = next;
  }
  nodes_.emplace_back();
  return next;
}

/// Depth first: a literal before a param before a glob, back up where a branch has no route.
struct Router::Search {
  const std::vector<Node>& nodes;
  http::Method method;
  std::span<const std::string_view> segments;
  RouteMatch& match;

  bool accept(const Node& node) {
    const Route* by_get = nullptr;
    for (const Route* route : node.routes) {
      if (route->method == method) {
        match.route = route;
        return true;
      }
      if (route->method == http::Method::get) by_get = route;
      match.other_methods |= 1U << static_cast<unsigned>(route->method);
    }
    if (method == http::Method::head && by_get != nullptr) match.route = by_get;
    return match.route != nullptr;
  }

  bool descend(std::uint32_t index,
               std::size_t depth) {  // NOLINT(misc-no-recursion): as deep as the routes are
    const Node& node = nodes[index];
    if (depth == segments.size()) return accept(node);
    const std::string_view segment = segments[depth];
    const auto edge = std::ranges::lower_bound(node.literals, segment, {}, &Edge::text);
    if (edge != node.literals.end() && edge->text == segment && descend(edge->node, depth + 1)) return true;
    if (node.param != 0) {
      match.captures[match.capture_count++] = segment;
      if (descend(node.param, depth + 1)) return true;
      --match.capture_count;
    }
    if (node.glob == 0 || !accept(nodes[node.glob])) return false;
    match.glob_at = depth;
    return true;
  }
};

RouteMatch Router::match(http::Method method, std::span<const std::string_view> segments) const {
  RouteMatch match;
  Search search{nodes_, method, segments, match};
  search.descend(0, 0);
  return match;
}

}  // namespace anqa
