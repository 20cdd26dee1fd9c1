#include <algorithm>

#include "anqa/http/headers.hpp"
#include "anqa/web/parsers.hpp"

namespace anqa::detail {
namespace {

std::string_view trim(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  return text;
}

/// The length of a quoted string with its quotes, or of all that there is when it does not end.
std::size_t quoted_size(std::string_view text) {
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      return i + 1;
    }
  }
  return text.size();
}

/// Browsers escape neither backslashes nor quotes with a backslash (they write %22), so that only these two
/// pairs are escapes: a path of Windows keeps its backslashes.
std::string unquoted(std::string_view text) {
  text.remove_prefix(1);
  if (text.ends_with('"')) text.remove_suffix(1);
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '"' || text[i + 1] == '\\')) ++i;
    out += text[i];
  }
  return out;
}

}  // namespace

std::string media_type(std::string_view content_type) {
  std::string type(trim(content_type.substr(0, content_type.find(';'))));
  std::ranges::transform(type, type.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return type;
}

std::optional<std::string> header_parameter(std::string_view header, std::string_view name) {
  header.remove_prefix(std::min(header.find(';'), header.size()));
  while (!header.empty()) {
    header.remove_prefix(1);  // the ';'
    const auto equals = header.find_first_of("=;");
    if (equals == std::string_view::npos) return std::nullopt;
    const auto key = trim(header.substr(0, equals));
    const bool has_value = header[equals] == '=';
    header.remove_prefix(has_value ? equals + 1 : equals);
    if (!has_value) continue;
    while (header.starts_with(' ') || header.starts_with('\t')) header.remove_prefix(1);
    const bool quoted = header.starts_with('"');
    const std::size_t size = quoted ? quoted_size(header) : std::min(header.find(';'), header.size());
    if (http::equal_ignoring_case(key, name)) {
      return quoted ? unquoted(header.substr(0, size)) : std::string(trim(header.substr(0, size)));
    }
    header.remove_prefix(size);
    header.remove_prefix(std::min(header.find(';'), header.size()));
  }
  return std::nullopt;
}

bool passes(const std::vector<std::string>& pass, std::string_view type) {
  const auto kind = type.substr(0, type.find('/'));
  return std::ranges::any_of(pass, [&](std::string_view allowed) {
    if (allowed == "*/*" || allowed == type) return true;
    return allowed.ends_with("/*") && allowed.substr(0, allowed.size() - 2) == kind;
  });
}

}  // namespace anqa::detail
