#include "anqa/http/internal/transport.hpp"

#include "anqa/runtime/process.hpp"

namespace anqa::http::detail {

IoResult Transport::read_tls(char* buffer, std::size_t size) {
  const IoResult outcome = tls_->read(stream_, buffer, size);
  if (outcome.status == IoResult::Status::failed && tls_->met_plain_http()) {
    // Best effort: whoever typed http:// for https:// reads why.
    stream_.write(
        "HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain\r\ncontent-length: 29\r\nconnection: "
        "close\r\n\r\nThis port speaks HTTPS only.\n");
  }
  return outcome;
}

void Transport::arm_tls() {
  if (tls_->has_more()) {
    send(self(), SocketEvent{stream_.id(), SocketEvent::Kind::readable});
  } else if (tls_->wants() == SocketEvent::Kind::writable) {
    stream_.arm_writable();
  } else {
    stream_.arm_readable();
  }
}

anqa::detail::ReadinessAwaiter Transport::readable(std::optional<Duration> limit) {
  if (!tls_) return stream_.readable(limit);
  // A stream that is not there is ready at once.
  if (tls_->has_more()) return TcpStream().readable(limit);
  return tls_->wants() == SocketEvent::Kind::writable ? stream_.writable(limit) : stream_.readable(limit);
}

Task<result<void>> Transport::handshake(Duration limit) {
  if (!tls_) co_return result<void>();
  const TimePoint end = std::chrono::steady_clock::now() + limit;
  for (;;) {
    const IoResult outcome = tls_->handshake(stream_);
    if (outcome.status == IoResult::Status::done) co_return result<void>();
    if (outcome.status != IoResult::Status::would_block) co_return fail(tls_->error());
    const Duration left = end - std::chrono::steady_clock::now();
    if (left <= Duration::zero() || !co_await readable(left))
      co_return fail("the TLS handshake took longer than it may");
  }
}

void Transport::shutdown_write() {
  if (tls_) tls_->shutdown(stream_);
  stream_.shutdown_write();
}

void Transport::close() {
  if (tls_ && stream_) tls_->shutdown(stream_);
  stream_.close();
}

}  // namespace anqa::http::detail
