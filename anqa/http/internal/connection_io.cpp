#include <chrono>
#include <utility>

#include "anqa/base/log.hpp"
#include "anqa/http/internal/connection_body.hpp"
#include "anqa/http/internal/read_buffer.hpp"

namespace anqa::http::detail {
namespace {

using ParserState = RequestParser::State;

}  // namespace

Connection::Connection(std::shared_ptr<ConnectionSettings> settings, TcpStream stream)
    : settings_(std::move(settings)),
      stream_(settings_->tls ? Transport(std::move(stream), TlsSession::server(settings_->tls))
                             : Transport(std::move(stream))),
      parser_(std::make_unique<RequestParser>(settings_->limits)) {
  SocketAddress peer = stream_.peer();
  if (!peer.address.starts_with("unix:")) peer_ = {std::move(peer.address), peer.port};
  // A client of IPv4 that came through a socket for both.
  if (peer_.ip.starts_with("::ffff:") && peer_.ip.find('.') != std::string::npos) peer_.ip.erase(0, 7);
}

/// Not in the constructor, which runs in the server.
void Connection::init() {
  set_deadline(settings_->timeouts.idle);
  settle();
}

Task<void> Connection::handle_info(const SocketEvent& event) {
  if (phase_ == Phase::finished) return {};
  return stream_.meaning_of(event) == SocketEvent::Kind::readable ? readable() : writable();
}

Task<void> Connection::readable() {
  if (phase_ == Phase::lingering) {
    discard_input();
    return {};
  }
  const IoResult got = stream_.read(read_buffer(), read_size);
  if (got.status == IoResult::Status::done) {
    const std::string_view bytes(read_buffer(), got.bytes);
    if (stream_.tls() && !tls_info_) tls_info_ = std::make_shared<const TlsInfo>(stream_.tls()->info());
    if (is_http2(bytes)) {
      become_http2(bytes);
      return {};
    }
    if (phase_ == Phase::websocket) {
      receive_frames(bytes);
    } else if (unread_.empty()) {
      return work(proceed(bytes));
    } else {
      unread_ += bytes;
      return work(proceed_with_unread());
    }
  } else if (got.status != IoResult::Status::would_block) {
    if (parser_ && parser_->state() != ParserState::idle && !close_after_write_)
      log("a request ended in its middle");
    finish();
  }
  settle();
  return {};
}

Task<void> Connection::writable() {
  if (phase_ == Phase::reading && flush() && !unread_.empty()) return work(proceed_with_unread());
  settle();
  return {};
}

Task<void> Connection::handle_info(const Proceed&) {
  proceeding_ = false;
  return work(proceed_with_unread());
}

void Connection::handle_info(const WebSocketPush& push) {
  if (!websocket_) return;
  websocket_->push(push, out_.tail());
  if (out_.size() > settings_->limits.websocket_queue_bytes) {
    log("a WebSocket was closed, as its client reads too slowly: " + std::to_string(out_.size()) +
        " bytes wait");
    std::string unsent;
    websocket_->close(CloseCode::policy_violation, "reads too slowly", unsent);
    finish();
  }
  settle();
}

void Connection::handle_info(const Down& down) {
  if (websocket_) websocket_->down(down, out_.tail());
  settle();
}

void Connection::handle_info(const AnyMessage& message) {
  if (websocket_) websocket_->info(message, out_.tail());
  settle();
}

Task<void> Connection::handle_info(const Drain& drain) {
  if (phase_ == Phase::websocket && drain.sockets_after > std::chrono::milliseconds::zero()) {
    send_after(self(), drain.sockets_after, Drain{});
    return {};
  }
  if (phase_ == Phase::websocket) {
    websocket_->close(CloseCode::service_restart, "the server stops", out_.tail());
  } else if (phase_ == Phase::reading && parser_->state() == ParserState::idle && unread_.empty() &&
             out_.empty()) {
    // A request that is there already is answered, as the last.
    if (Task<void> waiting = readable()) return waiting;
    if (phase_ != Phase::reading || parser_->state() != ParserState::idle) return {};
    // One that has just come may be about to ask.
    if (answered_ == 0) {
      set_deadline(settings_->timeouts.linger);
    } else {
      close_after_write_ = true;
    }
  } else if (phase_ == Phase::reading && parser_->state() == ParserState::idle && unread_.empty()) {
    close_after_write_ = true;
  }
  settle();
  return {};
}

void Connection::handle_info(const Deadline&) {
  timer_at_ = TimePoint::max();
  if (deadline_ != TimePoint::max()) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline_ - std::chrono::steady_clock::now());
    if (left > std::chrono::milliseconds::zero()) {
      set_deadline(left);
    } else {
      clear_deadline();
      deadline_passed();
    }
  }
  settle();
}

void Connection::receive_frames(std::string_view bytes) {
  if (bytes.empty()) return;
  if (websocket_->state() == WebSocketCodec::State::open) set_deadline(settings_->timeouts.websocket_idle);
  websocket_->receive(bytes, out_.tail());
}

