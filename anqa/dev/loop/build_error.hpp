#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace anqa::dev {

/// One thing that keeps a program from being built.
struct BuildError {
  std::string file = {};  ///< as the tool named it; empty where it has no place, as what a linker misses
  int line = 0;           ///< from 1; 0 where it has none
  int column = 0;
  std::string text;
  std::vector<std::string> source = {};  ///< the lines around it, from `first_line`
  int first_line = 0;
};

/// The errors in what a build said: those of compilers and template compilers (`file:line:column: error: …`),
/// of linkers and of CMake. Warnings and notes are none.
std::vector<BuildError> build_errors(std::string_view output);

/// Adds the lines of source around an error that has a place; `folder` is where the build ran.
void add_source(BuildError& error, const std::filesystem::path& folder);

/// Without the escape sequences by which tools colour their text.
std::string without_colours(std::string_view text);

}  // namespace anqa::dev
