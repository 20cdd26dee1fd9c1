#pragma once

#include <sqlite3.h>

#include <string_view>

namespace anqa::sqlite {

/// Whether a text matches a pattern of LIKE: `%` any text, `_` one character, backslash the next one as it
/// is. Takes time proportional to the product of the lengths at most, whatever the pattern.
bool like(std::string_view text, std::string_view pattern, bool ignore_case);

/// Makes anqa_like(text, pattern) and anqa_ilike(text, pattern) known to a connection.
void add_like_functions(sqlite3* handle);

}  // namespace anqa::sqlite
