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
  enum class Kind { bare, literal, expression };

  std::string name;
  Offset at = 0;
  Kind kind = Kind::bare;
  std::string literal;  ///< as written, between its quotes
  char quote = '"';
  Expression expression;
  Offset value_at = 0;
};

/// `:for={pattern <- range}`
struct For {
  Expression pattern;
  Expression range;
};

struct Tag;

/// A piece of a template's content: text, `{expression}` or a tag.
struct Content {
  enum class Kind { text, expression, tag };

  Kind kind;
  std::string text;
  Expression expression;
  std::unique_ptr<Tag> tag;
};

struct Tag {
  std::string name;  ///< as written: "div", ".button", "ui.button"
  Offset at = 0;     ///< of the name
  bool component = false;
  bool closed_by_slash = false;  ///< `<br/>`
  std::vector<Attribute> attributes;
  std::vector<Content> children;
  std::optional<Expression> condition;
  std::optional<For> loop;
  std::optional<Expression> key;
};

}  // namespace anqa::heex
