#pragma once

#include "anqa/live/heex/ast.hpp"
#include "anqa/live/heex/cpp_scan.hpp"

namespace anqa::heex {

/// Reads the tag whose `<` is at `at`, up to its `>`, and moves `at` behind it. `:if`, `:for` and `:key` are
/// taken out of its attributes.
Tag parse_opening_tag(const Source& source, Offset& at);

}  // namespace anqa::heex
