#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "anqa/live/heex/ast.hpp"

namespace anqa::heex {

/// C++ to be written out. A piece with a place stands, in what the C++ compiler sees, at the line and column
/// of the template that it came from, so that its errors point there.
struct Piece {
  std::string text;
  std::optional<Offset> at;
};
using Code = std::vector<Piece>;

/// The names of assigns.
using Reads = std::set<std::string>;

/// Where each assign of a template is named first.
using Assigns = std::map<std::string, Offset>;

/// An expression as C++: `@count` becomes `_count`, as wide as before, a local of the render function; a
/// string with `#{…}` becomes a call that joins its pieces. Adds to `reads` and `assigns` what it names.
Code to_code(const Expression& expression, Reads& reads, Assigns& assigns);

/// A quoted C++ string of these bytes.
std::string quoted(std::string_view bytes);

}  // namespace anqa::heex
