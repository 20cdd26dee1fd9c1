#pragma once

#include <string>

namespace anqa::http {

/// What an HTTPS server shows its clients: TLS 1.2 and 1.3, with the forward-secret, authenticated ciphers
/// that HTTP/2 allows. The files are PEM and are read once, when the server starts.
struct Tls {
  /// The server's certificate, and behind it those that lead to its root.
  std::string certfile;
  /// Its private key. A file that is protected by a passphrase is refused.
  std::string keyfile;
  /// Certificates of who may sign those of clients. When it is given a client must show one (mutual TLS); see
  /// TlsInfo::peer_certificate.
  std::string cacertfile = {};
};

/// What was agreed on with the other side of a TLS connection.
struct TlsInfo {
  std::string version;  ///< "TLSv1.3"
  std::string cipher;   ///< "TLS_AES_256_GCM_SHA384"
  /// What the client called this server (SNI): "shop.example"; often empty for an IP address.
  std::string server_name = {};
  /// The client's certificate, DER; empty unless Tls::cacertfile asked for one.
  std::string peer_certificate = {};
};

}  // namespace anqa::http
