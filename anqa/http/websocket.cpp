#include "anqa/http/websocket.hpp"

#include <utility>

#include "anqa/base/log.hpp"
#include "anqa/runtime/process.hpp"

namespace anqa::http {

using Kind = WebSocketPush::Kind;

void WebSocketRef::text(std::string message) const {
  send(connection_, WebSocketPush{.kind = Kind::text, .payload = std::move(message)});
}

void WebSocketRef::text(std::shared_ptr<const std::string> message) const {
  send(connection_, WebSocketPush{.kind = Kind::text, .payload = std::move(message)});
}

void WebSocketRef::binary(std::string message) const {
  send(connection_, WebSocketPush{.kind = Kind::binary, .payload = std::move(message)});
}

void WebSocketRef::binary(std::shared_ptr<const std::string> message) const {
  send(connection_, WebSocketPush{.kind = Kind::binary, .payload = std::move(message)});
}

void WebSocketRef::close(CloseCode code, std::string reason) const {
  send(connection_, WebSocketPush{.kind = Kind::close, .code = code, .payload = std::move(reason)});
}

void WebSocketHandler::on_open(WebSocketRef) {}

void WebSocketHandler::on_binary(std::string_view) {
  WebSocketRef(self()).close(CloseCode::unsupported_data, "only text is understood here");
}

void WebSocketHandler::on_close(CloseCode, std::string_view) {}
void WebSocketHandler::on_down(const Down&) {}

void WebSocketHandler::on_info(const AnyMessage& message) {
  log_warning("http: a WebSocket handler that has no on_info was sent a " + std::string(message.type_name()));
}

}  // namespace anqa::http