void Connection::deadline_passed() {
  if (!out_.empty()) {
    log("the client took too long to read");
    return finish();
  }
  switch (phase_) {
    case Phase::reading:
      if (reading_past_) return finish();
      if (parser_->state() == ParserState::head)
        return refuse(408, "the header fields took too long to arrive");
      if (parser_->state() == ParserState::body) return refuse(408, "the body took too long to arrive");
      return finish();
    case Phase::websocket:
      if (websocket_->state() != WebSocketCodec::State::open) return finish();
      return websocket_->close(CloseCode::going_away, "no frame came for too long", out_.tail());
    case Phase::lingering:
      return finish();
    case Phase::handling:
    case Phase::finished:
      break;
  }
}

/// Writes what it can and decides what to wait for: the last thing that every handler does.
void Connection::settle() {
  if (phase_ == Phase::finished) return;
  if (websocket_) {
    if (const std::string crash = websocket_->take_crash(); !crash.empty()) {
      log_error("http: the WebSocket handler of " + target_ + " threw " + crash);
    }
    // More frames may be on their way in the mailbox: the last of them writes them all.
    if (anqa::detail::current_core()->queue_head && out_.size() < read_size) return;
  }
  if (!flush()) {
    if (phase_ != Phase::finished) stream_.arm_writable();
    return;
  }
  written();
}

/// All is written; what next?
void Connection::written() {
  if (websocket_ && phase_ == Phase::websocket) {
    out_.release();
    if (websocket_->failed()) {
      log("a WebSocket was closed with " + std::to_string(static_cast<int>(websocket_->close_code())) +
          ", as its client broke the protocol");
    }
    // Behind its close frame the peer sends no more; one that broke the protocol may.
    if (websocket_->state() == WebSocketCodec::State::closed)
      return websocket_->failed() ? linger() : finish();
    if (websocket_->state() == WebSocketCodec::State::closing && !closing_) {
      closing_ = true;
      set_deadline(settings_->timeouts.websocket_close);
    }
  } else if (close_after_write_ && phase_ == Phase::reading) {
    return peer_may_send_ || !unread_.empty() ? linger() : finish();
  }
  if (proceeding_) return;
  // Requests that waited for the responses before them to be written.
  if (phase_ == Phase::reading && !unread_.empty()) {
    proceeding_ = true;
    send(self(), Proceed{});
    return;
  }
  stream_.arm_readable();
}

/// True when nothing is left to write. May finish the connection.
bool Connection::flush() {
  if (out_.empty()) return true;
  bool progress = !blocked_;
  while (!out_.empty()) {
    const IoResult wrote = stream_.write(out_.front());
    if (wrote.status == IoResult::Status::would_block) {
      // Each byte that the client takes gives it the whole time again.
      if (progress) set_deadline(settings_->timeouts.write);
      blocked_ = true;
      return false;
    }
    if (wrote.status != IoResult::Status::done) {
      finish();
      return false;
    }
    out_.consume(wrote.bytes);
    progress = true;
  }
  if (std::exchange(blocked_, false)) {
    if (phase_ == Phase::reading) set_deadline(settings_->timeouts.idle);
    if (phase_ == Phase::websocket) set_deadline(settings_->timeouts.websocket_idle);
  }
  return true;
}

/// The peer may still be sending, and bytes that meet a closed socket make its kernel throw away our last
/// answer: so only our side is closed until the peer has read it and closes too.
void Connection::linger() {
  phase_ = Phase::lingering;
  if (websocket_) websocket_->ended();
  stream_.shutdown_write();
  set_deadline(settings_->timeouts.linger);
  stream_.arm_readable();
}

void Connection::discard_input() {
  const IoResult got = stream_.read(read_buffer(), read_size);
  if (got.status == IoResult::Status::done || got.status == IoResult::Status::would_block) {
    stream_.arm_readable();
  } else {
    finish();
  }
}

void Connection::finish() {
  if (phase_ == Phase::finished) return;
  phase_ = Phase::finished;
  if (websocket_) {
    websocket_->ended();
    if (const std::string crash = websocket_->take_crash(); !crash.empty()) {
      log_error("http: the WebSocket handler of " + target_ + " threw " + crash);
    }
  }
  stream_.close();
  if (timer_at_ != TimePoint::max()) cancel_timer(timer_);
  stop();
}

/// The timer is left alone when it fires before the deadline anyhow, so that a busy connection, whose
/// deadline moves with each request, starts one once in a while.
void Connection::set_deadline(std::chrono::milliseconds after) {
  deadline_ = std::chrono::steady_clock::now() + after;
  if (timer_at_ <= deadline_) return;
  if (timer_at_ != TimePoint::max()) cancel_timer(timer_);
  timer_at_ = deadline_;
  timer_ = send_after(self(), after, Deadline{});
}

void Connection::log(const std::string& what) const {
  log_warning("http: " + peer_.ip + ":" + std::to_string(peer_.port) + ": " + what);
}

}  // namespace anqa::http::detail
