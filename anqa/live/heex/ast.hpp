#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "anqa/live/heex/source.hpp"

namespace anqa::heex {

/// C++ between braces, as it stands in the template.
struct Expression {
  std::string text;
  Offset at = 0;
};

struct Attribute {
  enum class Kind { bare, literal, expression, spread };

  std::string name{};
  Offset at = 0;
  Kind kind = Kind::bare;
  std::string literal{};  ///< as written, between its quotes
  char quote = '"';
  Expression expression{};
  Offset value_at = 0;
};

/// `:for={pattern <- range}`
struct For {
  Expression pattern;
  Expression range;
};

struct Tag;
struct Block;

/// A piece of a template's content: text, `{expression}`, a tag, `<% if (…) {
/// %>` with all that belongs to it, or a comment that is not sent.
struct Content {
  enum class Kind { text, expression, tag, block, comment };

  Kind kind;
  std::string text{};  ///< of a comment: as written
  Expression expression{};
  std::unique_ptr<Tag> tag{};
  std::unique_ptr<Block> block{};
  bool percent = false;  ///< an expression written as `<%= … %>`
  Offset at = 0;
  Offset end = 0;  ///< of a block: behind its `<% } %>`
};

struct Tag {
  std::string name;  ///< as written: "div", ".button", "ui.button"
  Offset at = 0;     ///< of the name
  bool component = false;
  bool closed_by_slash = false;  ///< `<br/>`
  bool slot = false;             ///< `<:col>`; the name is "col"
  bool colocated_hook = false;   ///< `<script :type={ColocatedHook} …>`
  std::vector<Attribute> attributes;
  std::vector<Attribute> written;  ///< every attribute as it was written, :if and its like too
  std::vector<Content> children;
  Offset end = 0;  ///< behind its closing tag
  std::optional<Expression> condition;
  std::optional<For> loop;
  std::optional<Expression> key;
  std::optional<Expression> let;
};

/// A part of a block: `if (…) {`, `} else if (…) {`, `} else {` or `for (… : …)
/// {`, and what follows it.
struct Branch {
  enum class Kind { condition, otherwise, loop };

  Kind kind;
  Offset at;
  Expression header;  ///< what stands between its parentheses
  std::vector<Content> children;
};

struct Block {
  std::vector<Branch> branches;
};

}  // namespace anqa::heex
