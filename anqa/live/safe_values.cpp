#include "anqa/live/safe_values.hpp"

#include <algorithm>
#include <array>

#include "anqa/live/escape.hpp"

namespace anqa::detail {

namespace {

using Kind = AttributeValue::Kind;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool contains(std::string_view text, std::string_view what) {
  const auto found = std::search(text.begin(), text.end(), what.begin(), what.end(),
                                 [](char a, char b) { return lower(a) == b; });
  return found != text.end();
}

/// What may load or run something, end the declaration, or hide it from this look.
bool is_bad_css(std::string_view text, std::string_view forbidden) {
  const bool bad = std::any_of(text.begin(), text.end(), [forbidden](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f || forbidden.find(c) != std::string_view::npos;
  });
  if (bad || contains(text, "/*")) return true;
  static constexpr auto words = std::to_array<std::string_view>(
      {"url", "expression", "image-set", "behavior", "-moz-binding", "import"});
  return std::any_of(words.begin(), words.end(),
                     [text](std::string_view word) { return contains(text, word); });
}

/// Whether a URL leads to this site whatever it says: "/a", "a/b", "?q", but not "//b.c" or "http:".
bool is_local(std::string_view url) {
  std::string plain;
  for (char c : url) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f || c == '\\') return false;
    if (c != ' ' || !plain.empty()) plain += c;
  }
  if (plain.starts_with("//")) return false;
  const std::size_t colon = plain.find(':');
  return colon == std::string::npos || plain.find_first_of("/?#") < colon;
}

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

AttributeValue safe_url(AttributeValue value) {
  if (value.kind == Kind::text && !value.trusted && is_script_url(value.text)) value.text = "about:blank";
  return value;
}

AttributeValue safe_resource(AttributeValue value) {
  if (value.kind == Kind::text && !value.trusted && !is_local(value.text)) value.text = "about:blank";
  return value;
}

AttributeValue safe_binding(AttributeValue value) {
  if (value.kind == Kind::text && !value.trusted && value.text.starts_with('[')) value.text.clear();
  return value;
}

AttributeValue safe_style(AttributeValue value) {
  if (value.kind == Kind::text && !value.trusted && is_bad_css(value.text, "\\<>@{}")) value.text.clear();
  return value;
}

AttributeValue safe_css(AttributeValue value) {
  if (value.kind != Kind::text || value.trusted) return value;
  if (is_bad_css(value.text, "\\<>@{};:\"'()/[]`")) value.text = "unset";
  return value;
}

AttributeValue safe_attribute(std::string_view name, AttributeValue value) {
  if (name == "style") return safe_style(std::move(value));
  if (name.starts_with("phx-") && !name.starts_with("phx-value-")) return safe_binding(std::move(value));
  if (is_one_of(name, {"href", "src", "action", "formaction", "poster", "data", "background", "cite", "ping",
                       "longdesc", "manifest", "usemap"}) ||
      name.ends_with(":href")) {
    return safe_url(std::move(value));
  }
  return value;
}

}  // namespace anqa::detail
