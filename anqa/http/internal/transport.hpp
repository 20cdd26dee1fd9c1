#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "anqa/http/internal/tls_session.hpp"
#include "anqa/runtime/net/tcp.hpp"

namespace anqa::http::detail {

/// The bytes of one connection, in the clear or in TLS: the interface of TcpStream, which connections and the
/// client use so that they need not know.
class Transport {
 public:
  Transport() = default;
  Transport(TcpStream stream) : stream_(std::move(stream)) {}  // NOLINT(google-explicit-constructor)
  /// TLS; the handshake is done by the first reads.
  Transport(TcpStream stream, std::unique_ptr<TlsSession> tls)
      : stream_(std::move(stream)), tls_(std::move(tls)) {}

  explicit operator bool() const { return static_cast<bool>(stream_); }
  std::uint64_t id() const { return stream_.id(); }

  IoResult read(char* buffer, std::size_t size) {
    return tls_ ? read_tls(buffer, size) : stream_.read(buffer, size);
  }
  /// Where this took less than all, the rest must come again as it was (there may be more behind it).
  IoResult write(std::string_view bytes) { return tls_ ? tls_->write(stream_, bytes) : stream_.write(bytes); }

  void arm_readable() { tls_ ? arm_tls() : stream_.arm_readable(); }
  void arm_writable() { stream_.arm_writable(); }
  anqa::detail::ReadinessAwaiter readable(std::optional<Duration> limit = {});
  anqa::detail::ReadinessAwaiter writable(std::optional<Duration> limit = {}) {
    return stream_.writable(limit);
  }
  /// What a SocketEvent of this transport asks its owner to try again: reading or writing. (In the middle of
  /// a handshake reading may have waited until something could be written.)
  SocketEvent::Kind meaning_of(const SocketEvent& event) const {
    return tls_ && tls_->wants() == event.kind ? SocketEvent::Kind::readable : event.kind;
  }

  /// Whether write_file() may be used: the bytes go out as they are.
  bool is_plain() const { return !tls_; }
  IoResult write_file(int file, std::int64_t offset, std::size_t size) {
    return stream_.write_file(file, offset, size);
  }

  /// Finishes a handshake, for a client that has to say the first word; the error in words.
  Task<result<void>> handshake(Duration limit);
  /// Null in the clear. Its facts are there once is_established().
  const TlsSession* tls() const { return tls_.get(); }

  void shutdown_write();
  void close();
  void abort() { stream_.abort(); }

  SocketAddress peer() const { return stream_.peer(); }
  SocketAddress local() const { return stream_.local(); }

 private:
  IoResult read_tls(char* buffer, std::size_t size);
  void arm_tls();

  TcpStream stream_;
  std::unique_ptr<TlsSession> tls_;
};

}  // namespace anqa::http::detail
