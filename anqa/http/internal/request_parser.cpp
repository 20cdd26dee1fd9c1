#include "anqa/http/internal/request_parser.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "anqa/http/detail/plain_text.hpp"
#include "anqa/http/internal/headers_builder.hpp"
#include "anqa/http/internal/plain_head.hpp"

namespace anqa::http::detail {
namespace {

// A robust server skips an empty line or two in front of a request (RFC 9112 §2.2), not a flood of them.
constexpr std::uint8_t most_leading_bytes = 8;
// What is reserved for a body before a byte of it has come: a client's promise is no reason to take all its
// memory.
constexpr std::size_t most_reserved_bytes = 256 * 1024;

std::optional<Method> method_of(std::uint8_t llhttp_method) {
  switch (llhttp_method) {
    case HTTP_GET:
      return Method::get;
    case HTTP_HEAD:
      return Method::head;
    case HTTP_POST:
      return Method::post;
    case HTTP_PUT:
      return Method::put;
    case HTTP_PATCH:
      return Method::patch;
    case HTTP_DELETE:
      return Method::delete_;
    case HTTP_OPTIONS:
      return Method::options;
    default:
      return std::nullopt;
  }
}

bool is_host(std::string_view text) { return count_in(host_characters, text) == text.size(); }

constexpr auto malformed_field =
    "a header field must be a name, a colon and a value, with no space before the colon";
constexpr auto malformed_line = "the request line must be: method, target, HTTP/1.1, each one space apart";
constexpr auto unknown_version = "only HTTP/1.0 and HTTP/1.1 are spoken here";
constexpr auto unknown_method =
    "this method is not served; known are GET, HEAD, POST, PUT, PATCH, DELETE and OPTIONS";
constexpr auto unknown_coding = "the only transfer coding that is understood is chunked";

std::string quoted(std::string_view name) {
  std::string text = "\"";
  text.append(name.substr(0, 64));
  return text += name.size() > 64 ? "…\"" : "\"";
}

std::string limit_text(std::size_t limit, std::string_view unit) {
  return "the limit is " + std::to_string(limit) + " " + std::string(unit);
}

}  // namespace

/// llhttp's callbacks. Returning -1 stops it; whoever does that has called fail().
struct ParserCallbacks {
  static RequestParser& of(llhttp_t* llhttp) { return *static_cast<RequestParser*>(llhttp->data); }

  static int url(llhttp_t* llhttp, const char* at, std::size_t size) {
    of(llhttp).request_.target.append(at, size);
    return 0;
  }

  static int url_complete(llhttp_t* llhttp) {
    RequestParser& parser = of(llhttp);
    if (parser.request_.target.size() <= parser.limits_->target_bytes) return 0;
    parser.fail(414, "the request target is too long; " + limit_text(parser.limits_->target_bytes, "bytes"));
    return -1;
  }

  static int name(llhttp_t* llhttp, const char* at, std::size_t size) {
    RequestParser& parser = of(llhttp);
    if (parser.head_complete_) return 0;  // a trailer
    Headers& headers = parser.request_.headers;
    if (!parser.name_open_) {
      HeadersBuilder::open(headers);
      parser.name_open_ = true;
    }
    HeadersBuilder::append_name(headers, {at, size});
    return 0;
  }

  static int name_complete(llhttp_t* llhttp) {
    RequestParser& parser = of(llhttp);
    if (parser.head_complete_) return 0;
    const Headers& headers = parser.request_.headers;
    // llhttp lets a field without a name pass.
    if (!parser.name_open_ || headers.at(headers.size() - 1).name.empty()) {
      parser.fail(400, malformed_field);
      return -1;
    }
    parser.name_open_ = false;
    if (headers.size() <= parser.limits_->header_count) return 0;
    parser.fail(431,
                "there are too many header fields; " + limit_text(parser.limits_->header_count, "fields"));
    return -1;
  }

  static int value(llhttp_t* llhttp, const char* at, std::size_t size) {
    RequestParser& parser = of(llhttp);
    if (!parser.head_complete_) HeadersBuilder::append_value(parser.request_.headers, {at, size});
    return 0;
  }

