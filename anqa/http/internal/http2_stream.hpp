#pragma once

#include <nghttp2/nghttp2.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "anqa/base/clock.hpp"
#include "anqa/http/internal/http2_messages.hpp"
#include "anqa/http/internal/out_queue.hpp"
#include "anqa/http/internal/request_parser.hpp"
#include "anqa/http/limits.hpp"
#include "anqa/http/request.hpp"
#include "anqa/otp/call.hpp"

namespace anqa::http::detail {

/// One request and its response, as the connection sees them.
struct Http2Stream {
  explicit Http2Stream(std::int32_t stream_id) : id(stream_id) { request.target.clear(); }

  /// Takes one header field of the request, pseudo-headers too. Nothing more is taken once it is refused.
  void add_header(std::string_view name, std::string_view value, const Limits& limits);
  /// All have come: checks what nghttp2 leaves to the server.
  void finish_headers(const Limits& limits);
  void refuse(int status, std::string why);
  bool is_refused() const { return refusal.status != 0; }

  /// Up to `size` bytes of the response's body into `buffer`.
  std::size_t take(char* buffer, std::size_t size);

  std::int32_t id;
  Request request;
  ParseError refusal{.status = 0, .message = {}};
  TimePoint deadline = TimePoint::max();

  // The request's body.
  std::string unread;              // what came after the handler was called
  std::uint64_t body_size = 0;     // so far
  std::uint64_t known_length = 0;  // its Content-Length; 0 without one
  bool expects_continue = false;
  bool has_headers = false;
  bool called = false;   // the handler was
  bool ended = false;    // the client has sent all
  bool discard = false;  // nobody wants what still comes
  From<Http2Read::Reply> reader;
  Duration patience{};    // how long the reader still waits for…
  std::size_t paced = 0;  // the rest of a paced piece

  // The response.
  Pid process;
  bool answered = false;   // its head is on its way
  bool whole = false;      // all of its body is in `out`
  bool impatient = false;  // its end waits for that of the request no longer
  bool deferred = false;   // nghttp2 waits for more of it
  OutQueue out;
  From<bool> writer;

 private:
  void add_pseudo_header(std::string_view name, std::string_view value, const Limits& limits);

  std::size_t header_bytes_ = 0;
  std::string authority_;
  std::string cookies_;
};

}  // namespace anqa::http::detail
