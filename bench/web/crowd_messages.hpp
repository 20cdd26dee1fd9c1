#pragma once

#include <cstddef>
#include <string>
#include <string_view>

/// What the crowd (crowd.cpp) and the servers say to each other: channel messages in WebSocket frames.
namespace bench {

inline constexpr std::string_view join = R"(["1","1","room:all","phx_join",{}])";
inline constexpr std::string_view join_reply =
    R"(["1","1","room:all","phx_reply",{"response":{},"status":"ok"}])";
inline constexpr std::string_view heartbeat = R"([null,"2","phoenix","heartbeat",{}])";
inline constexpr std::string_view heartbeat_reply =
    R"([null,"2","phoenix","phx_reply",{"response":{},"status":"ok"}])";
/// What a room might tell everybody.
inline constexpr std::string_view tick_payload =
    R"({"at":"2026-11-22T12:00:00Z","text":"Breakfast is served on the terrace today","user":"host"})";

inline std::string tick() { return R"(["1",null,"room:all","tick",)" + std::string(tick_payload) + "]"; }
inline std::string tick_broadcast() {
  return R"([null,null,"room:all","tick",)" + std::string(tick_payload) + "]";
}

inline std::string frame_head(std::size_t size, unsigned mask_bit) {
  std::string head = {static_cast<char>(0x81)};
  if (size < 126) return head += static_cast<char>(mask_bit | size);
  head += static_cast<char>(mask_bit | 126);
  head += static_cast<char>(size >> 8);
  return head += static_cast<char>(size & 0xff);
}

/// The frame that a server sends; of at most 64 KiB.
inline std::string sent(std::string_view text) { return frame_head(text.size(), 0).append(text); }

/// The frame that a client sends, masked with "mask".
inline std::string masked(std::string_view text) {
  std::string frame = frame_head(text.size(), 0x80) + "mask";
  for (std::size_t i = 0; i < text.size(); ++i) frame += static_cast<char>(text[i] ^ "mask"[i % 4]);
  return frame;
}

/// The text of one whole frame of masked().
inline std::string unmasked(std::string_view frame) {
  const std::size_t begin = (static_cast<unsigned char>(frame[1]) & 0x7f) == 126 ? 8 : 6;
  std::string text;
  for (std::size_t i = begin; i < frame.size(); ++i)
    text += static_cast<char>(frame[i] ^ "mask"[(i - begin) % 4]);
  return text;
}

}  // namespace bench
