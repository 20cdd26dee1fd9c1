#include <algorithm>
#include <charconv>
#include <optional>

#include "anqa/http/headers.hpp"
#include "anqa/web/internal/byte_range.hpp"

namespace anqa::detail {
namespace {

std::optional<std::uint64_t> number(std::string_view digits) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

}  // namespace

RangeKind parse_range(std::string_view header, std::uint64_t size, ByteRange& range) {
  constexpr std::string_view unit = "bytes=";
  if (!http::equal_ignoring_case(header.substr(0, unit.size()), unit)) return RangeKind::none;
  header.remove_prefix(unit.size());
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

}  // namespace anqa::detail
