#pragma once

#include <cstdint>
#include <memory>

#include "anqa/live/statics.hpp"

namespace anqa {

/// What a client is known to hold of one template node: which template, and the same for the nodes within.
/// A whole view's memory of its client is one Print; a page without conditions, components and lists needs
/// nothing beyond it.
///
/// A list remembers its rows in `tape`, 64-bit words written in the order of rendering:
///
///     count << 32 | width                           width: words per row, or `ragged` when rows differ
///     length of all rows                            only if ragged
///     key, words of row 0, key, words of row 1, …
///     two row widths a word                         only if ragged
///
/// Of a node, `tape` is there only if a part of it is remembered(): a word for each part, the hash of what
/// the client has there; 0 for a part that is not remembered.
///
/// A row's words: for text and attributes a hash of the value; for a node or a list within the row
/// `short_print << 32 | length` and then its own words (0: the client holds `""` there).
struct Print {
  static constexpr std::uint32_t ragged = 0xffffffff;

  std::uint64_t fingerprint = 0;  ///< 0: the client holds `""` or nothing here
  std::unique_ptr<Print[]> kids;
  std::unique_ptr<std::uint64_t[]> tape;
  std::uint32_t tape_size = 0;
  std::uint16_t kid_count = 0;

  Print();
  ~Print();
  Print(Print&& other) noexcept;
  Print& operator=(Print&& other) noexcept;

  /// Forgets everything and remembers that the client is being sent `statics`.
  void reset(const Statics& statics);
  /// What a client holds that was told to take the templates of another tree, this one, and nothing else of
  /// it.
  Print templates() const;
  void clear();
};

}  // namespace anqa
