#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "anqa/live/heex/ast.hpp"

namespace anqa::heex {

/// C++ to be written out. A piece with a place stands, in what the C++ compiler
/// sees, at the line and column of the template that it came from, so that its
/// errors point there.
struct Piece {
  std::string text;
  std::optional<Offset> at;
};
using Code = std::vector<Piece>;

/// The names of assigns. One that starts with ':' is not an assign but what a
/// component gave to a slot's content: ":let7".
using Reads = std::set<std::string>;

/// Where each assign of a template is named first.
using Assigns = std::map<std::string, Offset>;

/// What expressions may name: the assigns, which are collected, and the names
/// that `:let` made.
struct Scope {
  Assigns assigns;
  std::vector<std::pair<std::string, std::string>> lets;  ///< a name, and what reading it counts as
};

/// An expression as C++: `@count` becomes `_count`, as wide as before, a local
/// of the render function; a string with `#{…}` becomes a call that joins its
/// pieces. Adds to `reads` and `scope` what it names.
Code to_code(const Expression& expression, Reads& reads, Scope& scope);

/// The names in `item` or `[key, value]`.
std::vector<std::string> names_of_pattern(const std::string& pattern);

/// A quoted C++ string of these bytes.
std::string quoted(std::string_view bytes);

/// A quoted text for a static_assert, which knows no escaped bytes.
std::string quoted_message(std::string_view text);

}  // namespace anqa::heex
