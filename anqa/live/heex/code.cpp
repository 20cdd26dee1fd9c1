#include "anqa/live/heex/code.hpp"

#include "anqa/live/heex/cpp_scan.hpp"

namespace anqa::heex {

namespace {

void append(Code& code, Code more) {
  for (Piece& piece : more) code.push_back(std::move(piece));
}

Code joined(const Expression& literal, Reads& reads, Scope& scope) {
  Code code{{"::anqa::detail::join(", {}}};
  bool first = true;
  for (const StringPiece& piece : string_pieces(literal)) {
    if (!first) code.push_back({", ", {}});
    first = false;
    if (piece.is_text) {
      code.push_back({'"' + piece.text + '"', {}});
    } else {
      code.push_back({"(", {}});
      append(code, to_code(piece.expression, reads, scope));
      code.push_back({")", {}});
    }
  }
  code.push_back({")", {}});
  return code;
}

}  // namespace

Code to_code(const Expression& expression, Reads& reads, Scope& scope) {
  Code code;
  const std::string& text = expression.text;
  Piece piece{{}, expression.at};
  auto flush = [&](Offset next) {
    if (!piece.text.empty()) code.push_back(std::move(piece));
    piece = {{}, expression.at + next};
  };
  for (Offset i = 0; i < text.size();) {
    if (const Offset after = skip_literal(text, i); after != i) {
      std::string literal = text.substr(i, after - i);
      if (literal[0] == '"' && literal.find("#{") != std::string::npos) {
        flush(i);
        append(code, joined({std::move(literal), expression.at + i}, reads, scope));
        flush(after);
      } else if (literal.starts_with("//")) {
        throw Mistake(expression.at + i, "a // comment would hide the end of the expression; use /* … */");
      } else {
        piece.text += literal;
      }
      i = after;
      continue;
    }
    if (is_identifier_start(text[i])) {
      Offset end = i + 1;
      while (end < text.size() && is_identifier(text[end])) ++end;
      const std::string word = text.substr(i, end - i);
      for (const auto& [name, read] : scope.lets) {
        if (name == word) reads.insert(read);
      }
      piece.text += word;
      i = end;
      continue;
    }
    if (is_identifier(text[i])) {  // a number, with its suffix
      while (i < text.size() && is_identifier(text[i])) piece.text += text[i++];
      continue;
    }
    if (text[i] != '@') {
      piece.text += text[i++];
      continue;
    }
    Offset end = i + 1;
    if (end == text.size() || !is_identifier_start(text[end])) {
      throw Mistake(expression.at + i, "expected the name of an assign after @, as in {@count}");
    }
    while (end < text.size() && is_identifier(text[end])) ++end;
    const std::string name = text.substr(i + 1, end - i - 1);
    reads.insert(name);
    scope.assigns.emplace(name, expression.at + i + 1);
    piece.text += '_' + name;
    i = end;
  }
  flush(text.size());
  return code;
}

std::vector<std::string> names_of_pattern(const std::string& pattern) {
  std::vector<std::string> names;
  for (Offset i = 0; i < pattern.size();) {
    if (!is_identifier_start(pattern[i])) {
      ++i;
      continue;
    }
    Offset end = i;
    while (end < pattern.size() && is_identifier(pattern[end])) ++end;
    names.push_back(pattern.substr(i, end - i));
    i = end;
  }
  return names;
}

std::string quoted_message(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return out + '"';
}

std::string quoted(std::string_view bytes) {
  constexpr std::string_view digits = "01234567";
  std::string out = "\"";
  for (char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (byte < 0x20 || byte >= 0x7f) {
      out += {'\\', digits[byte >> 6U], digits[byte >> 3U & 7U], digits[byte & 7U]};
    } else {
      out += c;
    }
  }
  return out + '"';
}

}  // namespace anqa::heex
