#include "anqa/http/internal/websocket_codec.hpp"

#include <wslay/wslay.h>

#include <algorithm>
#include <cstring>
#include <new>

namespace anqa::http::detail {
namespace {

constexpr std::uint8_t final_frame = 0x80;
constexpr std::size_t longest_reason = 123;

void append_header(std::string& out, std::uint8_t opcode, std::uint64_t size) {
  out.push_back(static_cast<char>(final_frame | opcode));
  int length_bytes = 0;
  if (size < 126) {
    out.push_back(static_cast<char>(size));
  } else if (size <= 0xffff) {
    out.push_back(126);
    length_bytes = 2;
  } else {
    out.push_back(127);
    length_bytes = 8;
  }
  while (length_bytes-- > 0) out.push_back(static_cast<char>(size >> (8 * length_bytes)));
}

void append_close(std::string& out, CloseCode code, std::string_view reason) {
  // A client's close frame may have no code, which is answered in kind.
  if (code == CloseCode::no_status) return append_header(out, WSLAY_CONNECTION_CLOSE, 0);
  append_header(out, WSLAY_CONNECTION_CLOSE, 2 + reason.size());
  const auto number = static_cast<std::uint16_t>(code);
  out.push_back(static_cast<char>(number >> 8));
  out.push_back(static_cast<char>(number));
  out.append(reason);
}

/// At most 123 bytes, and no character cut in two.
std::string_view shorten(std::string_view reason) {
  if (reason.size() <= longest_reason) return reason;
  std::size_t size = longest_reason;
  while (size > 0 && (static_cast<unsigned char>(reason[size]) & 0xc0) == 0x80) --size;
  return reason.substr(0, size);
}

}  // namespace

/// wslay's callbacks. No exception may pass through its C code.
struct CodecCallbacks {
  static WebSocketCodec& of(void* codec) { return *static_cast<WebSocketCodec*>(codec); }

  static ssize_t receive(wslay_event_context_ptr wslay, std::uint8_t* to, std::size_t room, int,
                         void* codec) {
    std::string_view& input = of(codec).input_;
    if (input.empty()) {
      wslay_event_set_error(wslay, WSLAY_ERR_WOULDBLOCK);
      return -1;
    }
    const std::size_t size = std::min(room, input.size());
    std::memcpy(to, input.data(), size);
    input.remove_prefix(size);
    return static_cast<ssize_t>(size);
  }

  static ssize_t send(wslay_event_context_ptr, const std::uint8_t* bytes, std::size_t size, int,
                      void* codec) {
    of(codec).out_->append(reinterpret_cast<const char*>(bytes), size);
    return static_cast<ssize_t>(size);
  }

  static void message(wslay_event_context_ptr wslay, const wslay_event_on_msg_recv_arg* arrived, void* data) {
    WebSocketCodec& codec = of(data);
    const std::string_view payload(reinterpret_cast<const char*>(arrived->msg), arrived->msg_length);
    if (arrived->opcode == WSLAY_CONNECTION_CLOSE) {
      codec.peer_closed_ = true;
      codec.close_code_ =
          payload.size() < 2 ? CloseCode::no_status : static_cast<CloseCode>(arrived->status_code);
      codec.close_reason_ = payload.substr(std::min<std::size_t>(2, payload.size()));
      // One byte is half a code.
      if (payload.size() == 1) codec.close_code_ = CloseCode::protocol_error;
      return;
    }
    if (codec.state_ != WebSocketCodec::State::open || codec.thrown_) return;
    try {
      if (arrived->opcode == WSLAY_TEXT_FRAME) codec.sink_->on_text(payload);
      if (arrived->opcode == WSLAY_BINARY_FRAME) codec.sink_->on_binary(payload);
    } catch (...) {
      codec.thrown_ = std::current_exception();
      wslay_event_shutdown_read(wslay);
    }
  }

  static constexpr wslay_event_callbacks all{&receive, &send, nullptr, nullptr, nullptr, nullptr, &message};
};

WebSocketCodec::WebSocketCodec(const Limits& limits) {
  if (wslay_event_context_server_init(&wslay_, &CodecCallbacks::all, this) != 0) throw std::bad_alloc();
  wslay_event_config_set_max_recv_msg_length(wslay_, limits.websocket_message_bytes);
}

WebSocketCodec::~WebSocketCodec() { wslay_event_context_free(wslay_); }

void WebSocketCodec::receive(std::string_view bytes, WebSocketSink& sink, std::string& out) {
  if (state_ == State::closed) return;
  input_ = bytes;
  sink_ = &sink;
  out_ = &out;
  const int result = wslay_event_recv(wslay_);
  input_ = {};
  if (thrown_) std::rethrow_exception(std::exchange(thrown_, nullptr));

  if (result == WSLAY_ERR_NOMEM) throw std::bad_alloc();
  if (result != 0) return fail(CloseCode::protocol_error, out);
  if (peer_closed_) {
    if (state_ == State::open) append_close(out, close_code_, close_reason_);
    state_ = State::closed;
    return;
  }
  if (!wslay_event_get_read_enabled(wslay_)) {
    // wslay has refused a frame and queued a close frame with the reason's code; its bytes are written here
    // so that there is one place that does.
    std::string refused;
    out_ = &refused;
    wslay_event_send(wslay_);
    const auto code = static_cast<CloseCode>(wslay_event_get_status_code_sent(wslay_));
    return fail(
        code == CloseCode::abnormal || code == CloseCode::no_status ? CloseCode::protocol_error : code, out);
  }
  if (wslay_event_want_write(wslay_)) wslay_event_send(wslay_);  // pongs
}

void WebSocketCodec::send(WebSocketPush::Kind kind, std::string_view payload, std::string& out) const {
  if (state_ != State::open) return;
  append_header(out, kind == WebSocketPush::Kind::text ? WSLAY_TEXT_FRAME : WSLAY_BINARY_FRAME,
                payload.size());
  out.append(payload);
}

void WebSocketCodec::close(CloseCode code, std::string_view reason, std::string& out) {
  if (state_ != State::open) return;
  close_code_ = code;
  close_reason_ = shorten(reason);
  append_close(out, code, close_reason_);
  state_ = State::closing;
}

void WebSocketCodec::fail(CloseCode code, std::string& out) {
  if (state_ == State::open) {
    close_code_ = code;
    close_reason_.clear();
    append_close(out, code, {});
  }
  state_ = State::closed;
}

}  // namespace anqa::http::detail
