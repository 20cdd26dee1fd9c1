#include "anqa/web/router.hpp"

#include <algorithm>

#include "anqa/http/headers.hpp"

namespace anqa {
namespace {

/// "[::1]:4000" is "[::1]".
std::string_view without_port(std::string_view host) {
  const auto colon = host.rfind(':');
  const auto bracket = host.rfind(']');
  if (colon == std::string_view::npos || (bracket != std::string_view::npos && colon < bracket)) return host;
  return host.substr(0, colon);
}

/// An order that most pairs need not be read for.
bool shorter_first(std::string_view a, std::string_view b) {
  return a.size() != b.size() ? a.size() < b.size() : a < b;
}

}  // namespace

Router::Router(std::span<const Route> routes) : routes_(routes) {
  for (const Route& route : routes) {
    if (route.kind == Route::Kind::elsewhere) continue;
    if (route.hosts == nullptr) {
      add(route, 0);
      continue;
    }
    for (std::size_t i = 0; i < route.hosts->size; ++i) add(route, root_of(route.hosts->names[i]));
  }
  std::ranges::sort(hosts_, [](const HostTree& a, const HostTree& b) {
    return a.is_prefix != b.is_prefix ? b.is_prefix : a.host.size() > b.host.size();
  });
}

std::uint32_t Router::root_of(std::string_view host) {
  const auto known = std::ranges::find(hosts_, host, &HostTree::host);
  if (known != hosts_.end()) return known->root;
  hosts_.push_back({host, static_cast<std::uint32_t>(nodes_.size()), host.ends_with('.')});
  nodes_.emplace_back();
  return hosts_.back().root;
}

void Router::add(const Route& route, std::uint32_t root) {
  std::uint32_t node = root;
  detail::Segment segment;
  for (detail::PatternCursor cursor(route.pattern); cursor.next(segment);) {
    node = child(node, segment, route.kind == Route::Kind::forward);
  }
  nodes_[node].routes.push_back(&route);
}

std::uint32_t Router::child(std::uint32_t node, const detail::Segment& segment, bool forward) {
  const auto next = static_cast<std::uint32_t>(nodes_.size());
  Node& parent = nodes_[node];
  if (segment.kind == detail::SegmentKind::literal) {
    const auto at = std::ranges::lower_bound(parent.literals, segment.text, shorter_first, &Edge::text);
    if (at != parent.literals.end() && at->text == segment.text) return at->node;
    parent.literals.insert(at, {segment.text, next});
  } else if (!segment.prefix.empty()) {
    const auto known = std::ranges::find(parent.prefixes, segment.prefix, &Edge::text);
    if (known != parent.prefixes.end()) return known->node;
    const auto at = std::ranges::find_if(
        parent.prefixes, [&](const Edge& edge) { return edge.text.size() < segment.prefix.size(); });
    parent.prefixes.insert(at, {segment.prefix, next});
  } else {
    std::uint32_t& place = segment.kind == detail::SegmentKind::param ? parent.param
                           : forward                                  ? parent.forward
                                                                      : parent.glob;
    if (place != 0) return place;
    place = next;
  }
  nodes_.emplace_back();
  return next;
}

/// Depth first: a literal before a parameter with a prefix, that before one without, that before a glob; back
/// up where a branch has no route.
struct Router::Search {
  const std::vector<Node>& nodes;
  http::Method method;
  std::span<const std::string_view> segments;
  RouteMatch& match;

  bool accept(const Node& node) {
    const Route* by_get = nullptr;
    for (const Route* route : node.routes) {
      if (route->methods.has(method)) {
        match.route = route;
        return true;
      }
      if (route->methods.has(http::Method::get)) by_get = route;
      match.other_methods |= route->methods.bits();
    }
    if (method == http::Method::head && by_get != nullptr) match.route = by_get;
    return match.route != nullptr;
  }

  bool capture(std::uint32_t node, std::string_view text,
               std::size_t depth) {  // NOLINT(misc-no-recursion): as deep as the routes are
    match.captures[match.capture_count++] = text;
    if (descend(node, depth + 1)) return true;
    --match.capture_count;
    return false;
  }

  bool accept_rest(std::uint32_t node, std::size_t depth) {
    if (node == 0 || !accept(nodes[node])) return false;
    match.glob_at = depth;
    return true;
  }

  bool descend(std::uint32_t index,
               std::size_t depth) {  // NOLINT(misc-no-recursion): as deep as the routes are
    const Node& node = nodes[index];
    if (depth == segments.size()) return accept(node) || accept_rest(node.forward, depth);
    const std::string_view segment = segments[depth];
    const auto edge = std::ranges::lower_bound(node.literals, segment, shorter_first, &Edge::text);
    if (edge != node.literals.end() && edge->text == segment && descend(edge->node, depth + 1)) return true;
    for (const Edge& prefix : node.prefixes) {
      if (segment.size() <= prefix.text.size() || !segment.starts_with(prefix.text)) continue;
      if (capture(prefix.node, segment.substr(prefix.text.size()), depth)) return true;
    }
    if (node.param != 0 && capture(node.param, segment, depth)) return true;
    return accept_rest(node.glob, depth) || accept_rest(node.forward, depth);
  }
};

RouteMatch Router::match(http::Method method, std::span<const std::string_view> segments,
                         std::string_view host) const {
  RouteMatch match;
  Search search{nodes_, method, segments, match};
  if (!hosts_.empty()) {
    host = without_port(host);
    for (const HostTree& tree : hosts_) {
      const bool is_for = tree.is_prefix
                              ? host.size() > tree.host.size() &&
                                    http::equal_ignoring_case(host.substr(0, tree.host.size()), tree.host)
                              : http::equal_ignoring_case(host, tree.host);
      if (is_for && search.descend(tree.root, 0)) return match;
    }
  }
  search.descend(0, 0);
  return match;
}

}  // namespace anqa
