#include "anqa/web/static_files.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdio>

#include "anqa/web/path_info.hpp"

namespace anqa {
namespace {

struct Range {
  std::uint64_t first = 0;
  std::uint64_t length = 0;
};

/// The segments below `at`; nothing where the path is elsewhere.
std::optional<std::span<const std::string_view>> below(std::span<const std::string_view> segments,
                                                       std::string_view at) {
  std::string_view expected;
  for (detail::PathCursor cursor(at); cursor.next(expected);) {
    if (segments.empty() || segments.front() != expected) return std::nullopt;
    segments = segments.subspan(1);
  }
  return segments;
}

/// Whether a decoded segment could lead out of the folder.
bool climbs(std::string_view segment) {
  return segment == ".." || segment == "." || segment.find_first_of("/\\") != std::string_view::npos;
}

std::string etag_of(const struct stat& file) {
  char text[64];
  const int size = std::snprintf(
      text, sizeof(text), "\"%llx-%llx%09lx\"", static_cast<unsigned long long>(file.st_size),
      static_cast<unsigned long long>(file.st_mtim.tv_sec), static_cast<unsigned long>(file.st_mtim.tv_nsec));
  return {text, static_cast<std::size_t>(size)};
}

/// RFC 9110 §13.1.2: a list of tags, compared weakly, or "*".
bool names_etag(std::string_view if_none_match, std::string_view etag) {
  while (!if_none_match.empty()) {
    const auto comma = if_none_match.find(',');
    auto tag = if_none_match.substr(0, comma);
    if_none_match = comma == std::string_view::npos ? std::string_view() : if_none_match.substr(comma + 1);
    while (tag.starts_with(' ')) tag.remove_prefix(1);
    while (tag.ends_with(' ')) tag.remove_suffix(1);
    if (tag.starts_with("W/")) tag.remove_prefix(2);
    if (tag == "*" || tag == etag) return true;
  }
  return false;
}

std::optional<std::uint64_t> number(std::string_view digits) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

enum class RangeKind : std::uint8_t { none, part, impossible };

/// One range of RFC 9110 §14.2; a header that asks for several or cannot be read is ignored, as it allows.
RangeKind parse_range(std::string_view header, std::uint64_t size, Range& range) {
  if (!header.starts_with("bytes=")) return RangeKind::none;
  header.remove_prefix(6);
  const auto dash = header.find('-');
  if (dash == std::string_view::npos || header.find(',') != std::string_view::npos) return RangeKind::none;
  const auto first_text = header.substr(0, dash);
  const auto last_text = header.substr(dash + 1);
  const auto first = number(first_text);
  const auto last = number(last_text);
  if (first_text.empty()) {  // the last so many bytes
    if (!last) return RangeKind::none;
    if (*last == 0 || size == 0) return RangeKind::impossible;
    range.length = std::min(*last, size);
    range.first = size - range.length;
    return RangeKind::part;
  }
  if (!first || (!last_text.empty() && (!last || *last < *first))) return RangeKind::none;
  if (*first >= size) return RangeKind::impossible;
  range.first = *first;
  range.length = std::min(last.value_or(size - 1), size - 1) - *first + 1;
  return RangeKind::part;
}

http::Response send(const StaticFiles& files, const http::Request& request, const std::string& path,
                    const struct stat& file) {
  const std::string etag = etag_of(file);
  const auto size = static_cast<std::uint64_t>(file.st_size);
  const bool versioned = request.query().starts_with("vsn=d");
  http::Response response;
  auto add_validators = [&] {
    response.headers.add("etag", etag);
    response.headers.add("cache-control", versioned ? files.cache_control_for_versions : files.cache_control);
  };
  if (names_etag(request.headers.get_or("if-none-match", ""), etag)) {
    response.status = 304;
    response.body = std::string();
    add_validators();
    return response;
  }
  Range range{0, size};
  const auto if_range = request.headers.get("if-range");
  const auto kind = if_range && *if_range != etag
                        ? RangeKind::none
                        : parse_range(request.headers.get_or("range", ""), size, range);
  const std::string total = std::to_string(size);
  if (kind == RangeKind::impossible) {
    response = http::Response::text(416, "the range is outside of the file\n");
    response.headers.add("content-range", "bytes */" + total);
    return response;
  }
  response = http::Response::file(200, content_type_of(path), {path, range.first, range.length});
  add_validators();
  response.headers.add("accept-ranges", "bytes");
  response.headers.add("x-content-type-options", "nosniff");
  if (kind == RangeKind::part) {
    response.status = 206;
    response.headers.add("content-range", "bytes " + std::to_string(range.first) + "-" +
                                              std::to_string(range.first + range.length - 1) + "/" + total);
  }
  return response;
}

}  // namespace

std::optional<http::Response> serve_static(const StaticFiles& files, const http::Request& request) {
  if (request.method != http::Method::get && request.method != http::Method::head) return std::nullopt;
  const auto info = PathInfo::split(request.path());
  if (!info) return std::nullopt;  // the router answers 400
  const auto segments = below(info->segments(), files.at);
  if (!segments || segments->empty()) return std::nullopt;
  if (!files.only.empty() && std::ranges::find(files.only, segments->front()) == files.only.end())
    return std::nullopt;
  if (std::ranges::any_of(*segments, climbs)) return http::Response::text(400, "not a path of this site\n");
  std::string path = files.from;
  for (std::string_view segment : *segments) {
    if (segment.starts_with('.')) return std::nullopt;
    path += '/';
    path += segment;
  }
  struct stat file{};
  if (::stat(path.c_str(), &file) != 0 || !S_ISREG(file.st_mode)) return std::nullopt;
  return send(files, request, path, file);
}

}  // namespace anqa
