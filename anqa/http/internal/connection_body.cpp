#include <algorithm>
#include <charconv>
#include <utility>

#include "anqa/base/log.hpp"
#include "anqa/http/internal/connection.hpp"
#include "anqa/http/internal/connection_body.hpp"
#include "anqa/http/internal/read_buffer.hpp"

namespace anqa::http::detail {
namespace {

using ParserState = RequestParser::State;

/// Of a streamed body so much must come within Timeouts::body.
constexpr std::size_t paced_bytes = 64 * 1024;

void frame_as_chunk(std::string& bytes) {
  char size[18];
  char* end = std::to_chars(size, size + 16, bytes.size(), 16).ptr;
  *end++ = '\r';
  *end++ = '\n';
  bytes.insert(0, size, static_cast<std::size_t>(end - size));
  bytes += "\r\n";
}

}  // namespace

Task<bool> Connection::Body::write(std::string bytes) {
  if (!is_usable()) return never_written();
  return connection_->write_piece(std::move(bytes));
}

Task<result<std::string, BodyError>> Connection::Body::read() {
  if (!is_usable()) return never_read();
  return connection_->read_piece();
}

Task<bool> Connection::Body::never_written() { co_return false; }

Task<result<std::string, BodyError>> Connection::Body::never_read() {
  co_return std::unexpected(BodyError{
      0, "the body of a request can be read by the process that handles it, until it has answered"});
}

/// Whether the handler is called before all of the body has come.
bool Connection::streams_body() const { return parser_->known_body_size() > settings_->stream_bodies_over; }

/// Whether what the handler has not read of the body may be awaited and thrown away, so that the connection
/// goes on. A client that still waits for "100 Continue" may send its body or not: nobody knows what it takes
/// next.
bool Connection::may_leave_unread() const {
  if (parser_->state() != ParserState::body) return parser_->state() == ParserState::complete;
  if (parser_->expects_continue() && !continued_ && parser_->body_size() == 0) return false;
  return parser_->is_chunked() ||
         parser_->known_body_size() - parser_->body_size() <= settings_->limits.unread_body_bytes;
}

/// Sends "100 Continue" to a client that waits for it; false for all others.
bool Connection::ask_for_body() {
  if (!parser_->expects_continue() || parser_->body_size() > 0 || std::exchange(continued_, true))
    return false;
  out_.tail() += "HTTP/1.1 100 Continue\r\n\r\n";
  return true;
}

Task<void> Connection::send_stream(StreamBody body) {
  if (!body_) body_ = std::make_shared<Body>(*this);
  bool threw = false;
  try {
    // The head does not wait for the first piece.
    if (!co_await write_out()) co_return;
    if (Task<void> running = body.run(BodyWriter(body_))) co_await std::move(running);
  } catch (...) {
    threw = true;
    log_error("http: the body of " + std::string(to_string(exchange_.method)) + " " + target_ + " threw " +
              describe_exception());
  }
  if (phase_ == Phase::finished) co_return;
  // What was sent must not look like the whole.
  if (threw) co_return finish();
  if (chunked_) out_.tail() += "0\r\n\r\n";
  end_request();
}

Task<bool> Connection::write_piece(std::string bytes) {
  if (phase_ == Phase::finished) co_return false;
  if (bytes.empty()) co_return true;
  if (chunked_) frame_as_chunk(bytes);
  out_.append(std::move(bytes));
  co_return co_await write_out();
}

/// Waits until all is written; false when the client is gone.
Task<bool> Connection::write_out() {
  while (!flush()) {
    if (phase_ == Phase::finished) co_return false;
    if (co_await stream_.writable(settings_->timeouts.write)) continue;
    log("the client took too long to read a response");
    finish();
    co_return false;
  }
  co_return true;
}

Task<result<std::string, BodyError>> Connection::read_piece() {
  while (true) {
    if (phase_ == Phase::finished) co_return std::unexpected(BodyError{0, "the client is gone"});
    if (std::string piece = parser_->take_body(); !piece.empty()) co_return piece;
    if (parser_->state() == ParserState::complete) co_return std::string();
    if (parser_->state() == ParserState::failed) {
      co_return std::unexpected(BodyError{parser_->error().status, parser_->error().message});
    }
    if (!unread_.empty()) {
      unread_.erase(0, parser_->feed(unread_));
      continue;
    }
    if (ask_for_body()) {
      flush();
      continue;
    }
    const IoResult got = stream_.read(read_buffer(), read_size);
    if (got.status == IoResult::Status::done) {
      const std::string_view bytes(read_buffer(), got.bytes);
      unread_ = bytes.substr(parser_->feed(bytes));
    } else if (got.status == IoResult::Status::would_block) {
      const TimePoint began = std::chrono::steady_clock::now();
      if (parser_->body_size() / paced_bytes != body_pace_) {
        body_pace_ = parser_->body_size() / paced_bytes;
        body_waited_ = {};
      }
      const bool came = co_await stream_.readable(settings_->timeouts.body - body_waited_);
      body_waited_ += std::chrono::steady_clock::now() - began;
      if (came && body_waited_ < settings_->timeouts.body) continue;
      exchange_.keep_alive = false;
      co_return std::unexpected(BodyError{408, "the body took too long to arrive"});
    } else {
      log("a request ended in its middle");
      finish();
    }
  }
}

/// Throws away what the handler left unread of a body, up to its end.
void Connection::read_past(std::string_view& bytes) {
  bytes.remove_prefix(parser_->feed(bytes));
  body_left_ += parser_->take_body().size();
  if (parser_->state() == ParserState::complete) {
    reading_past_ = false;
    next_request();
  } else if (parser_->state() == ParserState::failed || body_left_ > settings_->limits.unread_body_bytes) {
    close_after_write_ = peer_may_send_ = true;
  }
}

}  // namespace anqa::http::detail
