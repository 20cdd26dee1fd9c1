#pragma once

#include <llhttp.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "anqa/http/headers.hpp"

namespace anqa::http::detail {

/// Reads one HTTP/1 response from bytes in any pieces. Informational ones (1xx) in front of it are passed by.
class ResponseParser {
 public:
  enum class State : std::uint8_t {
    head,
    body,      // status() and headers() are there; take_body() gives what has come
    complete,  // all of the body has come
    failed,    // see error()
  };

  /// `to_head`: it answers a HEAD, and so has no body. `header_bytes` bounds its header section.
  ResponseParser(bool to_head, std::size_t header_bytes);
  ResponseParser(const ResponseParser&) = delete;
  ResponseParser& operator=(const ResponseParser&) = delete;

  void feed(std::string_view bytes);
  /// The connection has ended: complete, where that is what ends the body, else failed.
  void finish();

  State state() const { return state_; }
  const std::string& error() const { return error_; }
  int status() const { return status_; }
  const Headers& headers() const { return headers_; }
  std::string take_body();
  /// Whether the connection may carry another request.
  bool keep_alive() const { return keep_alive_; }
  /// A byte of the response has come.
  bool has_begun() const { return begun_; }

 private:
  friend struct ResponseCallbacks;
  void fail(std::string why);

  llhttp_t llhttp_;
  State state_ = State::head;
  bool to_head_;
  bool begun_ = false;
  bool keep_alive_ = false;
  std::size_t header_limit_;
  std::size_t header_bytes_ = 0;
  int status_ = 0;
  Headers headers_;
  std::string name_;
  std::string value_;
  std::string body_;
  std::string error_;
};

}  // namespace anqa::http::detail
