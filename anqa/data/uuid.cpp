#include "anqa/data/uuid.hpp"

#include <sys/random.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <mutex>
#include <system_error>

namespace anqa {
namespace {

Uuid::Bytes random_bytes() {
  Uuid::Bytes bytes;
  while (getentropy(bytes.data(), bytes.size()) != 0) {
    if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "a UUID: no random bytes");
  }
  return bytes;
}

Uuid marked(Uuid::Bytes bytes, int version) {
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0F) | (version << 4));
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3F) | 0x80);
  return Uuid(bytes);
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool dash_follows(std::size_t byte) { return byte == 3 || byte == 5 || byte == 7 || byte == 9; }

/// Milliseconds and a count within them of 12 bits, which never go back: RFC 9562, section 6.2, method 3 with
/// the count in place of the clock's fraction.
std::pair<std::uint64_t, unsigned> next_instant() {
  static std::mutex mutex;
  static std::uint64_t last_ms = 0;
  static unsigned count = 0;
  using namespace std::chrono;
  const auto now =
      static_cast<std::uint64_t>(duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count());
  const std::lock_guard lock(mutex);
  if (now > last_ms) {
    last_ms = now;
    count = 0;
  } else if (++count > 0xFFF) {
    ++last_ms;
    count = 0;
  }
  return {last_ms, count};
}

}  // namespace

Uuid Uuid::v4() { return marked(random_bytes(), 4); }

Uuid Uuid::v7() {
  auto bytes = random_bytes();
  const auto [ms, count] = next_instant();
  for (std::size_t i = 0; i < 6; ++i) bytes[i] = static_cast<std::uint8_t>(ms >> (8 * (5 - i)));
  bytes[6] = static_cast<std::uint8_t>(count >> 8);
  bytes[7] = static_cast<std::uint8_t>(count);
  return marked(bytes, 7);
}

std::optional<Uuid> Uuid::parse(std::string_view text) {
  if (text.size() != 36) return std::nullopt;
  Bytes bytes;
  std::size_t at = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const int high = hex_value(text[at]), low = hex_value(text[at + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes[i] = static_cast<std::uint8_t>(high * 16 + low);
    at += 2;
    if (dash_follows(i) && text[at++] != '-') return std::nullopt;
  }
  return Uuid(bytes);
}

std::string Uuid::to_string() const {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  out.reserve(36);
  for (std::size_t i = 0; i < bytes_.size(); ++i) {
    out += digits[bytes_[i] >> 4];
    out += digits[bytes_[i] & 15];
    if (dash_follows(i)) out += '-';
  }
  return out;
}

}  // namespace anqa
