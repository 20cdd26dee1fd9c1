#include "catalog/picture_reader.hpp"

namespace shop {
namespace {

/// Numbers in the bytes of a file; what is beyond its end is 0.
class Bytes {
 public:
  explicit Bytes(std::string_view bytes) : bytes_(bytes) {}
  std::uint32_t at(std::size_t place) const {
    return place < bytes_.size() ? static_cast<unsigned char>(bytes_[place]) : 0;
  }
  std::uint32_t big16(std::size_t place) const { return at(place) << 8 | at(place + 1); }
  std::uint32_t big32(std::size_t place) const { return big16(place) << 16 | big16(place + 2); }
  std::uint32_t little16(std::size_t place) const { return at(place) | at(place + 1) << 8; }
  std::uint32_t little24(std::size_t place) const { return little16(place) | at(place + 2) << 16; }
  bool has(std::size_t place, std::string_view text) const {
    return bytes_.substr(0, place + text.size()).ends_with(text) && bytes_.size() >= place + text.size();
  }
  std::size_t size() const { return bytes_.size(); }

 private:
  std::string_view bytes_;
};

/// PNG, third edition, 11.2.1: the header is the first chunk.
PictureInfo read_png(const Bytes& file) {
  if (!file.has(12, "IHDR")) return {};
  return {".png", file.big32(16), file.big32(20)};
}

/// ITU-T T.81, B.2.2: the size stands in the frame header, SOF0 to SOF15 but for three other markers.
PictureInfo read_jpeg(const Bytes& file) {
  for (std::size_t at = 2; at + 9 < file.size() && file.at(at) == 0xff;) {
    const auto marker = file.at(at + 1);
    const bool is_frame =
        marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    if (is_frame) return {".jpg", file.big16(at + 7), file.big16(at + 5)};
    at += 2 + file.big16(at + 2);
  }
  return {};
}

/// RFC 9649: one of three kinds of first chunks.
PictureInfo read_webp(const Bytes& file) {
  if (file.has(12, "VP8X")) return {".webp", file.little24(24) + 1, file.little24(27) + 1};
  if (file.has(12, "VP8L")) {
    return {".webp", (file.little16(21) & 0x3fff) + 1, (file.little24(22) >> 6 & 0x3fff) + 1};
  }
  if (file.has(12, "VP8 ")) return {".webp", file.little16(26) & 0x3fff, file.little16(28) & 0x3fff};
  return {};
}

}  // namespace

PictureInfo read_picture(std::string_view bytes) {
  const Bytes file(bytes);
  PictureInfo info;
  if (file.has(0, "\x89PNG\r\n\x1a\n")) info = read_png(file);
  if (file.has(0, "\xff\xd8")) info = read_jpeg(file);
  if (file.has(0, "RIFF") && file.has(8, "WEBP")) info = read_webp(file);
  if (info.width == 0 || info.height == 0) return {};
  return info;
}

PictureInfo PictureReader::handle_call(const Read& read) { return read_picture(read.bytes); }

}  // namespace shop
