#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "anqa/runtime/wire.hpp"

namespace anqa::cell {

/// What passes between the application and a cell. `from` and `to` are pids that mean the same on both sides.
enum class FrameKind : std::uint8_t {
  start,      ///< to the cell, first and once: what to be
  started,    ///< the server's init() is done
  ended,      ///< the server has ended: its reason; the cell ends too
  message,    ///< to, type, whom to answer, payload
  answer,     ///< to, ref, type, payload
  exit,       ///< from, to, reason, by link?
  link,       ///< from, to, number
  unlink,     ///< from, to, number
  monitor,    ///< from, to, ref
  demonitor,  ///< from, to, ref
  down,       ///< to, ref, who ended, reason
  whereis,    ///< question number, name
  where,      ///< question number, pid
  log,        ///< level, text
};

/// A frame is a length (4 bytes, of what follows), a kind (1 byte) and its body.
inline constexpr std::size_t frame_header = 5;

/// Appends one frame to `out`: `body(writer)` writes it.
template <class Body>
void append_frame(std::string& out, FrameKind kind, Body body) {
  const std::size_t begin = out.size();
  out.append(frame_header, '\0');
  WireWriter writer(out);
  body(writer);
  const auto length = static_cast<std::uint32_t>(out.size() - begin - 4);
  out.replace(begin, 4, reinterpret_cast<const char*>(&length), 4);
  out[begin + 4] = static_cast<char>(kind);
}

/// Cuts a stream of bytes into frames, trusting none of them.
class FrameReader {
 public:
  explicit FrameReader(std::size_t longest) : longest_(longest) {}

  struct Frame {
    FrameKind kind;
    std::string_view body;  ///< valid until the next call
  };

  void feed(std::string_view bytes);
  /// Where up to `size` bytes may be put; then say how many were.
  char* room(std::size_t size);
  void filled(std::size_t size) { end_ += size; }

  std::optional<Frame> next();
  /// It has seen what is no frame; nothing more comes out of it.
  bool bad() const { return bad_; }

 private:
  std::size_t longest_;
  std::string buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  bool bad_ = false;
};

}  // namespace anqa::cell
