#include "anqa/web/path_info.hpp"

#include <algorithm>
#include <utility>

#include "anqa/base/encoding.hpp"
#include "anqa/term/detail/utf8.hpp"

namespace anqa {

std::optional<PathInfo> PathInfo::split(std::string_view path) {
  bool is_ascii = true;
  std::size_t slashes = 0;
  std::size_t percents = 0;
  for (std::size_t i = 0; i < path.size(); ++i) {
    const char c = path[i];
    if (c == '?' || c == '#') path = path.substr(0, i);
    slashes += c == '/' ? 1 : 0;
    percents += c == '%' ? 1 : 0;
    is_ascii = is_ascii && static_cast<unsigned char>(c) < 0x80;
  }
  std::optional<PathInfo> found(std::in_place);
  PathInfo& info = *found;
  info.segments_.reserve(slashes + 1);
  std::string_view segment;
  for (detail::PathCursor cursor(path); cursor.next(segment);) info.segments_.push_back(segment);
  if (percents == 0) {
    if (!is_ascii && !detail::valid_utf8(path)) return std::nullopt;
    return found;
  }
  info.decoded_.reserve(std::min(percents, info.segments_.size()));
  for (std::string_view& part : info.segments_) {
    if (part.find('%') != std::string_view::npos) {
      auto decoded = percent_decode(part);
      if (!decoded || decoded->find('\0') != std::string::npos) return std::nullopt;
      part = info.decoded_.emplace_back(std::move(*decoded));
    }
    if (!detail::valid_utf8(part)) return std::nullopt;
  }
  return found;
}

Params path_params(const RouteMatch& match, std::span<const std::string_view> segments) {
  Params params;
  if (match.route == nullptr || (match.capture_count == 0 && !match.route->pattern.has_glob)) return params;
  std::size_t capture = 0;
  detail::Segment segment;
  for (detail::PatternCursor cursor(match.route->pattern); cursor.next(segment);) {
    if (segment.kind == detail::SegmentKind::param) {
      params.set(segment.text, Term(match.captures[capture++]));
    } else if (segment.kind == detail::SegmentKind::glob && !segment.text.empty()) {
      std::string rest;
      for (std::string_view part : segments.subspan(match.glob_at)) {
        if (!rest.empty()) rest += '/';
        rest += part;
      }
      params.set(segment.text, Term(std::move(rest)));
    }
  }
  return params;
}

std::optional<RoutedPath> find_route(const Router& router, http::Method method, std::string_view path,
                                     std::string_view host) {
  const auto info = PathInfo::split(path);
  if (!info) return std::nullopt;
  const RouteMatch match = router.match(method, info->segments(), host);
  if (match.route == nullptr) return std::nullopt;
  return RoutedPath{match.route, path_params(match, info->segments())};
}

}  // namespace anqa
