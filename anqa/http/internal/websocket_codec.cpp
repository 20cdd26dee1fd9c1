#include "anqa/http/internal/websocket_codec.hpp"

#include <algorithm>

namespace anqa::http::detail {
namespace {

enum Opcode : unsigned { text = 1, binary = 2, close_frame = 8, pong = 10 };
constexpr unsigned final_frame = 0x80;
constexpr unsigned compressed_frame = 0x40;
constexpr std::size_t longest_reason = 123;
// Below this a message becomes hardly smaller.
constexpr std::size_t worth_compressing = 64;

void append_header(std::string& out, Opcode opcode, std::uint64_t size, unsigned flags = 0) {
  char header[10];
  std::size_t header_size = 2;
  header[0] = static_cast<char>(final_frame | flags | opcode);
  int length_bytes = 0;
  if (size < 126) {
    header[1] = static_cast<char>(size);
  } else if (size <= 0xffff) {
    header[1] = 126;
    length_bytes = 2;
  } else {
    header[1] = 127;
    length_bytes = 8;
  }
  while (length_bytes-- > 0) header[header_size++] = static_cast<char>(size >> (8 * length_bytes));
  out.append(header, header_size);
}

void append_close(std::string& out, CloseCode code, std::string_view reason) {
  // A close frame may have no code; it is answered in kind.
  if (code == CloseCode::no_status) return append_header(out, close_frame, 0);
  append_header(out, close_frame, 2 + reason.size());
  const auto number = static_cast<std::uint16_t>(code);
  out += {static_cast<char>(number >> 8), static_cast<char>(number)};
  out.append(reason);
}

/// At most 123 bytes, and no character cut in two.
std::string_view shorten(std::string_view reason) {
  if (reason.size() <= longest_reason) return reason;
  std::size_t size = longest_reason;
  while (size > 0 && (static_cast<unsigned char>(reason[size]) & 0xc0) == 0x80) --size;
  return reason.substr(0, size);
}

}  // namespace

void WebSocketCodec::receive(std::string_view bytes, WebSocketSink& sink, std::string& out) {
  while (state_ != State::closed) {
    const bool open = state_ == State::open;
    switch (reader_.read(bytes)) {
      case FrameReader::Event::more:
        return;
      case FrameReader::Event::text:
        if (open) sink.on_text(reader_.payload());
        break;
      case FrameReader::Event::binary:
        if (open) sink.on_binary(reader_.payload());
        break;
      case FrameReader::Event::ping:
        if (!open) break;
        append_header(out, pong, reader_.payload().size());
        out.append(reader_.payload());
        break;
      case FrameReader::Event::pong:
        break;
      case FrameReader::Event::close:
        peer_closed(reader_.payload(), out);
        break;
      case FrameReader::Event::error:
        close(reader_.error_code(), {}, out);
        state_ = State::closed;
        failed_ = true;
        break;
    }
  }
}

void WebSocketCodec::peer_closed(std::string_view payload, std::string& out) {
  if (state_ == State::open) {
    close_code_ = CloseCode::no_status;
    if (!payload.empty()) {
      close_code_ = static_cast<CloseCode>(static_cast<unsigned char>(payload[0]) << 8 |
                                           static_cast<unsigned char>(payload[1]));
      close_reason_ = payload.substr(2);
    }
    append_close(out, close_code_, close_reason_);
  }
  state_ = State::closed;
}

void WebSocketCodec::send(WebSocketPush::Kind kind, std::string_view payload, std::string& out) const {
  if (state_ != State::open) return;
  const Opcode opcode = kind == WebSocketPush::Kind::text ? text : binary;
  if (deflate_ && payload.size() >= worth_compressing) {
    const std::string small = deflate_message(payload, *deflate_);
    if (small.size() < payload.size()) {
      append_header(out, opcode, small.size(), compressed_frame);
      out.append(small);
      return;
    }
  }
  append_header(out, opcode, payload.size());
  out.append(payload);
}

void WebSocketCodec::close(CloseCode code, std::string_view reason, std::string& out) {
  if (state_ != State::open) return;
  close_code_ = code;
  close_reason_ = shorten(reason);
  append_close(out, code, close_reason_);
  state_ = State::closing;
}

}  // namespace anqa::http::detail
