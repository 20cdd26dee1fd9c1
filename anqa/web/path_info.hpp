#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "anqa/term/params.hpp"
#include "anqa/web/router.hpp"

namespace anqa {

/// A path's segments, percent-decoded: "/a%20b/c" has "a b" and "c". Empty segments are left out. Views of
/// the path itself, or of this object where something had to be decoded.
class PathInfo {
 public:
  PathInfo() = default;
  /// Splits a path as it stands in a request; a query or fragment is left out. Nothing where a '%' is not
  /// followed by two hex digits, or where the decoded text is not UTF-8 or holds a NUL. `path` must outlive
  /// the result.
  static std::optional<PathInfo> split(std::string_view path);

  std::span<const std::string_view> segments() const { return segments_; }

 private:
  std::vector<std::string_view> segments_;
  std::vector<std::string> decoded_;  // never grows once a view of it was taken
};

/// What the `:names` and the `*glob` of a matched route stand for; a glob is its segments joined with '/'.
Params path_params(const RouteMatch& match, std::span<const std::string_view> segments);

/// Where a path leads, and its path parameters.
struct RoutedPath {
  const Route* route = nullptr;
  Params params;
};

/// Finds the route of a path as a browser sends it, "/products/42?q=tea". Nothing where none matches. `host`:
/// see Router::match.
std::optional<RoutedPath> find_route(const Router& router, http::Method method, std::string_view path,
                                     std::string_view host = {});

}  // namespace anqa
