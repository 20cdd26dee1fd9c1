#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>

namespace anqa::heex {

/// Where something stands in a template: a byte offset into its text.
using Offset = std::size_t;

/// Line and column, both counted from 1, the column in bytes, as compilers count.
struct Place {
  std::size_t line;
  std::size_t column;
};

/// A template's text and the name that errors call it by.
struct Source {
  std::string path;
  std::string text;
  std::string type{};  ///< of a template in a C++ file: the struct or class that it is for

  Place place(Offset at) const;
  /// The line that `at` is in, without its line break.
  std::string_view line(Offset at) const;
};

/// A mistake in a template.
struct Mistake : std::runtime_error {
  Mistake(Offset where, const std::string& what) : std::runtime_error(what), at(where) {}
  Offset at;
};

/// The mistake as compilers print one: path, line, column, what is wrong, the line, and a caret under the
/// place.
std::string describe(const Source& source, const Mistake& mistake);

}  // namespace anqa::heex
