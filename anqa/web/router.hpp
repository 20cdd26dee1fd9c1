#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "anqa/web/route.hpp"

namespace anqa {

/// The route that a request leads to, and what its `:names` and its `*glob` stand for.
struct RouteMatch {
  /// Null when no route matches.
  const Route* route = nullptr;
  /// The segments of the `:names`, in order. Views of the segments that were given to match().
  std::array<std::string_view, detail::max_segments> captures;
  std::size_t capture_count = 0;
  /// Where the glob begins in the segments that were given; all of them from there on are its own.
  std::size_t glob_at = 0;
  /// Where no route matches because of its method only: a bit for each method that would have, 1 << Method.
  std::uint32_t other_methods = 0;
};

/// Finds routes: a tree of their segments, built once when the endpoint starts. A match allocates nothing and
/// visits each node of the tree at most once, whatever the path.
class Router {
 public:
  Router() = default;
  /// `routes` are referred to, not copied: they are the application's constant.
  explicit Router(std::span<const Route> routes);

  /// `segments`: the path's segments, percent-decoded. HEAD leads to a GET route where it has none of its
  /// own.
  RouteMatch match(http::Method method, std::span<const std::string_view> segments) const;
  std::span<const Route> routes() const { return routes_; }

 private:
  struct Edge {
    std::string_view text;
    std::uint32_t node;
  };
  struct Node {
    std::vector<Edge> literals;  // sorted by text
    std::uint32_t param = 0;     // 0 for none: the root is nobody's child
    std::uint32_t glob = 0;
    std::vector<const Route*> routes;
  };
  struct Search;

  void add(const Route& route);
  std::uint32_t child(std::uint32_t node, const detail::Segment& segment);

  std::span<const Route> routes_;
  std::vector<Node> nodes_{1};
};

}  // namespace anqa
