#include "anqa/term/internal/urlencoded.hpp"

#include <optional>
#include <utility>

namespace anqa::detail {
namespace {

struct Step {
  std::size_t begin;
  std::size_t end;         ///< of the name within the key
  std::size_t prefix_end;  ///< the key up to here names the level that the next step lives in
};

/// `a[b][]` as the steps a, b and (nameless); a key that is not of this form is one step.
std::vector<Step> steps_of(std::string_view key) {
  const std::size_t open = key.find('[');
  if (key.empty() || key.back() != ']' || open == std::string_view::npos || open == 0) {
    return {{0, key.size(), key.size()}};
  }
  std::vector<Step> steps{{0, open, open}};
  std::size_t begin = open + 1;
  while (true) {
    const std::size_t next = key.find("][", begin);
    if (next == std::string_view::npos) break;
    steps.push_back({begin, next, next + 1});
    begin = next + 2;
  }
  steps.push_back({begin, key.size() - 1, key.size()});
  return steps;
}

}  // namespace

bool NestedPairs::add(const std::string& key, Term value, std::size_t max_depth) {
  const auto steps = steps_of(key);
  if (steps.size() > max_depth) return false;
  // Upwards from the innermost level: a level that exists already hangs in the ones above it.
  std::size_t child = none;
  for (std::size_t i = steps.size(); i-- > 0;) {
    const Step& step = steps[i];
    Entry entry{key.substr(step.begin, step.end - step.begin), {}, i == 0 || step.end != step.begin, child};
    if (child == none) entry.value = std::exchange(value, {});
    if (i == 0) {
      levels_[0].push_back(std::move(entry));
      return true;
    }
    const auto [at, created] = level_of_.try_emplace(key.substr(0, steps[i - 1].prefix_end), levels_.size());
    if (created) levels_.emplace_back();
    levels_[at->second].push_back(std::move(entry));
    if (!created) return true;
    child = at->second;
  }
  return true;
}

Term NestedPairs::build_entry(const Entry& entry) const {
  return entry.level == none ? entry.value : build_level(entry.level);
}

Term NestedPairs::build_level(std::size_t index) const {
  const Level& level = levels_[index];
  if (!level.empty() && !level.back().named) {
    std::vector<Term> items;
    for (const Entry& entry : level) {
      if (!entry.named) items.push_back(build_entry(entry));
    }
    return Term::list(std::move(items));
  }
  std::vector<Term::Entry> entries;
  for (const Entry& entry : level) {
    if (entry.named) entries.push_back({entry.name, build_entry(entry)});
  }
  return Term::map(std::move(entries));
}

}  // namespace anqa::detail
