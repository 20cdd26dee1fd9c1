#pragma once

#include <llhttp.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "anqa/http/internal/head_scanner.hpp"
#include "anqa/http/limits.hpp"
#include "anqa/http/request.hpp"

namespace anqa::http::detail {

/// Why a request cannot be answered by its handler, as a response: the status and one line for its body.
struct ParseError {
  int status = 400;
  std::string message;
};

/// Reads one HTTP/1 request after the other from bytes in any pieces; the pieces never change the result.
///
/// Plain heads are read at once (plain_head.hpp). For all else llhttp does the grammar in its strict mode;
/// this adds what a server must decide itself: limits, the shapes that smuggle requests past proxies, Host,
/// and which transfer codings and expectations are understood.
class RequestParser {
 public:
  enum class State : std::uint8_t {
    idle,      // no byte of a request yet
    head,      // inside of the request line or the header fields
    body,      // the head is complete, the body is not
    complete,  // request() is whole; call next() to go on
    failed,    // see error(); the connection cannot be used any further
  };

  /// `limits` must outlive the parser.
  explicit RequestParser(const Limits& limits);
  explicit RequestParser(Limits&&) = delete;
  RequestParser(const RequestParser&) = delete;
  RequestParser& operator=(const RequestParser&) = delete;

  /// Reads from `bytes` up to the end of a request at most; returns how many it took. Takes none once
  /// complete or failed.
  std::size_t feed(std::string_view bytes);
  State state() const { return state_; }
  const ParseError& error() const { return error_; }

  /// In state `body`: the client waits for "100 Continue" before it sends the body.
  bool expects_continue() const { return expects_continue_; }

  /// The request read so far; whole in state `complete`. The caller may move from it.
  Request& request() { return request_; }

  // A body that is read in pieces: the head and what has come of the body are taken out first, then piece by
  // piece what feed() adds to request().body.
  Request take_request();
  std::string take_body();
  /// Bytes of the body that have been read, whether taken or not.
  std::size_t body_size() const { return taken_ + request_.body.size(); }
  /// The whole body's size as far as it is known: what Content-Length says, or what has come of the chunks.
  std::uint64_t known_body_size() const { return has_length_ ? content_length_ : body_size(); }
  bool is_chunked() const { return chunked_; }
  /// Starts on the next request of the connection.
  void next();

 private:
  friend struct ParserCallbacks;

  std::size_t feed_plain_head(std::string_view bytes);
  std::size_t feed_head(std::string_view bytes);
  std::size_t feed_sized_body(std::string_view bytes);
  std::size_t feed_chunked_body(std::string_view bytes);
  /// Runs llhttp over all of `bytes`; false when that failed.
  bool execute(std::string_view bytes);
  void finish_head();
  void await_body();
  bool check_fields();
  bool check_target();
  void fail(int status, std::string message);
  void fail_from_llhttp();
  void fail_from_scanner(HeadScanner::Result result);

  const Limits* limits_;
  HeadScanner scanner_;
  llhttp_t llhttp_;
  Request request_;
  ParseError error_;
  State state_ = State::idle;
  bool expects_continue_ = false;
  bool name_open_ = false;         // the name of the last header field has begun and not ended
  bool head_complete_ = false;     // llhttp has seen the end of the head
  bool message_complete_ = false;  // llhttp has seen the end of the request
  bool chunked_ = false;
  bool has_length_ = false;         // a Content-Length was given
  std::uint8_t leading_bytes_ = 0;  // of empty lines in front of the request
  std::uint64_t content_length_ = 0;
  std::size_t chunked_bytes_ = 0;  // of a chunked body with its framing
  std::size_t taken_ = 0;          // bytes of the body that are in request_.body no more
};

}  // namespace anqa::http::detail
