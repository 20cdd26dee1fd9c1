#include "anqa/web/static_files.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>

#include "anqa/web/internal/byte_range.hpp"
#include "anqa/web/path_info.hpp"

namespace anqa {
namespace {

/// A file that is there, and in which form it goes out.
struct Found {
  std::string path;
  std::string_view name;      ///< the last segment that was asked for
  std::string_view encoding;  ///< empty, or "gzip"
  struct stat info{};
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

bool admits(const StaticFiles& files, std::string_view first) {
  if (files.only.empty() && files.only_matching.empty()) return true;
  return std::ranges::find(files.only, first) != files.only.end() ||
         std::ranges::any_of(files.only_matching,
                             [first](const std::string& begin) { return first.starts_with(begin); });
}

/// Whether a decoded segment could lead out of the folder.
bool climbs(std::string_view segment) {
  return segment == ".." || segment == "." || segment.find_first_of("/\\") != std::string_view::npos;
}

bool is_file(const std::string& path, struct stat& info) {
  return ::stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode);
}

std::string etag_of(const StaticFiles& files, const Found& file) {
  if (files.etag_generation != nullptr) return files.etag_generation(file.path);
  char text[64];
  const int size = std::snprintf(text, sizeof(text), "\"%llx-%llx%09lx\"",
                                 static_cast<unsigned long long>(file.info.st_size),
                                 static_cast<unsigned long long>(file.info.st_mtim.tv_sec),
                                 static_cast<unsigned long>(file.info.st_mtim.tv_nsec));
  return {text, static_cast<std::size_t>(size)};
}

/// RFC 9110 §13.1.2: a list of tags, compared weakly, or "*".
bool names_etag(std::string_view if_none_match, std::string_view etag) {
  if (etag.starts_with("W/")) etag.remove_prefix(2);
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

std::string_view type_of(const StaticFiles& files, std::string_view name) {
  for (const auto& [end, type] : files.content_types) {
    if (name == end ||
        (name.size() > end.size() && name.ends_with(end) && name[name.size() - end.size() - 1] == '.'))
      return type;
  }
  return content_type_of(name);
}

/// Whether some form of a file may exist that depends on what the client accepts.
bool has_encodings(const StaticFiles& files) {
  return files.gzip || files.brotli || !files.encodings.empty();
}

bool find_encoded(const StaticFiles& files, const http::Request& request, Found& found) {
  const std::string_view accepted = request.headers.get_or("accept-encoding", "");
  const auto there = [&](std::string_view coding, std::string_view ending) {
    if (!accepts_encoding(accepted, coding)) return false;
    std::string path = found.path;
    path += ending;
    if (!is_file(path, found.info)) return false;
    found.path = std::move(path);
    found.encoding = coding;
    return true;
  };
  if (accepted.empty()) return false;
  for (const auto& [coding, ending] : files.encodings) {
    if (there(coding, ending)) return true;
  }
  return (files.brotli && there("br", ".br")) || (files.gzip && there("gzip", ".gz"));
}

http::Response send(const StaticFiles& files, const http::Request& request, const Found& file) {
  const std::string etag = etag_of(files, file);
  const auto size = static_cast<std::uint64_t>(file.info.st_size);
  const bool versioned = request.query().starts_with("vsn=d");
  http::Response response;
  auto add_validators = [&] {
    response.headers.add("etag", etag);
    response.headers.add("cache-control",
                         versioned ? files.cache_control_for_vsn_requests : files.cache_control_for_etags);
    if (has_encodings(files)) response.headers.add("vary", "Accept-Encoding");
  };
  if (names_etag(request.headers.get_or("if-none-match", ""), etag)) {
    response.status = 304;
    response.body = std::string();
    add_validators();
    return response;
  }
  detail::ByteRange range{0, size};
  const auto if_range = request.headers.get("if-range");
  const bool whole = if_range && (*if_range != etag || etag.starts_with("W/"));
  const auto kind =
      whole ? detail::RangeKind::none : detail::parse_range(request.headers.get_or("range", ""), size, range);
  const std::string total = std::to_string(size);
  if (kind == detail::RangeKind::impossible) {
    response = http::Response::text(416, "the range is outside of the file\n");
    response.headers.add("content-range", "bytes */" + total);
    return response;
  }
  response = http::Response::file(200, type_of(files, file.name), {file.path, range.first, range.length});
  if (!file.encoding.empty()) response.headers.add("content-encoding", file.encoding);
  add_validators();
  response.headers.add("accept-ranges", "bytes");
  response.headers.add("x-content-type-options", "nosniff");
  for (const auto& [name, value] : files.headers) response.headers.set(name, value);
  if (kind == detail::RangeKind::part) {
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
  if (!admits(files, segments->front())) return std::nullopt;
  if (std::ranges::any_of(*segments, climbs)) return http::Response::text(400, "not a path of this site\n");
  Found file{.path = files.from, .name = segments->back(), .encoding = {}};
  for (std::string_view segment : *segments) {
    if (segment.starts_with('.')) return std::nullopt;
    file.path += '/';
    file.path += segment;
  }
  if (find_encoded(files, request, file) || is_file(file.path, file.info)) return send(files, request, file);
  return std::nullopt;
}

}  // namespace anqa
