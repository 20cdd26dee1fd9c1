#pragma once

#include <string_view>

namespace anqa::detail {

/// Whether `pattern` (RE2's syntax) matches somewhere in `text`, in time linear in the text's length.
/// Compiled patterns are kept per thread. Throws std::invalid_argument for a pattern that is no regular
/// expression.
bool matches(std::string_view text, std::string_view pattern);

}  // namespace anqa::detail
