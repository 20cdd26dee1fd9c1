#include "anqa/http/internal/tls_session.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <stdexcept>
#include <utility>

namespace anqa::http::detail {
namespace {

/// Bytes that one write() takes at most, so that a large body on a fast wire does not keep the thread.
constexpr std::size_t most_at_once = 256 * 1024;

TcpStream& stream_of(BIO* bio) { return *static_cast<TcpStream*>(BIO_get_data(bio)); }

int finish_io(BIO* bio, const IoResult& moved, bool reading) {
  BIO_clear_retry_flags(bio);
  if (moved.status == IoResult::Status::done) return static_cast<int>(moved.bytes);
  if (moved.status == IoResult::Status::would_block)
    BIO_set_flags(bio, (reading ? BIO_FLAGS_READ : BIO_FLAGS_WRITE) | BIO_FLAGS_SHOULD_RETRY);
  // 0 is the end of the stream; -1 an error, or "later" with the flags above.
  return moved.status == IoResult::Status::closed && reading && moved.error == 0 ? 0 : -1;
}

int read_stream(BIO* bio, char* buffer, int size) {
  return finish_io(bio, stream_of(bio).read(buffer, static_cast<std::size_t>(size)), true);
}

int write_stream(BIO* bio, const char* bytes, int size) {
  return finish_io(bio, stream_of(bio).write({bytes, static_cast<std::size_t>(size)}), false);
}

long control_stream(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

/// How OpenSSL reads and writes a TcpStream. Not its own socket BIO, which raises SIGPIPE.
const BIO_METHOD* stream_method() {
  static const BIO_METHOD* const method = [] {
    BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "anqa::TcpStream");
    BIO_meth_set_read(made, read_stream);
    BIO_meth_set_write(made, write_stream);
    BIO_meth_set_ctrl(made, control_stream);
    return made;
  }();
  return method;
}

bool is_ip_address(const std::string& host) {
  ASN1_OCTET_STRING* const address = a2i_IPADDRESS(host.c_str());
  ASN1_OCTET_STRING_free(address);
  ERR_clear_error();
  return address != nullptr;
}

}  // namespace

TlsSession::TlsSession(std::shared_ptr<const TlsContext> context)
    : context_(std::move(context)), ssl_(SSL_new(context_->get())) {
  BIO* const bio = ssl_ ? BIO_new(stream_method()) : nullptr;
  if (!bio) {
    SSL_free(ssl_);
    throw std::runtime_error("tls: " + take_openssl_error());
  }
  BIO_set_init(bio, 1);
  SSL_set_bio(ssl_, bio, bio);
}

TlsSession::~TlsSession() { SSL_free(ssl_); }

std::unique_ptr<TlsSession> TlsSession::server(std::shared_ptr<const TlsContext> context) {
  std::unique_ptr<TlsSession> made(new TlsSession(std::move(context)));
  SSL_set_accept_state(made->ssl_);
  return made;
}

std::unique_ptr<TlsSession> TlsSession::client(std::shared_ptr<const TlsContext> context,
                                               const std::string& host) {
  std::unique_ptr<TlsSession> made(new TlsSession(std::move(context)));
  if (is_ip_address(host)) {
    if (made->context_->verifies()) X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(made->ssl_), host.c_str());
  } else {
    SSL_set_tlsext_host_name(made->ssl_, host.c_str());
    if (made->context_->verifies()) {
      SSL_set_hostflags(made->ssl_, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
      SSL_set1_host(made->ssl_, host.c_str());
    }
  }
  SSL_set_connect_state(made->ssl_);
  return made;
}

/// The stream may have moved since the last call.
void TlsSession::use(TcpStream& stream) {
  BIO_set_data(SSL_get_rbio(ssl_), &stream);
  // What another connection's failure left in the queue of this thread is not ours.
  ERR_clear_error();
}

IoResult TlsSession::outcome_of(int returned) {
  switch (SSL_get_error(ssl_, returned)) {
    case SSL_ERROR_WANT_READ:
      wants_ = SocketEvent::Kind::readable;
      return {IoResult::Status::would_block};
    case SSL_ERROR_WANT_WRITE:
      wants_ = SocketEvent::Kind::writable;
      return {IoResult::Status::would_block};
    case SSL_ERROR_ZERO_RETURN:
      return {IoResult::Status::closed};
    case SSL_ERROR_SYSCALL:
      // The stream ended without a close_notify: what came may have been cut short.
      broken_ = true;
      error_ = "the connection ended in its middle";
      return {IoResult::Status::failed, 0, ECONNRESET};
    default:
      broken_ = true;
      met_plain_http_ = ERR_GET_REASON(ERR_peek_error()) == SSL_R_HTTP_REQUEST;
      error_ = ERR_GET_REASON(ERR_peek_error()) == SSL_R_CERTIFICATE_VERIFY_FAILED
                   ? std::string("the certificate is not trusted: ") +
                         X509_verify_cert_error_string(SSL_get_verify_result(ssl_))
                   : take_openssl_error();
      ERR_clear_error();
      return {IoResult::Status::failed, 0, EPROTO};
  }
}

IoResult TlsSession::handshake(TcpStream& stream) {
  use(stream);
  const int returned = SSL_do_handshake(ssl_);
  if (returned == 1) return {IoResult::Status::done};
  return outcome_of(returned);
}

IoResult TlsSession::read(TcpStream& stream, char* buffer, std::size_t size) {
  if (broken_) return {IoResult::Status::failed, 0, EPROTO};
  use(stream);
  std::size_t filled = 0;
  has_more_ = false;
  // Record by record, as what this leaves unread would not wake its reader again.
  while (filled < size) {
    const int got =
        SSL_read(ssl_, buffer + filled, static_cast<int>(std::min<std::size_t>(size - filled, INT_MAX)));
    if (got <= 0) {
      const IoResult outcome = outcome_of(got);
      // The next call finds the end or the failure again.
      if (filled > 0) break;
      return outcome;
    }
    filled += static_cast<std::size_t>(got);
    if (SSL_has_pending(ssl_) == 0) break;  // what the kernel still has wakes the reader
  }
  has_more_ = filled == size && SSL_has_pending(ssl_) == 1;
  return {IoResult::Status::done, filled};
}

IoResult TlsSession::write(TcpStream& stream, std::string_view bytes) {
  if (broken_) return {IoResult::Status::failed, 0, EPROTO};
  use(stream);
  std::size_t sent = 0;
  while (sent < std::min(bytes.size(), most_at_once)) {
    const int took = SSL_write(ssl_, bytes.data() + sent,
                               static_cast<int>(std::min<std::size_t>(bytes.size() - sent, INT_MAX)));
    if (took <= 0) {
      const SocketEvent::Kind reading_wants = wants_;
      const IoResult outcome = outcome_of(took);
      wants_ = reading_wants;
      if (sent > 0) break;
      return outcome;
    }
    sent += static_cast<std::size_t>(took);
  }
  return {IoResult::Status::done, sent};
}

void TlsSession::shutdown(TcpStream& stream) {
  if (broken_ || !is_established()) return;
  use(stream);
  SSL_shutdown(ssl_);
  ERR_clear_error();
}

bool TlsSession::is_established() const { return SSL_is_init_finished(ssl_) == 1; }

std::string_view TlsSession::protocol() const {
  const unsigned char* name = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(ssl_, &name, &size);
  return {reinterpret_cast<const char*>(name), size};
}

TlsInfo TlsSession::info() const {
  TlsInfo info{.version = SSL_get_version(ssl_), .cipher = SSL_get_cipher_name(ssl_)};
  if (const char* name = SSL_get_servername(ssl_, TLSEXT_NAMETYPE_host_name)) info.server_name = name;
  if (X509* const certificate = SSL_get0_peer_certificate(ssl_)) {
    unsigned char* der = nullptr;
    const int size = i2d_X509(certificate, &der);
    if (size > 0)
      info.peer_certificate.assign(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
    OPENSSL_free(der);
  }
  return info;
}

}  // namespace anqa::http::detail
