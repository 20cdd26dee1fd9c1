#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace anqa::http::detail {

/// What waits to be written to one socket. Small pieces are joined, so that pipelined responses and queued
/// frames go out in one system call; large ones keep their memory and are never copied.
class OutQueue {
 public:
  /// The piece at the end, to be appended to directly.
  std::string& tail();
  /// Takes a body: joined to the tail when small.
  void append(std::string&& bytes);
  void append(std::shared_ptr<const std::string> bytes);

  bool empty() const { return pieces_.empty() || (pieces_.size() == 1 && front_size() == 0); }
  /// Bytes that wait.
  std::size_t size() const;

  /// What is to be written next; not empty unless all is.
  std::string_view front() const;
  /// `size` bytes from the front have been written.
  void consume(std::size_t size);
  /// Once it is empty: gives the memory back. For WebSockets, which are many and mostly idle.
  void release();

 private:
  using Piece = std::variant<std::string, std::shared_ptr<const std::string>>;
  static const std::string& bytes_of(const Piece& piece);
  std::size_t front_size() const { return bytes_of(pieces_.front()).size() - written_; }

  std::vector<Piece> pieces_;  // few: whoever fills it stops at a limit
  std::size_t written_ = 0;    // of the front piece
};

}  // namespace anqa::http::detail
