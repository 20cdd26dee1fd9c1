#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "anqa/http/tls.hpp"

struct ssl_ctx_st;

namespace anqa::http::detail {

/// What all TLS connections of one server, or of one client, share. Immutable once made; used by every
/// scheduler thread.
class TlsContext {
 public:
  /// `http2`: whether it is offered (ALPN) beside HTTP/1.1. Throws std::runtime_error that names the file and
  /// what is wrong with it.
  static std::shared_ptr<const TlsContext> server(const Tls& options, bool http2);

  struct ClientOptions {
    /// Certificates that are trusted; empty: those of the system.
    std::string cacertfile = {};
    /// Whether the server must show a certificate that is trusted and is for the host that was asked.
    bool verify = true;
  };
  /// Throws as server().
  static std::shared_ptr<const TlsContext> client(const ClientOptions& options);

  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;
  ~TlsContext();

  ssl_ctx_st* get() const { return context_; }
  bool verifies() const { return verifies_; }

 private:
  TlsContext();
  ssl_ctx_st* context_;
  std::string protocols_;  // offered by ALPN, as on the wire
  bool verifies_ = true;
};

/// The oldest error that OpenSSL reports for this thread, in words; empties its queue.
std::string take_openssl_error();

}  // namespace anqa::http::detail
