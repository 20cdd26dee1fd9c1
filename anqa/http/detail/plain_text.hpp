#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace anqa::http::detail {

/// Which bytes are in a set: letters, digits and what is given.
constexpr std::array<bool, 256> letters_digits_and(std::string_view others) {
  std::array<bool, 256> set{};
  for (std::size_t c = '0'; c <= '9'; ++c) set[c] = true;
  for (std::size_t c = 'a'; c <= 'z'; ++c) set[c] = set[c - 32] = true;
  for (const char c : others) set[static_cast<unsigned char>(c)] = true;
  return set;
}

inline constexpr auto token_characters = letters_digits_and("!#$%&'*+-.^_`|~");  // RFC 9110 §5.6.2
inline constexpr auto host_characters =
    letters_digits_and("-._~!$&'()*+,;=%:[]");  // RFC 3986 §3.2.2, without user information

/// How many bytes of `text` from its beginning are in the set.
constexpr std::size_t count_in(const std::array<bool, 256>& set, std::string_view text) {
  const auto has = [&](std::size_t at) { return set[static_cast<unsigned char>(text[at])]; };
  std::size_t count = 0;
  while (count + 4 <= text.size() && has(count) && has(count + 1) && has(count + 2) && has(count + 3))
    count += 4;
  while (count < text.size() && has(count)) ++count;
  return count;
}

constexpr bool is_token(std::string_view text) {
  return !text.empty() && count_in(token_characters, text) == text.size();
}

/// How many bytes from the beginning are printable ASCII: a space to a tilde. Eight at a time.
inline std::size_t count_printable(std::string_view text) {
  constexpr std::uint64_t ones = ~std::uint64_t{0} / 255;
  constexpr std::uint64_t highs = ones * 0x80;
  std::size_t count = 0;
  while (text.size() - count >= 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + count, 8);
    // A high bit for each byte above 0x7e or, as nothing is borrowed from bytes that are not below 0x20 and
    // the lowest such byte is found right, below a space.
    const std::uint64_t odd = ((word + ones) | word | (word - ones * 0x20)) & highs;
    if (odd != 0) {
      if constexpr (std::endian::native == std::endian::little)
        return count + static_cast<std::size_t>(std::countr_zero(odd)) / 8;
      break;
    }
    count += 8;
  }
  while (count < text.size() && text[count] >= ' ' && text[count] <= '~') ++count;
  return count;
}

/// Whether the bytes could stand in a header's value: no control character but the tab.
inline bool is_field_value(std::string_view text) {
  while (true) {
    text.remove_prefix(count_printable(text));
    // Bytes of other encodings may stand there, too.
    while (!text.empty() && (text.front() == '\t' || static_cast<unsigned char>(text.front()) >= 0x80))
      text.remove_prefix(1);
    if (text.empty()) return true;
    if (static_cast<unsigned char>(text.front()) < 0x20 || text.front() == 0x7f) return false;
  }
}

}  // namespace anqa::http::detail
