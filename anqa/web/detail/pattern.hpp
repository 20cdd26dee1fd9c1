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
};

enum class SegmentKind : std::uint8_t { literal, param, glob };

struct Segment {
  SegmentKind kind = SegmentKind::literal;
  std::string_view text;  // without ':' or '*'
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
  if (text.starts_with(':')) return {SegmentKind::param, text.substr(1)};
  if (text.starts_with('*')) return {SegmentKind::glob, text.substr(1)};
  return {SegmentKind::literal, text};
}

/// Walks the segments of one path; empty segments are skipped, as "/a//b/" asks for what "/a/b" does.
class PathCursor {
 public:
  constexpr explicit PathCursor(std::string_view path) : rest_(path) {}

  constexpr bool next(std::string_view& segment) {
    while (rest_.starts_with('/')) rest_.remove_prefix(1);
    if (rest_.empty()) return false;
    const auto end = find_byte(rest_, '/');
    segment = rest_.substr(0, end);
    rest_.remove_prefix(segment.size());
    return true;
  }
  /// What has not been walked yet.
  constexpr std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
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

/// FNV-1a (Fowler, Noll, Vo).
struct Hash {
  std::uint64_t value = 0xcbf29ce484222325U;
  constexpr void add(char byte) { value = (value ^ static_cast<unsigned char>(byte)) * 0x100000001b3U; }
  constexpr void add(std::string_view bytes) {
    for (char byte : bytes) add(byte);
  }
  /// Never 0.
  constexpr std::uint64_t upper_half() const { return (value | (1ULL << 63)) & ~0xffffffffULL; }
};

/// The hash by which routes are sorted: its upper half comes from the first segment, its lower half from all
/// of them, so that patterns that match the same paths ("/a/:id" and "/a/:name") have the same hash, and all
/// that may match a path that starts in "/a" are neighbours. The upper half is 0 where the first segment may
/// be anything.
constexpr std::uint64_t pattern_hash(const Pattern& pattern) {
  Hash hash;
  std::uint64_t first = 0;
  bool at_first = true;
  Segment segment;
  for (PatternCursor cursor(pattern); cursor.next(segment); at_first = false) {
    hash.add('/');
    if (segment.kind == SegmentKind::literal) {
      hash.add(segment.text);
      if (at_first) first = hash.upper_half();
    } else {
      hash.add(segment.kind == SegmentKind::param ? ':' : '*');
    }
  }
  return first | (hash.value & 0xffffffffU);
}

/// The upper half of the hash of patterns that start in this segment.
constexpr std::uint64_t first_segment_hash(std::string_view segment) {
  Hash hash;
  hash.add('/');
  hash.add(segment);
  return hash.upper_half();
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
    if (x.kind != y.kind || (x.kind == SegmentKind::literal && x.text != y.text)) return false;
  }
}

}  // namespace anqa::detail
