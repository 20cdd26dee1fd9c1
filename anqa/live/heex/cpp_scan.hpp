#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "anqa/live/heex/ast.hpp"

/// Just enough of C++'s grammar to find where an expression ends and which assigns it reads.
namespace anqa::heex {

/// The offset just behind the C++ string, character, raw string or comment that starts at `at`, or `at` when
/// none does. Throws Mistake for one that does not end.
Offset skip_literal(const std::string& text, Offset at);

/// The offset of the `}` that closes the `{` at `open`. Throws Mistake when brackets do not match.
Offset find_closing_brace(const std::string& text, Offset open);

/// `text[from, to)` without the blanks around it.
Expression trimmed(const std::string& text, Offset from, Offset to);

/// The offset of `what` outside of any brackets and literals, if it is there.
std::optional<Offset> find_at_top(std::string_view text, std::string_view what);

/// The parts between commas that stand outside of any brackets and literals.
std::vector<Expression> split_at_commas(const Expression& expression);

/// Whether the expression is one plain string literal, with or without `#{…}` in it.
bool is_string_literal(const Expression& expression);

/// The pieces of a string literal: text, and what stands in each `#{…}`.
struct StringPiece {
  bool is_text;
  std::string text;  ///< the characters between the quotes, escapes as written
  Expression expression;
};
std::vector<StringPiece> string_pieces(const Expression& literal);

/// The text of a literal with its C++ escapes resolved; empty when it uses one that this does not know.
std::optional<std::string> unescape(std::string_view literal);

bool is_identifier_start(char c);
bool is_identifier(char c);
bool is_keyword(std::string_view word);

}  // namespace anqa::heex
