#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "anqa/testing/internal/html_tree.hpp"

namespace anqa::detail {

/// An element and those around it, the outermost first.
struct FoundElement {
  const HtmlNode* node = nullptr;
  std::vector<const HtmlNode*> around = {};
};

/// A CSS selector, "#a > li.b:not([hidden])": what of Selectors Level 4 needs no browser. Tags, `*`, ids,
/// classes, attributes (=, ~=, |=, ^=, $=, *=), the four combinators, lists, and the pseudo-classes
/// :first-child, :last-child, :only-child, :nth-child(n), :empty, :checked, :disabled, :enabled, :not(…),
/// :is(…) and :has(…).
class CssSelector {
 public:
  /// Throws std::invalid_argument for what is no selector or not one of these.
  explicit CssSelector(std::string_view text);
  ~CssSelector();
  CssSelector(CssSelector&&) noexcept;
  CssSelector& operator=(CssSelector&&) noexcept;

  /// The elements inside of a node that match, in the order of the page; ids and parents outside of it are
  /// not seen, but `around`, those around the node itself, are among the result's.
  std::vector<FoundElement> all(const HtmlNode& within, std::vector<const HtmlNode*> around = {}) const;
  bool matches(const FoundElement& element) const;

 private:
  struct Alternative;
  friend struct SelectorParser;
  CssSelector();
  std::vector<Alternative> alternatives_;
};

}  // namespace anqa::detail
