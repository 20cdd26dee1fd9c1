#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace anqa::http::detail {

/// A WebSocket's frame as a client sends it: masked, its length in the fewest bytes. Of less than 65,536
/// bytes. For tests.
inline std::string client_frame(int first_byte, std::string_view payload) {
  constexpr std::string_view mask = "\x11\x22\x33\x44";
  std::string bytes(1, static_cast<char>(first_byte));
  if (payload.size() < 126) {
    bytes += static_cast<char>(0x80 | payload.size());
  } else {
    bytes +=
        {static_cast<char>(0xfe), static_cast<char>(payload.size() >> 8), static_cast<char>(payload.size())};
  }
  bytes += mask;
  for (std::size_t i = 0; i < payload.size(); ++i) bytes += static_cast<char>(payload[i] ^ mask[i % 4]);
  return bytes;
}

}  // namespace anqa::http::detail
