#include "anqa/cell/internal/frame.hpp"

#include <cstring>

namespace anqa::cell {

char* FrameReader::room(std::size_t size) {
  if (begin_ == end_) begin_ = end_ = 0;
  if (buffer_.size() - end_ < size && begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (buffer_.size() - end_ < size) buffer_.resize(end_ + size);
  return buffer_.data() + end_;
}

void FrameReader::feed(std::string_view bytes) {
  std::memcpy(room(bytes.size()), bytes.data(), bytes.size());
  filled(bytes.size());
}

std::optional<FrameReader::Frame> FrameReader::next() {
  if (bad_ || end_ - begin_ < frame_header) return std::nullopt;
  std::uint32_t length = 0;
  std::memcpy(&length, buffer_.data() + begin_, sizeof length);
  const auto kind = static_cast<FrameKind>(buffer_[begin_ + 4]);
  if (length == 0 || length > longest_ || kind > FrameKind::log) {
    bad_ = true;
    return std::nullopt;
  }
  if (end_ - begin_ < 4 + std::size_t{length}) return std::nullopt;
  const std::string_view body(buffer_.data() + begin_ + frame_header, length - 1);
  begin_ += 4 + std::size_t{length};
  return Frame{kind, body};
}

}  // namespace anqa::cell
