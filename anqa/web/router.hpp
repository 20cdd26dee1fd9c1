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
  /// Where no route matches because of its method only: the bits of the Methods that would have.
  std::uint32_t other_methods = 0;
};

/// Finds routes: a tree of their segments, built once when the endpoint starts. A match allocates nothing and
/// visits each node of the tree at most once, whatever the path.
class Router {
 public:
  Router() = default;
  /// `routes` are referred to, not copied: they are the application's constant.
  explicit Router(std::span<const Route> routes);

  /// `segments`: the path's segments, percent-decoded. `host`: the request's, with or without a port; routes
  /// that are for this host go before those for all. HEAD leads to a GET route where it has none of its own.
  RouteMatch match(http::Method method, std::span<const std::string_view> segments,
                   std::string_view host = {}) const;
  std::span<const Route> routes() const { return routes_; }

 private:
  struct Edge {
    std::string_view text;
    std::uint32_t node;
  };
  struct Node {
    std::vector<Edge> literals;  // sorted by the texts' sizes, and then by the texts
    std::vector<Edge> prefixes;  // of parameters such as "v:version", the longest first
    std::uint32_t param = 0;     // 0 for none: a root is nobody's child
    std::uint32_t glob = 0;
    std::uint32_t forward = 0;
    std::vector<const Route*> routes;
  };
  /// The routes of one host, or of all that begin with a text.
  struct HostTree {
    std::string_view host;
    std::uint32_t root;
    bool is_prefix;
  };
  struct Search;

  void add(const Route& route, std::uint32_t root);
  std::uint32_t root_of(std::string_view host);
  std::uint32_t child(std::uint32_t node, const detail::Segment& segment, bool forward);

  std::span<const Route> routes_;
  std::vector<Node> nodes_{1};   // the first is the root of the routes for all hosts
  std::vector<HostTree> hosts_;  // whole hosts first, then the longest beginning
};

}  // namespace anqa
