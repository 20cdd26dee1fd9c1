#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "anqa/http/internal/tls_context.hpp"
#include "anqa/http/tls.hpp"
#include "anqa/runtime/net/tcp.hpp"

struct ssl_st;

namespace anqa::http::detail {

/// One side of a TLS connection over a TcpStream, which it is handed with each call. Like the stream it never
/// waits: what would is `would_block`, and wants() says which direction of the stream to wait for.
class TlsSession {
 public:
  static std::unique_ptr<TlsSession> server(std::shared_ptr<const TlsContext> context);
  /// `host` is what the server's certificate must be for: a name or an IP address.
  static std::unique_ptr<TlsSession> client(std::shared_ptr<const TlsContext> context,
                                            const std::string& host);
  TlsSession(const TlsSession&) = delete;
  TlsSession& operator=(const TlsSession&) = delete;
  ~TlsSession();

  /// Goes on with the handshake; done once it is. read() and write() begin with it on their own.
  IoResult handshake(TcpStream& stream);
  IoResult read(TcpStream& stream, char* buffer, std::size_t size);
  /// What was not taken must come again, as it was, with the next call.
  IoResult write(TcpStream& stream, std::string_view bytes);
  /// Says that nothing more follows (close_notify), if that can be said now.
  void shutdown(TcpStream& stream);

  /// What the last read that would have blocked waits for.
  SocketEvent::Kind wants() const { return wants_; }
  /// The last read filled its buffer: there may be more here that the stream knows nothing of.
  bool has_more() const { return has_more_; }
  /// Both sides have agreed.
  bool is_established() const;
  /// The protocol chosen by ALPN: "h2", "http/1.1", or empty where the client named none.
  std::string_view protocol() const;
  TlsInfo info() const;
  /// Why it failed, in words; empty when it did not.
  const std::string& error() const { return error_; }
  /// It failed as the other side's first bytes were an HTTP request in the clear.
  bool met_plain_http() const { return met_plain_http_; }

 private:
  TlsSession(std::shared_ptr<const TlsContext> context);
  void use(TcpStream& stream);
  IoResult outcome_of(int returned);

  std::shared_ptr<const TlsContext> context_;
  ssl_st* ssl_;
  SocketEvent::Kind wants_ = SocketEvent::Kind::readable;
  bool has_more_ = false;
  bool broken_ = false;  // no alert may follow
  bool met_plain_http_ = false;
  std::string error_;
};

}  // namespace anqa::http::detail
