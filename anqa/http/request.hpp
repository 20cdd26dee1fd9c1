#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "anqa/http/body_reader.hpp"
#include "anqa/http/headers.hpp"
#include "anqa/http/method.hpp"
#include "anqa/http/tls.hpp"

namespace anqa::http {

/// Where a request came from: the socket's other end, which is the proxy where there is one.
struct PeerAddress {
  std::string ip;  // "203.0.113.7" or "2001:db8::1"; empty where it came over a Unix socket
  std::uint16_t port = 0;

  bool operator==(const PeerAddress&) const = default;
};

/// One HTTP request. A value: it may be copied and sent to any process.
struct Request {
  Method method = Method::get;
  /// Path and query as sent, still percent-encoded: "/products?q=t%20ea". An absolute target
  /// ("http://host/path") arrives here as its path, and its host as the Host header.
  std::string target = "/";
  Headers headers;
  /// The whole body, its chunks joined; its beginning where `more` is not empty.
  std::string body;
  /// The rest of a body larger than Server::Options::stream_bodies_over: what is not read is thrown away.
  BodyReader more;
  /// "http", or "https" where it came over TLS to this server.
  std::string scheme = "http";
  /// What was agreed on with the client; null where scheme is "http".
  std::shared_ptr<const TlsInfo> tls;
  /// The version of HTTP: 1 or 2, and its second part: 0 or 1.
  int major_version = 1;
  int minor_version = 1;
  /// Whether the client wants to use the connection again after the response.
  bool keep_alive = true;
  PeerAddress peer;

  /// The target up to its '?', still percent-encoded. A view of `target`.
  std::string_view path() const { return std::string_view(target).substr(0, target.find('?')); }
  /// What follows the '?' of the target, still percent-encoded; empty without one. A view of `target`.
  std::string_view query() const {
    const auto mark = target.find('?');
    return mark == std::string::npos ? std::string_view() : std::string_view(target).substr(mark + 1);
  }
  /// The Host header, "localhost:4000"; empty when an HTTP/1.0 client sent none.
  std::string_view host() const { return headers.get_or("host", ""); }
};

}  // namespace anqa::http
