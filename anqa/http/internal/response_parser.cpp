#include "anqa/http/internal/response_parser.hpp"

#include <utility>

#include "anqa/http/status.hpp"

namespace anqa::http::detail {

/// llhttp's callbacks. Returning -1 stops it; whoever does that has called fail().
struct ResponseCallbacks {
  static ResponseParser& of(llhttp_t* llhttp) { return *static_cast<ResponseParser*>(llhttp->data); }

  static int count(ResponseParser& parser, std::size_t size) {
    parser.header_bytes_ += size;
    if (parser.header_bytes_ <= parser.header_limit_) return 0;
    parser.fail("its header section is longer than " + std::to_string(parser.header_limit_) + " bytes");
    return -1;
  }

  static int status_text(llhttp_t* llhttp, const char*, std::size_t size) { return count(of(llhttp), size); }

  static int name(llhttp_t* llhttp, const char* at, std::size_t size) {
    ResponseParser& parser = of(llhttp);
    parser.name_.append(at, size);
    return count(parser, size + 4);
  }

  static int value(llhttp_t* llhttp, const char* at, std::size_t size) {
    ResponseParser& parser = of(llhttp);
    parser.value_.append(at, size);
    return count(parser, size);
  }

  static int value_complete(llhttp_t* llhttp) {
    ResponseParser& parser = of(llhttp);
    // Trailers are not kept.
    if (parser.state_ == ResponseParser::State::head) parser.headers_.add(parser.name_, parser.value_);
    parser.name_.clear();
    parser.value_.clear();
    return 0;
  }

  static int headers_complete(llhttp_t* llhttp) {
    ResponseParser& parser = of(llhttp);
    if (llhttp->http_major != 1) {
      parser.fail("it is not HTTP/1");
      return -1;
    }
    const int status = llhttp->status_code;
    if (status == 101) {
      parser.fail("it switches to another protocol, which was not asked for");
      return -1;
    }
    if (status < 200) {
      parser.headers_.clear();
      return 1;
    }
    parser.status_ = status;
    parser.keep_alive_ = llhttp_should_keep_alive(llhttp) != 0;
    parser.state_ = ResponseParser::State::body;
    return parser.to_head_ || is_bodiless(status) ? 1 : 0;
  }

  static int body(llhttp_t* llhttp, const char* at, std::size_t size) {
    of(llhttp).body_.append(at, size);
    return 0;
  }

  static int message_complete(llhttp_t* llhttp) {
    ResponseParser& parser = of(llhttp);
    if (parser.state_ != ResponseParser::State::body) return 0;  // informational: the next one begins
    parser.state_ = ResponseParser::State::complete;
    return HPE_PAUSED;
  }

  static const llhttp_settings_t* settings() {
    static const llhttp_settings_t instance = [] {
      llhttp_settings_t made;
      llhttp_settings_init(&made);
      made.on_status = status_text;
      made.on_header_field = name;
      made.on_header_value = value;
      made.on_header_value_complete = value_complete;
      made.on_headers_complete = headers_complete;
      made.on_body = body;
      made.on_message_complete = message_complete;
      return made;
    }();
    return &instance;
  }
};

ResponseParser::ResponseParser(bool to_head, std::size_t header_bytes)
    : to_head_(to_head), header_limit_(header_bytes) {
  llhttp_init(&llhttp_, HTTP_RESPONSE, ResponseCallbacks::settings());
  llhttp_.data = this;
}

void ResponseParser::feed(std::string_view bytes) {
  if (state_ == State::failed || bytes.empty()) return;
  begun_ = true;
  if (state_ == State::complete) {
    // Nobody has asked for anything more.
    keep_alive_ = false;
    return;
  }
  const llhttp_errno_t code = llhttp_execute(&llhttp_, bytes.data(), bytes.size());
  if (state_ == State::complete) {
    if (llhttp_get_error_pos(&llhttp_) != bytes.data() + bytes.size()) keep_alive_ = false;
  } else if (code != HPE_OK && state_ != State::failed) {
    fail(std::string("it is no valid HTTP/1.1: ") + llhttp_get_error_reason(&llhttp_));
  }
}

void ResponseParser::finish() {
  if (state_ == State::complete || state_ == State::failed) return;
  keep_alive_ = false;
  if (state_ == State::body && llhttp_finish(&llhttp_) == HPE_OK && state_ == State::body)
    state_ = State::complete;
  if (state_ != State::complete) fail("the connection ended in its middle");
}

void ResponseParser::fail(std::string why) {
  state_ = State::failed;
  error_ = std::move(why);
  keep_alive_ = false;
}

std::string ResponseParser::take_body() { return std::exchange(body_, {}); }

}  // namespace anqa::http::detail