  static int value_complete(llhttp_t* llhttp) {
    RequestParser& parser = of(llhttp);
    if (!parser.head_complete_) HeadersBuilder::close(parser.request_.headers);
    return 0;
  }

  static int headers_complete(llhttp_t* llhttp) {
    RequestParser& parser = of(llhttp);
    parser.head_complete_ = true;
    parser.request_.minor_version = llhttp->http_minor;
    parser.request_.keep_alive = llhttp_should_keep_alive(llhttp) != 0;
    parser.chunked_ = (llhttp->flags & F_CHUNKED) != 0;
    parser.has_length_ = (llhttp->flags & F_CONTENT_LENGTH) != 0;
    parser.content_length_ = parser.has_length_ ? llhttp->content_length : 0;
    return 0;
  }

  static int chunk_header(llhttp_t* llhttp) {
    RequestParser& parser = of(llhttp);
    const std::size_t limit = parser.limits_->body_bytes;
    if (llhttp->content_length <= limit - parser.body_size()) return 0;
    parser.fail(413, "the request body is too large; " + limit_text(limit, "bytes"));
    return -1;
  }

  static int body(llhttp_t* llhttp, const char* at, std::size_t size) {
    of(llhttp).request_.body.append(at, size);
    return 0;
  }

  static int message_complete(llhttp_t* llhttp) {
    of(llhttp).message_complete_ = true;
    return HPE_PAUSED;
  }

