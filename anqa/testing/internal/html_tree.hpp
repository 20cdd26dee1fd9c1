#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace anqa::detail {

/// HTML as a tree, for tests of pages: an element, or, without a tag, a piece of text.
struct HtmlNode {
  std::string tag = {};  ///< lower case; empty for text
  std::string text = {};
  std::vector<std::pair<std::string, std::string>> attributes = {};
  std::vector<HtmlNode> children = {};

  bool is_text() const { return tag.empty(); }
  /// Of an attribute, its entities decoded; "" of one that stands without a value.
  std::optional<std::string_view> get(std::string_view name) const;
  std::string_view get_or(std::string_view name, std::string_view otherwise = {}) const;
  void set(std::string_view name, std::string_view value);
  std::string_view id() const { return get_or("id"); }
};

/// Reads a document or a part of one: a node without a tag whose children it is made of. Meant for HTML that
/// templates made, whose tags are balanced: a tag that is left open ends with its parent, and comments and
/// the doctype are left out.
HtmlNode parse_html(std::string_view html);

/// As a browser's outerHTML and innerHTML.
std::string outer_html(const HtmlNode& node);
std::string inner_html(const HtmlNode& node);
/// All text inside, as it is.
std::string text_of(const HtmlNode& node);

}  // namespace anqa::detail
