#pragma once

#include <cstdint>
#include <string_view>

namespace anqa::detail {

/// Part of a file.
struct ByteRange {
  std::uint64_t first = 0;
  std::uint64_t length = 0;
};

enum class RangeKind : std::uint8_t {
  none,        ///< all of it: no range was asked for, or one that is not understood
  part,        ///< `range` was set
  impossible,  ///< outside of the file: 416
};

/// One range of RFC 9110 §14.2; a header that asks for several or cannot be read is ignored, as it allows.
RangeKind parse_range(std::string_view header, std::uint64_t size, ByteRange& range);

}  // namespace anqa::detail
