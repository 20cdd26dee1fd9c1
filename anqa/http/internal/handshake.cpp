#include "anqa/http/internal/handshake.hpp"

#include <openssl/sha.h>

#include "anqa/base/encoding.hpp"

namespace anqa::http::detail {
namespace {

/// 16 bytes in base64: 22 characters and "==". The spare bits of the last one may be anything, as clients
/// vary.
bool is_key(std::string_view key) {
  if (key.size() != 24 || !key.ends_with("==")) return false;
  for (const char c : key.substr(0, 22)) {
    const bool in_alphabet =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
    if (!in_alphabet) return false;
  }
  return true;
}

std::unexpected<Response> refuse(int status, std::string why) {
  Response response = Response::text(status, std::move(why) + "\n");
  if (status == 426) {
    response.headers.add("upgrade", "websocket");
    response.headers.add("sec-websocket-version", "13");
  }
  return std::unexpected(std::move(response));
}

}  // namespace

std::string accept_key(std::string_view key) {
  const std::string text = std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  unsigned char digest[SHA_DIGEST_LENGTH];
  SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest);
  return base64_encode({reinterpret_cast<const char*>(digest), sizeof digest});
}

result<std::string, Response> accept_handshake(const Request& request, const Headers& extra,
                                               std::string_view subprotocol,
                                               const std::optional<Deflate>& deflate, std::string_view date) {
  const Headers& headers = request.headers;
  if (!headers.has_token("upgrade", "websocket") || !headers.has_token("connection", "upgrade")) {
    return refuse(426, "this is a WebSocket: send Connection: Upgrade and Upgrade: websocket");
  }
  if (request.method != Method::get || request.minor_version != 1) {
    return refuse(400, "a WebSocket is opened with GET and HTTP/1.1");
  }
  if (headers.get_or("sec-websocket-version", "") != "13") {
    return refuse(426, "the WebSocket version that is spoken here is 13");
  }
  const std::string_view key = headers.get_or("sec-websocket-key", "");
  if (headers.count("sec-websocket-key") != 1 || !is_key(key)) {
    return refuse(400, "Sec-WebSocket-Key must be given once and be 16 bytes in base64");
  }
  if (!request.body.empty() || request.more)
    return refuse(400, "the request that opens a WebSocket must have no body");
  if (!subprotocol.empty() && !headers.has_token("sec-websocket-protocol", subprotocol)) {
    return refuse(500, "the client did not offer the WebSocket subprotocol " + std::string(subprotocol));
  }

  std::string out = "HTTP/1.1 101 Switching Protocols\r\ndate: ";
  out.append(date)
      .append("\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: ")
      .append(accept_key(key));
  if (!subprotocol.empty()) out.append("\r\nsec-websocket-protocol: ").append(subprotocol);
  if (deflate) out.append("\r\nsec-websocket-extensions: ").append(to_extension(*deflate));
  out += "\r\n";
  for (const Header field : extra) out.append(field.name).append(": ").append(field.value).append("\r\n");
  return out += "\r\n";
}

}  // namespace anqa::http::detail