  static const llhttp_settings_t* settings() {
    static const llhttp_settings_t instance = [] {
      llhttp_settings_t made;
      llhttp_settings_init(&made);
      made.on_url = url;
      made.on_url_complete = url_complete;
      made.on_header_field = name;
      made.on_header_field_complete = name_complete;
      made.on_header_value = value;
      made.on_header_value_complete = value_complete;
      made.on_headers_complete = headers_complete;
      made.on_chunk_header = chunk_header;
      made.on_body = body;
      made.on_message_complete = message_complete;
      return made;
    }();
    return &instance;
  }
};

RequestParser::RequestParser(const Limits& limits) : limits_(&limits), scanner_(limits) {
  llhttp_init(&llhttp_, HTTP_REQUEST, ParserCallbacks::settings());
  llhttp_.data = this;
  request_.target.clear();
}

void RequestParser::next() {
  scanner_ = HeadScanner(*limits_);
  llhttp_reset(&llhttp_);
  request_.target.clear();
  request_.headers.clear();
  request_.body.clear();
  state_ = State::idle;
  expects_continue_ = name_open_ = head_complete_ = message_complete_ = chunked_ = has_length_ = false;
  leading_bytes_ = 0;
  content_length_ = 0;
  chunked_bytes_ = 0;
  taken_ = 0;
}

Request RequestParser::take_request() {
  taken_ += request_.body.size();
  Request request = std::move(request_);
  request_ = {};
  return request;
}

std::string RequestParser::take_body() {
  taken_ += request_.body.size();
  return std::exchange(request_.body, {});
}

std::size_t RequestParser::feed(std::string_view bytes) {
  std::size_t taken = 0;
  while (state_ == State::idle && taken < bytes.size()) {
    if (bytes[taken] != '\r' && bytes[taken] != '\n') {
      state_ = State::head;
      if (const std::size_t size = feed_plain_head(bytes.substr(taken))) taken += size;
    } else if (++leading_bytes_ > most_leading_bytes) {
      fail(400, "there are too many empty lines in front of the request line");
    } else {
      ++taken;
    }
  }
  if (state_ == State::head && taken < bytes.size()) taken += feed_head(bytes.substr(taken));
  if (state_ == State::body && taken < bytes.size()) {
    const std::string_view rest = bytes.substr(taken);
    taken += chunked_ ? feed_chunked_body(rest) : feed_sized_body(rest);
  }
  return taken;
}

/// All of a head at once, where it can be had so; else 0.
std::size_t RequestParser::feed_plain_head(std::string_view bytes) {
  const auto head = read_plain_head(bytes, *limits_, request_);
  if (!head) return 0;
  head_complete_ = true;
  has_length_ = head->content_length.has_value();
  content_length_ = head->content_length.value_or(0);
  message_complete_ = content_length_ == 0;
  await_body();
  return head->size;
}

std::size_t RequestParser::feed_head(std::string_view bytes) {
  const auto [result, size] = scanner_.scan(bytes);
  if (!execute(bytes.substr(0, size))) return size;
  if (result == HeadScanner::Result::end_of_head) {
    finish_head();
  } else if (result != HeadScanner::Result::more) {
    fail_from_scanner(result);
  }
  return size;
}

bool RequestParser::execute(std::string_view bytes) {
  const llhttp_errno_t code = llhttp_execute(&llhttp_, bytes.data(), bytes.size());
  if (state_ == State::failed) return false;
  if (code == HPE_OK || message_complete_) return true;
  fail_from_llhttp();
  return false;
}

void RequestParser::finish_head() {
  if (llhttp_.method == HTTP_PRI) return fail(505, unknown_version);  // the preface of HTTP/2
  if (!head_complete_) return fail(400, malformed_line);
  if (llhttp_.http_major != 1 || llhttp_.http_minor > 1) {
    return fail(505, unknown_version);
  }
  const auto method = method_of(llhttp_.method);
  if (!method) return fail(501, unknown_method);
  request_.method = *method;
  if (check_fields() && check_target()) await_body();
}

/// Behind a sound head.
void RequestParser::await_body() {
  if (message_complete_) {
    expects_continue_ = false;
    state_ = State::complete;
    return;
  }
  if (content_length_ > limits_->body_bytes) {
    return fail(413, "the request body is too large; " + limit_text(limits_->body_bytes, "bytes"));
  }
  request_.body.reserve(
      static_cast<std::size_t>(std::min<std::uint64_t>(content_length_, most_reserved_bytes)));
  state_ = State::body;
}

bool RequestParser::check_fields() {
  int hosts = 0;
  int codings = 0;
  for (const Header field : request_.headers) {
    switch (field.name.size()) {
      case 4:
        if (!equal_ignoring_case(field.name, "host")) break;
        if (++hosts > 1) return fail(400, "there is more than one Host header field"), false;
        if (!is_host(field.value)) {
          return fail(400, "the Host header field must be a host name or address, and a port"), false;
        }
        break;
      case 6:
        if (!equal_ignoring_case(field.name, "expect") || request_.minor_version == 0) break;
        if (!equal_ignoring_case(field.value, "100-continue")) {
          return fail(417, "the only expectation that is understood is 100-continue"), false;
        }
        expects_continue_ = true;
        break;
      case 17:
        if (!equal_ignoring_case(field.name, "transfer-encoding")) break;
        if (++codings > 1 || !equal_ignoring_case(field.value, "chunked")) {
          return fail(501, unknown_coding), false;
        }
        break;
      default:
        break;
    }
  }
  if (hosts == 0 && request_.minor_version == 1) {
    return fail(400, "the Host header field is missing; HTTP/1.1 requires it"), false;
  }
  if (codings > 0 && (has_length_ || request_.minor_version == 0)) {
    return fail(400, "Transfer-Encoding must not come with Content-Length, nor with HTTP/1.0"), false;
  }
  return true;
}

bool RequestParser::check_target() {
  std::string& target = request_.target;
  if (target.find('#') != std::string::npos) {
    return fail(400, "the request target must not have a fragment (#)"), false;
  }
  if (target.starts_with('/')) return true;
  if (target == "*" && request_.method == Method::options) return true;

  // The absolute form, which a server must accept (RFC 9112 §3.2.2): its authority replaces Host.
  const std::size_t scheme = target.find("://");
  const std::string_view name = std::string_view(target).substr(0, scheme);
  if (scheme == std::string::npos ||
      !(equal_ignoring_case(name, "http") || equal_ignoring_case(name, "https"))) {
    return fail(400, "the request target must be a path that begins with / or an http URL"), false;
  }
  const std::size_t authority = scheme + 3;
  const std::size_t path = std::min(target.find_first_of("/?", authority), target.size());
  const std::string host = target.substr(authority, path - authority);
  if (host.empty() || !is_host(host)) {
    return fail(400, "the request target must name a host, and no user"), false;
  }
  request_.headers.set("host", host);
  target.erase(0, path);
  if (!target.starts_with('/')) target.insert(target.begin(), '/');
  return true;
}

std::size_t RequestParser::feed_sized_body(std::string_view bytes) {
  const std::size_t missing = static_cast<std::size_t>(content_length_) - body_size();
  const std::size_t taken = std::min(missing, bytes.size());
  request_.body.append(bytes.substr(0, taken));
  if (taken == missing) state_ = State::complete;
  return taken;
}

std::size_t RequestParser::feed_chunked_body(std::string_view bytes) {
  std::size_t taken = 0;
  while (taken < bytes.size()) {
    // No piece is longer than what the framing may still use, so the limit is met exactly however the bytes
    // come.
    const std::size_t overhead = chunked_bytes_ - body_size();
    const std::size_t allowed = limits_->chunk_overhead_bytes + body_size();
    if (overhead >= allowed) {
      fail(400, "the chunks of the request body are too small or their extensions too long");
      break;
    }
    const std::string_view piece = bytes.substr(taken, allowed - overhead);
    if (!execute(piece)) break;
    if (message_complete_) {
      taken += static_cast<std::size_t>(llhttp_get_error_pos(&llhttp_) - piece.data());
      state_ = State::complete;
      break;
    }
    taken += piece.size();
    chunked_bytes_ += piece.size();
  }
  return taken;
}

void RequestParser::fail(int status, std::string message) {
  state_ = State::failed;
  error_ = {status, std::move(message)};
}

void RequestParser::fail_from_scanner(HeadScanner::Result result) {
  using enum HeadScanner::Result;
  switch (result) {
    case bare_cr:
      return fail(400, "a line of the request ends in CR without LF");
    case bare_lf:
      return fail(400, "a line of the request ends in LF without CR");
    case folded:
      return fail(400, "a header field is folded over several lines");
    case line_too_long:
      return fail(414, "the request target is too long; " + limit_text(limits_->target_bytes, "bytes"));
    case head_too_long:
      return fail(431, "the header fields are too long; " + limit_text(limits_->header_bytes, "bytes"));
    case more:
    case end_of_head:
      break;
  }
}

void RequestParser::fail_from_llhttp() {
  if (llhttp_.method == HTTP_PRI) return fail(505, unknown_version);
  switch (llhttp_get_errno(&llhttp_)) {
    case HPE_INVALID_METHOD: {
      const char* at = llhttp_get_error_pos(&llhttp_);
      if (at != nullptr && token_characters[static_cast<unsigned char>(*at)]) {
        return fail(501, unknown_method);
      }
      return fail(400, "the request must begin with a method, such as GET");
    }
    case HPE_INVALID_VERSION:
    case HPE_PAUSED_H2_UPGRADE:
      return fail(505, unknown_version);
    case HPE_INVALID_URL:
      return fail(400, "the request target holds a character that must be percent-encoded");
    case HPE_INVALID_CONTENT_LENGTH:
      return fail(400, "Content-Length must be a decimal number of bytes");
    case HPE_UNEXPECTED_CONTENT_LENGTH:
      return fail(400, "Content-Length must not be given twice, nor together with Transfer-Encoding");
    case HPE_INVALID_TRANSFER_ENCODING:
      return fail(501, unknown_coding);
    case HPE_INVALID_CHUNK_SIZE:
      return fail(400, "a chunk of the request body must begin with its size in hex");
    case HPE_INVALID_HEADER_TOKEN:
      if (!head_complete_ &&
          llhttp_get_error_reason(&llhttp_) == std::string_view("Invalid header value char")) {
        const Headers& headers = request_.headers;
        return fail(400, "the value of the header field " + quoted(headers.at(headers.size() - 1).name) +
                             " holds a control character");
      }
      return fail(400, malformed_field);
    default:
      if (head_complete_) return fail(400, "the chunks of the request body are malformed");
      return fail(400, malformed_line);
  }
}

}  // namespace anqa::http::detail
