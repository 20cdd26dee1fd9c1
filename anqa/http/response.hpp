#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "anqa/http/body_writer.hpp"
#include "anqa/http/headers.hpp"
#include "anqa/http/websocket.hpp"

namespace anqa::http {

/// Part of a file as a body: `length` bytes of `path` from `offset`. It is read in pieces while it is sent,
/// off the schedulers' threads; a file that turned out shorter closes the connection, so that the client
/// notices.
struct FileBody {
  std::string path;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
};

/// A body that many responses share, such as a cached static file.
using SharedBody = std::shared_ptr<const std::string>;

/// A switch to the WebSocket protocol. The server checks the handshake itself: where the request is no valid
/// one, the client gets 400 or 426 and the handler is dropped.
struct Upgrade {
  std::unique_ptr<WebSocketHandler> handler;
  /// The subprotocol chosen from the request's Sec-WebSocket-Protocol, or empty.
  std::string subprotocol;
  /// Whether messages are compressed where the client offers it (permessage-deflate, RFC 7692). It costs CPU
  /// for each message and each receiver of it; the limits count what was compressed.
  bool compress = false;
};

/// What a handler answers. The server adds Date, Content-Length and Connection; a field whose name or value
/// could not stand in a header (line breaks, NUL) turns the response into a 500 and a log line, as it would
/// be a header injection.
struct Response {
  using Body = std::variant<std::string, SharedBody, FileBody, StreamBody, Upgrade>;

  int status = 200;
  Headers headers;
  Body body;

  static Response text(int status, std::string body);
  static Response html(int status, std::string body);
  static Response json(int status, std::string body);
  /// `location` goes out as it is: the caller has encoded it.
  static Response redirect(std::string_view location, int status = 302);
  /// Hands the connection to `handler`; see Upgrade.
  static Response upgrade(std::unique_ptr<WebSocketHandler> handler, std::string subprotocol = {},
                          bool compress = false);
  static Response file(int status, std::string_view content_type, FileBody file);
  static Response stream(int status, std::string_view content_type, StreamBody body);

  /// The body where it is in memory; empty for a file, a stream or an upgrade. For tests and for plugs that
  /// rewrite it.
  std::string_view text() const;
  bool is_upgrade() const { return std::holds_alternative<Upgrade>(body); }
};

}  // namespace anqa::http
