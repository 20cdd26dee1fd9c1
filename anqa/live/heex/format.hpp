#pragma once

#include <string>
#include <string_view>

#include "anqa/live/heex/source.hpp"

namespace anqa::heex {

/// A template as it is to be laid out: each level two columns further in, lines of at most 98 columns where
/// blanks allow it, one blank between attributes or one attribute a line. What a browser shows stays the
/// same: blanks are changed where there are some, and added only within and between blocks. Line breaks are
/// kept. Left as they are: expressions, text without blanks, pre, textarea, script, style, and tags with
/// phx-no-format. Formatting twice gives the same as once. `indent`: the columns before every line. Throws
/// Mistake for what is no template.
std::string format(const Source& source, std::size_t indent = 0);

}  // namespace anqa::heex
