#pragma once

#include <vector>

#include "anqa/live/heex/ast.hpp"

namespace anqa::heex {

/// Reads a template. Throws Mistake for what is not well-formed HTML or not understood: every tag is closed,
/// by its own name; no attribute is given twice; a void element has no closing tag.
std::vector<Content> parse(const Source& source);

}  // namespace anqa::heex
