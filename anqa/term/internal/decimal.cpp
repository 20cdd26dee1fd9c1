#include "anqa/term/internal/decimal.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace anqa::detail {

std::string decimal(bool negative, std::string_view magnitude) {
  // Schoolbook division by 10^9. Numbers on a wire are short; a decoder's length limit bounds the square.
  constexpr std::uint64_t chunk = 1'000'000'000;
  std::vector<std::uint32_t> words((magnitude.size() + 3) / 4);
  for (std::size_t i = 0; i < magnitude.size(); ++i) {
    words[i / 4] |= static_cast<std::uint32_t>(static_cast<unsigned char>(magnitude[i])) << (i % 4 * 8);
  }
  std::string reversed;
  while (!words.empty()) {
    std::uint64_t remainder = 0;
    for (std::size_t i = words.size(); i-- > 0;) {
      const std::uint64_t value = remainder << 32 | words[i];
      words[i] = static_cast<std::uint32_t>(value / chunk);
      remainder = value % chunk;
    }
    while (!words.empty() && words.back() == 0) words.pop_back();
    for (int digit = 0; digit < 9; ++digit, remainder /= 10) {
      reversed += static_cast<char>('0' + remainder % 10);
    }
  }
  while (reversed.size() > 1 && reversed.back() == '0') reversed.pop_back();
  if (reversed.empty()) reversed = "0";
  if (negative) reversed += '-';
  std::reverse(reversed.begin(), reversed.end());
  return reversed;
}

}  // namespace anqa::detail
