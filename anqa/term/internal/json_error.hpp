#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace anqa::json::detail {

/// What is wrong with a text that the parser refused, and where: simdjson reports a code without a place, so
/// the refused text is read again, slowly, up to the first byte that does not fit. `fallback` is used should
/// this reader find nothing wrong.
std::string explain(std::string_view text, std::size_t max_depth, std::string_view fallback);

}  // namespace anqa::json::detail
