#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "anqa/term/term.hpp"

namespace anqa::detail {

/// Builds nested terms from flat pairs of key and value. The nesting in keys like `a[b][]` follows
/// Plug.Conn.Query: pairs are grouped by the text of their path up to each level, and at each level the
/// latest entry of a name wins. A level whose latest entry has no name is a list of its nameless entries,
/// else it is a map of its named ones.
class NestedPairs {
 public:
  NestedPairs() : levels_(1) {}

  /// False when the key nests deeper than `max_depth`.
  bool add(const std::string& key, Term value, std::size_t max_depth);
  [[nodiscard]] Term build() const { return build_level(0); }

 private:
  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  struct Entry {
    std::string name;
    Term value;
    bool named = true;
    std::size_t level = none;  ///< set: the value is that level
  };
  using Level = std::vector<Entry>;

  [[nodiscard]] Term build_level(std::size_t index) const;
  [[nodiscard]] Term build_entry(const Entry& entry) const;

  std::vector<Level> levels_;
  std::unordered_map<std::string, std::size_t> level_of_;
};

}  // namespace anqa::detail
