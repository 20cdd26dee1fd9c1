#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "anqa/runtime/net/tcp.hpp"

namespace anqa::http::detail {

/// The bytes of one connection, whatever carries them: the interface of TcpStream, which connections and the
/// client use so that they need not know.
class Transport {
 public:
  Transport() = default;
  Transport(TcpStream stream) : stream_(std::move(stream)) {}  // NOLINT(google-explicit-constructor)

  explicit operator bool() const { return static_cast<bool>(stream_); }
  std::uint64_t id() const { return stream_.id(); }

  IoResult read(char* buffer, std::size_t size) { return stream_.read(buffer, size); }
  IoResult write(std::string_view bytes) { return stream_.write(bytes); }

  void arm_readable() { stream_.arm_readable(); }
  void arm_writable() { stream_.arm_writable(); }
  anqa::detail::ReadinessAwaiter readable(std::optional<Duration> limit = {}) {
    return stream_.readable(limit);
  }
  anqa::detail::ReadinessAwaiter writable(std::optional<Duration> limit = {}) {
    return stream_.writable(limit);
  }
  /// What a SocketEvent of this transport asks its owner to try again: reading or writing.
  SocketEvent::Kind meaning_of(const SocketEvent& event) const { return event.kind; }

  /// Whether write_file() may be used: the bytes go out as they are.
  bool is_plain() const { return true; }
  IoResult write_file(int file, std::int64_t offset, std::size_t size) {
    return stream_.write_file(file, offset, size);
  }

  void shutdown_write() { stream_.shutdown_write(); }
  void close() { stream_.close(); }
  void abort() { stream_.abort(); }

  SocketAddress peer() const { return stream_.peer(); }
  SocketAddress local() const { return stream_.local(); }

 private:
  TcpStream stream_;
};

}  // namespace anqa::http::detail
