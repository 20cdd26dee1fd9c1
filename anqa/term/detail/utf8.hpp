#pragma once

#include <cstddef>
#include <string_view>

namespace anqa::detail {

/// Bytes of the UTF-8 sequence at the start of `text` (1 to 4), or 0 when there is none: surrogates, overlong
/// forms and values beyond U+10FFFF are none (Unicode 15, table 3-7).
std::size_t utf8_length(std::string_view text) noexcept;

/// True when all of `text` is UTF-8.
bool valid_utf8(std::string_view text) noexcept;

}  // namespace anqa::detail
