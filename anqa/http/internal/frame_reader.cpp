#include "anqa/http/internal/frame_reader.hpp"

#include <simdjson.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "anqa/http/internal/deflate.hpp"

namespace anqa::http::detail {
namespace {

enum Opcode : std::uint8_t { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

// What is kept for the next message while there is more to read.
constexpr std::size_t kept_capacity = 512;

/// Appends `bytes` to `out`, unmasked; `position` is that of its first byte in the frame's payload.
void append_unmasked(std::string& out, std::string_view bytes, std::array<std::uint8_t, 4> mask,
                     std::uint64_t position) {
  std::array<std::uint8_t, 8> key{};
  for (std::size_t i = 0; i < key.size(); ++i) key[i] = mask[(position + i) % 4];
  std::uint64_t wide = 0;
  std::memcpy(&wide, key.data(), sizeof wide);

  const std::size_t begin = out.size();
  out.append(bytes);
  char* at = out.data() + begin;
  char* const end = out.data() + out.size();
  for (; end - at >= 8; at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, sizeof word);
    word ^= wide;
    std::memcpy(at, &word, sizeof word);
  }
  for (std::size_t i = 0; at < end; ++at, ++i) *at = static_cast<char>(*at ^ key[i]);
}

bool is_utf8(std::string_view text) { return simdjson::validate_utf8(text.data(), text.size()); }

/// What may stand in a close frame (RFC 6455 §7.4.2 and the registry).
bool is_close_code(unsigned code) {
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
}

}  // namespace

FrameReader::Event FrameReader::read(std::string_view& bytes) {
  if (!in_payload_ && message_opcode_ == 0) {
    message_.clear();
    // An idle connection keeps nothing: there may be tens of thousands of them.
    if (bytes.empty()) std::string().swap(control_);
    if (bytes.empty() || message_.capacity() > kept_capacity) std::string().swap(message_);
    if (inflated_.capacity() > 0) std::string().swap(inflated_);
  }
  while (!bytes.empty()) {
    if (!in_payload_) {
      if (const Event event = read_header(bytes); event == Event::error) return event;
      if (!in_payload_) continue;
    }
    read_payload(bytes);
    if (frame_.left > 0) break;
    if (const Event event = finish_frame(); event != Event::more) return event;
  }
  return Event::more;
}

FrameReader::Event FrameReader::read_header(std::string_view& bytes) {
  const std::size_t taken = std::min(header_size_ - header_read_, bytes.size());
  std::memcpy(header_.data() + header_read_, bytes.data(), taken);
  bytes.remove_prefix(taken);
  header_read_ += taken;
  if (header_read_ < header_size_) return Event::more;
  if (header_size_ == 2) return check_start();

  const std::size_t length_bytes = header_size_ - 6;
  std::uint64_t length = header_[1] & 0x7f;
  if (length_bytes > 0) {
    length = 0;
    for (std::size_t i = 0; i < length_bytes; ++i) length = length << 8 | header_[2 + i];
  }
  return check_length(length, length_bytes);
}

FrameReader::Event FrameReader::check_start() {
  frame_.fin = (header_[0] & 0x80) != 0;
  frame_.opcode = header_[0] & 0x0f;
  // The first of them says that a message is compressed: on its first frame, if that was agreed on.
  const bool starts_message = frame_.opcode == text || frame_.opcode == binary;
  const bool compressed = (header_[0] & 0x40) != 0;
  const bool reserved_bits =
      (header_[0] & 0x30) != 0 || (compressed && !(may_be_compressed_ && starts_message));
  const bool masked = (header_[1] & 0x80) != 0;
  const unsigned length = header_[1] & 0x7f;
  if (reserved_bits || !masked) return fail(CloseCode::protocol_error);
  switch (frame_.opcode) {
    case continuation:
      if (message_opcode_ == 0) return fail(CloseCode::protocol_error);
      break;
    case text:
    case binary:
      if (message_opcode_ != 0) return fail(CloseCode::protocol_error);
      message_opcode_ = frame_.opcode;
      is_compressed_ = compressed;
      break;
    case close:
    case ping:
    case pong:
      if (!frame_.fin || length > 125) return fail(CloseCode::protocol_error);
      control_.clear();
      break;
    default:
      return fail(CloseCode::protocol_error);
  }
  header_size_ = 6 + (length == 126 ? 2u : length == 127 ? 8u : 0u);
  return Event::more;
}

FrameReader::Event FrameReader::check_length(std::uint64_t length, std::size_t length_bytes) {
  // The fewest bytes that hold the length must be used, and its top bit must be 0.
  if ((length_bytes == 2 && length < 126) || (length_bytes == 8 && (length <= 0xffff || length >> 63 != 0))) {
    return fail(CloseCode::protocol_error);
  }
  if (!is_control() && length > limit_ - message_.size()) return fail(CloseCode::message_too_big);
  std::copy_n(header_.data() + header_size_ - 4, 4, frame_.mask.data());
  frame_.size = frame_.left = length;
  in_payload_ = true;
  return Event::more;
}

void FrameReader::read_payload(std::string_view& bytes) {
  const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(frame_.left, bytes.size()));
  append_unmasked(is_control() ? control_ : message_, bytes.substr(0, taken), frame_.mask,
                  frame_.size - frame_.left);
  bytes.remove_prefix(taken);
  frame_.left -= taken;
}

FrameReader::Event FrameReader::finish_frame() {
  in_payload_ = false;
  header_read_ = 0;
  header_size_ = 2;
  if (is_control()) return finish_control();
  if (!frame_.fin) return Event::more;
  return finish_message();
}

FrameReader::Event FrameReader::finish_message() {
  const bool is_text = std::exchange(message_opcode_, std::uint8_t{0}) == text;
  payload_ = message_;
  if (is_compressed_) {
    const Inflated outcome = inflate_message(message_, limit_, inflated_);
    if (outcome == Inflated::too_big) return fail(CloseCode::message_too_big);
    if (outcome == Inflated::malformed) return fail(CloseCode::invalid_payload);
    payload_ = inflated_;
  }
  if (is_text && !is_utf8(payload_)) return fail(CloseCode::invalid_payload);
  return is_text ? Event::text : Event::binary;
}

FrameReader::Event FrameReader::finish_control() {
  payload_ = control_;
  if (frame_.opcode == ping) return Event::ping;
  if (frame_.opcode == pong) return Event::pong;
  if (control_.size() == 1) return fail(CloseCode::protocol_error);
  if (control_.size() >= 2) {
    const unsigned code =
        static_cast<unsigned char>(control_[0]) << 8 | static_cast<unsigned char>(control_[1]);
    if (!is_close_code(code)) return fail(CloseCode::protocol_error);
    if (!is_utf8(payload_.substr(2))) return fail(CloseCode::invalid_payload);
  }
  return Event::close;
}

FrameReader::Event FrameReader::fail(CloseCode code) {
  error_code_ = code;
  return Event::error;
}

}  // namespace anqa::http::detail
