#include "anqa/http/internal/websocket_session.hpp"

#include <cxxabi.h>

#include <cstdlib>
#include <exception>
#include <typeinfo>

namespace anqa::http::detail {

std::string describe_exception() {
  try {
    throw;
  } catch (const std::exception& error) {
    int status = 0;
    const std::unique_ptr<char, decltype(&std::free)> name(
        abi::__cxa_demangle(typeid(error).name(), nullptr, nullptr, &status), &std::free);
    return std::string(name ? name.get() : typeid(error).name()) + ": " + error.what();
  } catch (...) {
    return "something that is no std::exception";
  }
}

template <class Function>
void WebSocketSession::guarded(std::string* out, Function function) {
  try {
    function();
  } catch (...) {
    crash_ = describe_exception();
    if (out) codec_.close(CloseCode::internal_error, {}, *out);
  }
}

void WebSocketSession::open(std::string& out) {
  guarded(&out, [&] { handler_->on_open(WebSocketRef(self())); });
}

void WebSocketSession::receive(std::string_view bytes, std::string& out) {
  guarded(&out, [&] { codec_.receive(bytes, *this, out); });
}

void WebSocketSession::push(const WebSocketPush& push, std::string& out) {
  if (push.kind == WebSocketPush::Kind::close) {
    codec_.close(push.code, push.bytes(), out);
  } else {
    codec_.send(push.kind, push.bytes(), out);
  }
}

void WebSocketSession::down(const Down& down, std::string& out) {
  guarded(&out, [&] { handler_->on_down(down); });
}

void WebSocketSession::info(const AnyMessage& message, std::string& out) {
  guarded(&out, [&] { handler_->on_info(message); });
}

void WebSocketSession::ended() {
  if (std::exchange(ended_, true)) return;
  guarded(nullptr, [&] { handler_->on_close(codec_.close_code(), codec_.close_reason()); });
}

}  // namespace anqa::http::detail
