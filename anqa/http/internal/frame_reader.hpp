#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "anqa/http/websocket.hpp"

namespace anqa::http::detail {

/// Reads a client's WebSocket frames (RFC 6455 §5) from bytes in any pieces: unmasks them, joins fragments,
/// checks UTF-8.
///
/// Written here because the one candidate, wslay 1.1.1, takes nine times as long and misses errors in some
/// splits of the bytes (docs/decisions/0030). The tests compare the two.
class FrameReader {
 public:
  enum class Event : std::uint8_t {
    more,  // all bytes are read
    text,
    binary,
    ping,
    pong,
    close,  // payload() has the code and the reason as sent; both are valid
    error,  // the peer broke the protocol: close with error_code() and read no more
  };

  /// `message_limit`: bytes of one message, its fragments together, also when it is uncompressed.
  /// `compressed`: whether messages may be (permessage-deflate was agreed on).
  explicit FrameReader(std::size_t message_limit, bool compressed = false)
      : limit_(message_limit), may_be_compressed_(compressed) {}

  /// Reads to the end of the next message or control frame and removes what it read from `bytes`. Call it
  /// again until it says `more` or `error`.
  Event read(std::string_view& bytes);

  /// Of the event that read() returned last; valid until it is called again.
  std::string_view payload() const { return payload_; }
  CloseCode error_code() const { return error_code_; }

 private:
  struct Frame {
    std::uint8_t opcode = 0;
    bool fin = false;
    std::uint64_t left = 0;  // bytes of the payload not yet read
    std::uint64_t size = 0;
    std::array<std::uint8_t, 4> mask{};
  };

  Event read_header(std::string_view& bytes);
  Event check_start();
  Event check_length(std::uint64_t length, std::size_t length_bytes);
  void read_payload(std::string_view& bytes);
  Event finish_frame();
  Event finish_message();
  Event finish_control();
  Event fail(CloseCode code);
  bool is_control() const { return (frame_.opcode & 8) != 0; }

  std::size_t limit_;
  bool may_be_compressed_;
  bool is_compressed_ = false;  // the message that is being read
  std::array<std::uint8_t, 14> header_{};
  std::size_t header_read_ = 0;
  std::size_t header_size_ = 2;
  bool in_payload_ = false;
  Frame frame_;
  std::uint8_t message_opcode_ = 0;  // of the message whose fragments are being read; 0: none
  std::string message_;
  std::string inflated_;
  std::string control_;
  std::string_view payload_;
  CloseCode error_code_ = CloseCode::normal;
};

}  // namespace anqa::http::detail
