#include "anqa/http/internal/deflate.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <memory>
#include <new>

#include "anqa/http/headers.hpp"

namespace anqa::http::detail {
namespace {

/// What ends each flushed block, and is left out of a message (RFC 7692 §7.2.1).
constexpr std::string_view flush_mark{"\0\0\xff\xff", 4};
constexpr std::size_t out_step = 16 * 1024;
/// Messages are many and small, and somebody waits for them.
constexpr int level = 1;
constexpr int least_bits = 9;  // zlib makes no raw stream with a window of 2^8 bytes
constexpr int most_bits = 15;

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// What stands in front of the next `mark`, which is removed from `rest` with it. No value in this header may
/// contain one, so quotes need no care.
std::string_view take_until(std::string_view& rest, char mark) {
  const std::size_t end = std::min(rest.find(mark), rest.size());
  const std::string_view part = trim(rest.substr(0, end));
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return part;
}

/// 8 to 15 without a leading zero; 0 for anything else.
int window_bits(std::string_view value) {
  if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
    value = value.substr(1, value.size() - 2);
  if (value.size() == 1 && value[0] >= '8' && value[0] <= '9') return value[0] - '0';
  if (value.size() == 2 && value[0] == '1' && value[1] >= '0' && value[1] <= '5') return 10 + value[1] - '0';
  return 0;
}

std::optional<Deflate> accept(std::string_view offer) {
  if (!equal_ignoring_case(take_until(offer, ';'), "permessage-deflate")) return std::nullopt;
  Deflate deflate;
  unsigned seen = 0;
  while (!offer.empty()) {
    std::string_view value = take_until(offer, ';');
    const bool has_value = value.find('=') != std::string_view::npos;
    const std::string_view name = take_until(value, '=');
    unsigned bit = 0;
    if (equal_ignoring_case(name, "server_no_context_takeover") && !has_value) {
      bit = 1;
    } else if (equal_ignoring_case(name, "client_no_context_takeover") && !has_value) {
      bit = 2;
    } else if (equal_ignoring_case(name, "client_max_window_bits")) {
      bit = 4;
      if (has_value && window_bits(value) == 0) return std::nullopt;
    } else if (equal_ignoring_case(name, "server_max_window_bits")) {
      bit = 8;
      deflate.window_bits = window_bits(value);
      if (deflate.window_bits < least_bits) return std::nullopt;
    }
    if (bit == 0 || (seen & bit) != 0) return std::nullopt;
    seen |= bit;
  }
  return deflate;
}

struct Compressor {
  explicit Compressor(int bits) {
    if (deflateInit2(&stream, level, Z_DEFLATED, -bits, 8, Z_DEFAULT_STRATEGY) != Z_OK)
      throw std::bad_alloc();
  }
  ~Compressor() { deflateEnd(&stream); }
  Compressor(const Compressor&) = delete;
  Compressor& operator=(const Compressor&) = delete;
  z_stream stream{};
};

struct Decompressor {
  Decompressor() {
    if (inflateInit2(&stream, -most_bits) != Z_OK) throw std::bad_alloc();
  }
  ~Decompressor() { inflateEnd(&stream); }
  Decompressor(const Decompressor&) = delete;
  Decompressor& operator=(const Decompressor&) = delete;
  z_stream stream{};
};

z_stream& compressor(int bits) {
  thread_local std::array<std::unique_ptr<Compressor>, most_bits + 1> all;
  auto& mine = all[static_cast<std::size_t>(bits)];
  if (!mine) mine = std::make_unique<Compressor>(bits);
  deflateReset(&mine->stream);
  return mine->stream;
}

z_stream& decompressor() {
  thread_local Decompressor mine;
  inflateReset(&mine.stream);
  return mine.stream;
}

Bytef* bytes_of(std::string_view text) {
  return reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));  // zlib reads what it calls next_in
}

/// Runs one piece of a compressed message through `stream`.
Inflated inflate_piece(z_stream& stream, std::string_view piece, std::size_t limit, std::string& out) {
  stream.next_in = bytes_of(piece);
  stream.avail_in = static_cast<uInt>(piece.size());
  while (true) {
    const std::size_t filled = out.size();
    // One byte more than allowed tells that there is too much.
    const std::size_t room = std::min(out_step, limit + 1 - filled);
    out.resize(filled + room);
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + filled);
    stream.avail_out = static_cast<uInt>(room);
    const int code = inflate(&stream, Z_NO_FLUSH);
    out.resize(filled + room - stream.avail_out);
    if (out.size() > limit) return Inflated::too_big;
    if (code == Z_STREAM_END) {
      // A last block, which may be followed by others: a sender may close its stream within a message.
      inflateReset(&stream);
      if (stream.avail_in == 0) return Inflated::done;
      continue;
    }
    if (code != Z_OK && code != Z_BUF_ERROR) return Inflated::malformed;
    if (stream.avail_in == 0 && stream.avail_out != 0) return Inflated::done;
    if (code == Z_BUF_ERROR && stream.avail_out != 0) return Inflated::malformed;
  }
}

}  // namespace

std::optional<Deflate> accept_deflate(const std::vector<std::string_view>& offers) {
  for (std::string_view offer : offers) {
    while (!offer.empty()) {
      if (auto deflate = accept(take_until(offer, ','))) return deflate;
    }
  }
  return std::nullopt;
}

std::string to_extension(const Deflate& deflate) {
  std::string text = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
  if (deflate.window_bits != most_bits) {
    text += "; server_max_window_bits=" + std::to_string(deflate.window_bits);
  }
  return text;
}

std::string deflate_message(std::string_view message, const Deflate& deflate) {
  z_stream& stream = compressor(deflate.window_bits);
  std::string out(::deflateBound(&stream, message.size()) + 16, '\0');
  stream.next_in = bytes_of(message);
  stream.avail_in = static_cast<uInt>(message.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  ::deflate(&stream, Z_SYNC_FLUSH);
  out.resize(out.size() - stream.avail_out);
  if (out.ends_with(flush_mark)) out.resize(out.size() - flush_mark.size());
  return out;
}

Inflated inflate_message(std::string_view payload, std::size_t limit, std::string& out) {
  out.clear();
  z_stream& stream = decompressor();
  const Inflated first = inflate_piece(stream, payload, limit, out);
  return first == Inflated::done ? inflate_piece(stream, flush_mark, limit, out) : first;
}

}  // namespace anqa::http::detail
