#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace anqa::detail {

/// How deep scopes may be nested: a route's pattern is the paths of its scopes and its own, end to end.
inline constexpr std::size_t max_pattern_parts = 6;
/// How many segments a route may have.
inline constexpr std::size_t max_segments = 24;

/// A route's pattern, "/products/:id", kept as the literals that it was written with: joining them would cost
/// more to compile than everything else about a route.
struct Pattern {
  std::array<std::string_view, max_pattern_parts> parts{};
  std::uint8_t part_count = 0;
  std::uint8_t segment_count = 0;
  bool has_glob = false;
  /// Whether the glob may stand for nothing, as that of a forward does.
  bool has_open_end = false;

  /// Of the paths that it matches.
  constexpr std::size_t least_segments() const { return has_open_end ? segment_count - 1U : segment_count; }
};

enum class SegmentKind : std::uint8_t { literal, param, glob };

struct Segment {
  SegmentKind kind = SegmentKind::literal;
  std::string_view text;    // without ':' or '*'
  std::string_view prefix;  // of a parameter: "v" in "v:version"
};

/// text.find(byte) in one step of the compiler: its own loop over the bytes would cost most of the time that
/// five hundred routes take to compile.
constexpr std::size_t find_byte(std::string_view text, char byte) {
#if __has_builtin(__builtin_char_memchr)
  const char* found = __builtin_char_memchr(text.data(), byte, text.size());
  return found == nullptr ? std::string_view::npos : static_cast<std::size_t>(found - text.data());
#else
  return text.find(byte);
#endif
}

constexpr Segment to_segment(std::string_view text) {
  if (text[0] == ':') return {SegmentKind::param, text.substr(1), {}};
  if (text[0] == '*') return {SegmentKind::glob, text.substr(1), {}};
  const std::size_t colon = find_byte(text, ':');
  if (colon == std::string_view::npos) return {SegmentKind::literal, text, {}};
  return {SegmentKind::param, text.substr(colon + 1), text.substr(0, colon)};
}

/// Walks the segments of one path; empty segments are skipped, as "/a//b/" asks for what "/a/b" does. In
/// pointers, because each call of a string_view's function costs the compiler as much as all of this.
class PathCursor {
 public:
  constexpr explicit PathCursor(std::string_view path) : at_(path.data()), end_(at_ + path.size()) {}

  /// A segment is never empty.
  constexpr bool next(std::string_view& segment) {
    while (at_ != end_ && *at_ == '/') ++at_;
    if (at_ == end_) return false;
    const std::string_view rest(at_, static_cast<std::size_t>(end_ - at_));
    const std::size_t slash = find_byte(rest, '/');
    segment = slash == std::string_view::npos ? rest : std::string_view(at_, slash);
    at_ += segment.size();
    return true;
  }

 private:
  const char* at_;
  const char* end_;
};

/// Walks the segments of a pattern, from the outermost scope to the route itself.
class PatternCursor {
 public:
  constexpr explicit PatternCursor(const Pattern& pattern) : pattern_(&pattern), path_({}) {}

  constexpr bool next(Segment& segment) {
    std::string_view text;
    while (!path_.next(text)) {
      if (part_ == pattern_->part_count) return false;
      path_ = PathCursor(pattern_->parts[part_++]);
    }
    segment = to_segment(text);
    return true;
  }

 private:
  const Pattern* pattern_;
  std::size_t part_ = 0;
  PathCursor path_;
};

/// A cheap hash of segments: their sizes and four of their characters, mixed as FNV-1a mixes bytes. That it
/// puts some different ones together costs a comparison; looking at each character would cost the compiler
/// more.
struct SegmentHash {
  std::uint32_t value = 0x811c9dc5U;

  constexpr void add(std::string_view text) {
    const std::size_t size = text.size();
    const char* bytes = text.data();
    const auto word = static_cast<std::uint32_t>(size << 24) ^ static_cast<std::uint32_t>(bytes[0] << 16) ^
                      static_cast<std::uint32_t>(bytes[size / 3] << 12) ^
                      static_cast<std::uint32_t>(bytes[2 * size / 3] << 6) ^
                      static_cast<std::uint32_t>(bytes[size - 1]);
    value = (value ^ word) * 0x9e3779b1U;
  }
};

constexpr std::uint32_t segment_hash(std::string_view segment) {
  SegmentHash hash;
  hash.add(segment);
  return hash.value | 0x10001U;  // no half of it is 0
}

/// The key by which routes that may match a path are found: 32 bits of its first segment and 16 of its last;
/// 0 for one that may be anything. Lower bits are free.
constexpr std::uint64_t ends_key(std::uint32_t first, std::uint32_t last) {
  return std::uint64_t{first} << 32 | (last & 0xffff0000U);
}

/// What routes are sorted by: the key of their ends, then 16 bits of all their segments, so that patterns
/// that match the same paths ("/a/:id" and "/a/:name") have the same hash.
constexpr std::uint64_t pattern_hash(const Pattern& pattern) {
  SegmentHash hash;
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  bool at_first = true;
  Segment segment;
  for (PatternCursor cursor(pattern); cursor.next(segment); at_first = false) {
    if (segment.kind == SegmentKind::literal) {
      hash.add(segment.text);
      last = segment_hash(segment.text);
      if (at_first) first = last;
    } else {
      hash.add(segment.kind == SegmentKind::param ? ":" : "*");
      if (!segment.prefix.empty()) hash.add(segment.prefix);
      last = 0;
    }
  }
  return ends_key(first, last) | hash.value >> 16;
}

constexpr bool same_shape(const Pattern& left, const Pattern& right) {
  PatternCursor a(left);
  PatternCursor b(right);
  Segment x;
  Segment y;
  while (true) {
    const bool more = a.next(x);
    if (more != b.next(y)) return false;
    if (!more) return true;
    if (x.kind != y.kind || x.prefix != y.prefix || (x.kind == SegmentKind::literal && x.text != y.text))
      return false;
  }
}

}  // namespace anqa::detail
