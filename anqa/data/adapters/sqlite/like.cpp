#include "anqa/data/adapters/sqlite/internal/like.hpp"

#include <cstddef>

namespace anqa::sqlite {
namespace {

char folded(char c, bool ignore_case) {
  return ignore_case && c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

/// Bytes of the character at `at`.
std::size_t character(std::string_view text, std::size_t at) {
  std::size_t end = at + 1;
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
  return end - at;
}

void call(sqlite3_context* context, int, sqlite3_value** arguments) {
  if (sqlite3_value_type(arguments[0]) == SQLITE_NULL || sqlite3_value_type(arguments[1]) == SQLITE_NULL) {
    return sqlite3_result_null(context);
  }
  auto view = [](sqlite3_value* value) {
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_value_text(value));
    return std::string_view(bytes ? bytes : "", static_cast<std::size_t>(sqlite3_value_bytes(value)));
  };
  const bool ignore_case = sqlite3_user_data(context) != nullptr;
  sqlite3_result_int(context, like(view(arguments[0]), view(arguments[1]), ignore_case));
}

}  // namespace

bool like(std::string_view text, std::string_view pattern, bool ignore_case) {
  constexpr std::size_t none = std::string_view::npos;
  std::size_t t = 0, p = 0;
  std::size_t resume_pattern = none,
              resume_text = 0;  // just after the last %, and where its match ends so far
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '%') {
      resume_pattern = ++p;
      resume_text = t;
      continue;
    }
    if (p < pattern.size() && pattern[p] == '_') {
      t += character(text, t);
      ++p;
      continue;
    }
    const std::size_t literal = p + 1 < pattern.size() && pattern[p] == '\\' ? p + 1 : p;
    if (literal < pattern.size() && folded(pattern[literal], ignore_case) == folded(text[t], ignore_case)) {
      p = literal + 1;
      ++t;
    } else if (resume_pattern != none) {
      resume_text += character(text, resume_text);
      t = resume_text;
      p = resume_pattern;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '%') ++p;
  return p == pattern.size();
}

void add_like_functions(sqlite3* handle) {
  constexpr int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
  static char yes;
  sqlite3_create_function_v2(handle, "anqa_like", 2, flags, nullptr, call, nullptr, nullptr, nullptr);
  sqlite3_create_function_v2(handle, "anqa_ilike", 2, flags, &yes, call, nullptr, nullptr, nullptr);
}

}  // namespace anqa::sqlite
