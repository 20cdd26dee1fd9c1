#include "anqa/live/heex/cpp_scan.hpp"

#include <algorithm>
#include <array>

namespace anqa::heex {

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

char closing(char open) { return open == '(' ? ')' : open == '[' ? ']' : '}'; }

Offset skip_raw_string(const std::string& text, Offset at) {
  const Offset open = text.find('(', at);
  if (open == std::string::npos) throw Mistake(at, "this raw string does not end");
  const std::string end = ")" + text.substr(at + 2, open - at - 2) + "\"";
  const Offset found = text.find(end, open);
  if (found == std::string::npos) throw Mistake(at, "this raw string does not end; expected " + end);
  return found + end.size();
}

Offset skip_quoted(const std::string& text, Offset at) {
  const char quote = text[at];
  for (Offset i = at + 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == quote) {
      return i + 1;
    } else if (text[i] == '\n') {
      break;
    } else if (quote == '"' && text.compare(i, 2, "#{") == 0) {
      i = find_closing_brace(text, i + 1);
    }
  }
  throw Mistake(at, quote == '"' ? "this string does not end on its line; expected a closing \""
                                 : "this character does not end on its line; expected a closing '");
}

}  // namespace

bool is_identifier_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_identifier(char c) { return is_identifier_start(c) || (c >= '0' && c <= '9'); }

bool is_keyword(std::string_view word) {
  static constexpr auto words = std::to_array<std::string_view>(
      {"and",     "asm",      "auto",     "bool",    "break",     "case",    "catch",     "char",
       "class",   "const",    "continue", "default", "delete",    "do",      "double",    "else",
       "enum",    "explicit", "export",   "extern",  "false",     "float",   "for",       "friend",
       "goto",    "if",       "inline",   "int",     "long",      "mutable", "namespace", "new",
       "not",     "operator", "or",       "private", "protected", "public",  "register",  "return",
       "short",   "signed",   "sizeof",   "static",  "struct",    "switch",  "template",  "this",
       "throw",   "true",     "try",      "typedef", "typename",  "union",   "unsigned",  "using",
       "virtual", "void",     "volatile", "while",   "xor"});
  return std::find(words.begin(), words.end(), word) != words.end();
}

Offset skip_literal(const std::string& text, Offset at) {
  const char c = text[at];
  const bool in_word = at > 0 && is_identifier(text[at - 1]);
  if (c == 'R' && !in_word && text.compare(at, 2, "R\"") == 0) return skip_raw_string(text, at);
  if (c == '"' || (c == '\'' && !in_word)) return skip_quoted(text, at);
  if (text.compare(at, 2, "//") == 0) return std::min(text.find('\n', at), text.size());
  if (text.compare(at, 2, "/*") == 0) {
    const Offset end = text.find("*/", at + 2);
    if (end == std::string::npos) throw Mistake(at, "this comment does not end; expected */");
    return end + 2;
  }
  return at;
}

Offset find_closing_brace(const std::string& text, Offset open) {
  std::vector<Offset> brackets{open};
  for (Offset i = open + 1; i < text.size();) {
    if (const Offset after = skip_literal(text, i); after != i) {
      i = after;
      continue;
    }
    const char c = text[i];
    if (c == '(' || c == '[' || c == '{') {
      brackets.push_back(i);
    } else if (c == ')' || c == ']' || c == '}') {
      const Offset last = brackets.back();
      if (c != closing(text[last])) {
        throw Mistake(i, std::string("this ") + c + " closes nothing; expected " + closing(text[last]) +
                             " for the " + text[last] + " before it");
      }
      brackets.pop_back();
      if (brackets.empty()) return i;
    }
    ++i;
  }
  throw Mistake(
      open,
      "this { has no }; to show a brace as text write &lbrace; or put phx-no-curly-interpolation on the "
      "tag around it");
}

Expression trimmed(const std::string& text, Offset from, Offset to) {
  while (from < to && is_blank(text[from])) ++from;
  while (to > from && is_blank(text[to - 1])) --to;
  return {text.substr(from, to - from), from};
}

std::optional<Offset> find_at_top(std::string_view view, std::string_view what) {
  const std::string text(view);
  int depth = 0;
  for (Offset i = 0; i < text.size();) {
    if (const Offset after = skip_literal(text, i); after != i) {
      i = after;
      continue;
    }
    const char c = text[i];
    if (depth == 0 && text.compare(i, what.size(), what) == 0) return i;
    if (c == '(' || c == '[' || c == '{') ++depth;
    if (c == ')' || c == ']' || c == '}') --depth;
    ++i;
  }
  return std::nullopt;
}

std::vector<Expression> split_at_commas(const Expression& expression) {
  std::vector<Expression> parts;
  Offset from = 0;
  while (true) {
    const auto comma = find_at_top(std::string_view(expression.text).substr(from), ",");
    const Offset to = comma ? from + *comma : expression.text.size();
    Expression part = trimmed(expression.text, from, to);
    part.at += expression.at;
    if (!part.text.empty()) parts.push_back(std::move(part));
    if (!comma) return parts;
    from = to + 1;
  }
}

bool is_string_literal(const Expression& expression) {
  return expression.text.starts_with('"') && skip_literal(expression.text, 0) == expression.text.size();
}

std::vector<StringPiece> string_pieces(const Expression& literal) {
  std::vector<StringPiece> pieces;
  const std::string& text = literal.text;
  std::string plain;
  for (Offset i = 1; i + 1 < text.size(); ++i) {
    if (text[i] == '\\') {
      plain += text[i];
      plain += text[++i];
    } else if (text.compare(i, 2, "#{") == 0) {
      const Offset end = find_closing_brace(text, i + 1);
      if (!plain.empty()) pieces.push_back({true, std::move(plain), {}});
      plain.clear();
      Expression inner = trimmed(text, i + 2, end);
      inner.at += literal.at;
      if (inner.text.empty()) throw Mistake(literal.at + i, "#{} is empty; expected an expression");
      pieces.push_back({false, {}, std::move(inner)});
      i = end;
    } else {
      plain += text[i];
    }
  }
  if (!plain.empty() || pieces.empty()) pieces.push_back({true, std::move(plain), {}});
  return pieces;
}

std::optional<std::string> unescape(std::string_view literal) {
  std::string out;
  for (std::size_t i = 0; i < literal.size(); ++i) {
    if (literal[i] != '\\') {
      out += literal[i];
      continue;
    }
    switch (literal[++i]) {
      case 'n':
        out += '\n';
        break;
      case 't':
        out += '\t';
        break;
      case '"':
      case '\'':
      case '\\':
        out += literal[i];
        break;
      default:
        return std::nullopt;
    }
  }
  return out;
}

}  // namespace anqa::heex
