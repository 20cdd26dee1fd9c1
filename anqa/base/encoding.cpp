#include "anqa/base/encoding.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace anqa {
namespace {

constexpr std::string_view base64_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view base64url_digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view lower_hex = "0123456789abcdef";
constexpr std::string_view upper_hex = "0123456789ABCDEF";

constexpr std::uint8_t invalid = 0xff;
using Values = std::array<std::uint8_t, 256>;

constexpr std::size_t index_of(char c) { return static_cast<unsigned char>(c); }

constexpr Values values_of(std::string_view digits) {
  Values values{};
  values.fill(invalid);
  for (std::size_t i = 0; i < digits.size(); ++i) values[index_of(digits[i])] = static_cast<std::uint8_t>(i);
  return values;
}

constexpr Values base64_values = values_of(base64_digits);
constexpr Values base64url_values = values_of(base64url_digits);
constexpr Values hex_values = [] {
  Values values = values_of(lower_hex);
  for (std::size_t i = 10; i < 16; ++i) values[index_of(upper_hex[i])] = static_cast<std::uint8_t>(i);
  return values;
}();

std::string encode64(std::string_view bytes, std::string_view digits) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (char c : bytes) {
    bits = bits << 8 | static_cast<std::uint32_t>(index_of(c));
    for (held += 8; held >= 6; held -= 6) text += digits[bits >> (held - 6) & 63];
  }
  if (held > 0) text += digits[bits << (6 - held) & 63];
  return text;
}

std::optional<std::string> decode64(std::string_view text, const Values& values) {
  if (text.size() % 4 == 1) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3 + 2);
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (char c : text) {
    const std::uint8_t value = values[index_of(c)];
    if (value == invalid) return std::nullopt;
    bits = bits << 6 | value;
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes += static_cast<char>(bits >> held & 0xff);
    }
  }
  // Left-over bits that are not zero would let several texts mean the same bytes (RFC 4648, 3.5).
  if ((bits & ((1u << held) - 1)) != 0) return std::nullopt;
  return bytes;
}

constexpr bool unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

std::string escape_percent(std::string_view bytes, bool form) {
  std::string text;
  text.reserve(bytes.size());
  for (char c : bytes) {
    if (unreserved(c)) {
      text += c;
    } else if (form && c == ' ') {
      text += '+';
    } else {
      text += '%';
      text += upper_hex[index_of(c) >> 4];
      text += upper_hex[index_of(c) & 15];
    }
  }
  return text;
}

std::optional<std::string> unescape_percent(std::string_view text, bool form) {
  std::string bytes;
  bytes.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      if (text.size() - i < 3) return std::nullopt;
      const std::uint8_t high = hex_values[index_of(text[i + 1])];
      const std::uint8_t low = hex_values[index_of(text[i + 2])];
      if (high == invalid || low == invalid) return std::nullopt;
      bytes += static_cast<char>(high << 4 | low);
      i += 2;
    } else {
      bytes += form && text[i] == '+' ? ' ' : text[i];
    }
  }
  return bytes;
}

constexpr std::string_view entity(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return {};
  }
}

constexpr std::array<bool, 256> html_special = [] {
  std::array<bool, 256> special{};
  for (char c : {'&', '<', '>', '"', '\''}) special[index_of(c)] = true;
  return special;
}();

}  // namespace

std::string base64_encode(std::string_view bytes) {
  std::string text = encode64(bytes, base64_digits);
  text.append((4 - text.size() % 4) % 4, '=');
  return text;
}

std::optional<std::string> base64_decode(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) text.remove_suffix(1);
  return decode64(text, base64_values);
}

std::string base64url_encode(std::string_view bytes) { return encode64(bytes, base64url_digits); }
std::optional<std::string> base64url_decode(std::string_view text) {
  return decode64(text, base64url_values);
}

std::string hex_encode(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size() * 2);
  for (char c : bytes) {
    text += lower_hex[index_of(c) >> 4];
    text += lower_hex[index_of(c) & 15];
  }
  return text;
}

std::optional<std::string> hex_decode(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const std::uint8_t high = hex_values[index_of(text[i])];
    const std::uint8_t low = hex_values[index_of(text[i + 1])];
    if (high == invalid || low == invalid) return std::nullopt;
    bytes += static_cast<char>(high << 4 | low);
  }
  return bytes;
}

std::string percent_encode(std::string_view bytes) { return escape_percent(bytes, false); }
std::optional<std::string> percent_decode(std::string_view text) { return unescape_percent(text, false); }
std::string form_encode(std::string_view bytes) { return escape_percent(bytes, true); }
std::optional<std::string> form_decode(std::string_view text) { return unescape_percent(text, true); }

void html_escape(std::string& out, std::string_view text) {
  std::size_t copied = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!html_special[index_of(text[i])]) [[likely]]
      continue;
    out.append(text, copied, i - copied);
    out.append(entity(text[i]));
    copied = i + 1;
  }
  out.append(text, copied);
}

bool secure_equal(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  // volatile: the compiler may not stop at the first difference.
  volatile unsigned char difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    difference = static_cast<unsigned char>(difference | (index_of(a[i]) ^ index_of(b[i])));
  }
  return difference == 0;
}

}  // namespace anqa
