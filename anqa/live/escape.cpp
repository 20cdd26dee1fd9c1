#include "anqa/live/escape.hpp"

#include <array>
#include <cstring>
#include <random>

namespace anqa::detail {

namespace {

enum Class : std::uint8_t { plain = 0, html = 1, json = 2, wide = 4 };

constexpr auto classes = [] {
  std::array<std::uint8_t, 256> table{};
  for (int c = 0; c < 0x20; ++c) table[c] = json;
  for (int c = 0x80; c < 0x100; ++c) table[c] = wide;
  table['"'] = html | json;
  table['\\'] = json;
  table[0x7f] = plain;
  for (char c : {'&', '<', '>', '\''}) table[static_cast<unsigned char>(c)] = html;
  return table;
}();

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
    default:
      return "&#39;";
  }
}

void append_json_char(std::string& out, unsigned char c) {
  constexpr std::string_view digits = "0123456789abcdef";
  switch (c) {
    case '"':
      out += "\\\"";
      break;
    case '\\':
      out += "\\\\";
      break;
    case '\n':
      out += "\\n";
      break;
    case '\r':
      out += "\\r";
      break;
    case '\t':
      out += "\\t";
      break;
    default:
      out += "\\u00";
      out += digits[c >> 4U];
      out += digits[c & 15U];
  }
}

/// The length of the UTF-8 sequence at `text[at]`, 0 when it is not well-formed (RFC 3629, table 3-7 of
/// Unicode).
std::size_t sequence(std::string_view text, std::size_t at) {
  auto byte = [&](std::size_t i) -> unsigned {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
  };
  auto tail = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
  const unsigned first = byte(0);
  if (first >= 0xC2 && first <= 0xDF) return tail(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    if (first == 0xE0 && byte(1) < 0xA0) return 0;
    if (first == 0xED && byte(1) > 0x9F) return 0;
    return tail(1) && tail(2) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    if (first == 0xF0 && byte(1) < 0x90) return 0;
    if (first == 0xF4 && byte(1) > 0x8F) return 0;
    return tail(1) && tail(2) && tail(3) ? 4 : 0;
  }
  return 0;
}

template <std::uint8_t Special>
void append(std::string& out, std::string_view text) {
  std::size_t from = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    const auto c = static_cast<unsigned char>(text[at]);
    const unsigned special = classes[c] & Special;
    if (special == 0) {
      ++at;
      continue;
    }
    if ((special & wide) != 0) {
      if (std::size_t length = sequence(text, at); length != 0) {
        at += length;
        continue;
      }
    }
    out.append(text, from, at - from);
    if ((special & html) != 0) {
      out += entity(static_cast<char>(c));
    } else if ((special & json) != 0) {
      append_json_char(out, c);
    } else {
      out += "\xEF\xBF\xBD";
    }
    from = ++at;
  }
  out.append(text, from, text.size() - from);
}

/// So that nobody can choose texts that hash alike.
const std::uint64_t seed = [] {
  std::random_device device;
  return (std::uint64_t{device()} << 32U | device()) | 1U;
}();

/// The folded 128-bit product, the mixing step of wyhash (github.com/wangyi-fudan/wyhash, public domain).
std::uint64_t fold(std::uint64_t a, std::uint64_t b) noexcept {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
}

constexpr std::uint64_t odd1 = 0xa0761d6478bd642f;
constexpr std::uint64_t odd2 = 0xe7037ed1a0b428db;

}  // namespace

void append_html(std::string& out, std::string_view text) { append<html>(out, text); }
void append_json(std::string& out, std::string_view text) { append<json | wide>(out, text); }
void append_json_html(std::string& out, std::string_view text) { append<html | json | wide>(out, text); }

std::uint64_t hash_bytes(std::string_view bytes) noexcept {
  std::uint64_t hash = seed ^ fold(bytes.size() ^ odd1, odd2);
  const char* data = bytes.data();
  std::size_t left = bytes.size();
  while (left > 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, data, 8);
    hash = fold(hash ^ word, odd1);
    data += 8;
    left -= 8;
  }
  std::uint64_t word = 0;
  if (left != 0) std::memcpy(&word, data, left);
  return fold(hash ^ word, odd2 ^ hash);
}

std::uint64_t hash_word(std::uint64_t word) noexcept { return fold(word ^ seed, odd1) ^ word; }

bool is_script_url(std::string_view url) noexcept {
  // Browsers drop tabs and line breaks anywhere, and controls and spaces in front (WHATWG URL, basic parser).
  std::array<char, 12> scheme{};
  std::size_t length = 0;
  bool leading = true;
  for (char c : url) {
    if (c == '\t' || c == '\n' || c == '\r' || (leading && static_cast<unsigned char>(c) <= 0x20)) continue;
    leading = false;
    if (c == ':') {
      std::string_view name(scheme.data(), length);
      return name == "javascript" || name == "vbscript";
    }
    if (length == scheme.size()) return false;
    scheme[length++] = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  }
  return false;
}

}  // namespace anqa::detail
