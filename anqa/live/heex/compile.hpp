#pragma once

#include <string>
#include <vector>

#include "anqa/base/result.hpp"

namespace anqa::heex {

/// One template file to be compiled.
struct Job {
  std::string input;       ///< a path that ends in ".html.heex" or ".heex", or a C++ file with ANQA_HEEX
  std::string output;      ///< the .cpp to write; left alone when it would not change
  std::string name_space;  ///< "shop", "shop::web", or empty
  std::vector<std::string>
      with;             ///< templates of components that it may use: a view handles their events, too
  std::string depfile;  ///< where to write, for make and ninja, what the output depends on; may be empty
};

/// Compiles a template. The header of `card.html.heex` is `card.hpp` beside it, or else the header that is
/// named after its folder, in it or beside it, so that `components/card.html.heex` may belong to
/// `components.hpp`. The error is what a compiler would print, with its line break.
result<void> compile(const Job& job);

/// Lays out a template, or those in a C++ file; see format(). With `check` nothing is written. Whether it was
/// laid out already.
result<bool> format_at(const std::string& path, bool check);

}  // namespace anqa::heex
