#include "anqa/web/socket/internal/longpoll_session.hpp"

#include <utility>

#include "anqa/base/encoding.hpp"
#include "anqa/base/log.hpp"
#include "anqa/web/socket/internal/longpoll.hpp"

namespace anqa::detail {

LongPollSession::LongPollSession(Options options)
    : sessions_(std::move(options.sessions)),
      pid_(self()),
      handler_(std::move(options.handler)),
      window_(options.window),
      limits_(options.limits) {
  sessions_->enter(pid_);
}

LongPollSession::~LongPollSession() { sessions_->leave(pid_); }

void LongPollSession::init() {
  handler_->on_open(http::WebSocketRef(self()));
  wait(window_ + window_ / 2);
}

void LongPollSession::handle_call(const Poll&, From<Polled> from) {
  // A client polls once at a time; one that polls again has given up the first.
  if (poller_) answer({});
  poller_ = std::move(from);
  if (!frames_.empty() || closed_) return handle_info(Deliver{});
  wait(window_);
}

bool LongPollSession::handle_call(const Publish& publish) {
  for (const std::string& frame : publish.frames) {
    if (closed_) break;
    if (frame.size() > limits_.websocket_message_bytes) {
      log_warning("long poll: a message of " + std::to_string(frame.size()) + " bytes is too long; at most " +
                  std::to_string(limits_.websocket_message_bytes) + " are taken");
      close(http::CloseCode::message_too_big, "message too big");
      return false;
    }
    if (!publish.encoded || frame.starts_with('[')) {
      handler_->on_text(frame);
    } else if (const auto bytes = base64_decode(frame)) {
      handler_->on_binary(*bytes);
    } else {
      handler_->on_text(frame);  // neither: it says so itself
    }
  }
  return true;
}

void LongPollSession::handle_info(const http::WebSocketPush& push) {
  if (closed_) return;
  using Kind = http::WebSocketPush::Kind;
  if (push.kind == Kind::close) return close(push.code, push.bytes());
  if (push.kind == Kind::binary && !std::exchange(warned_, true)) {
    log_warning("long poll: a client that polls cannot read binary frames");
  }
  frames_.emplace_back(push.bytes());
  bytes_ += push.bytes().size();
  if (bytes_ > limits_.websocket_queue_bytes) {
    log_warning("long poll: a session ends, as its client does not ask for the " + std::to_string(bytes_) +
                " bytes that wait for it");
    frames_.clear();
    return close(http::CloseCode::policy_violation, "reads too slowly");
  }
  // More may be in the mailbox: they go together.
  if (poller_ && !std::exchange(delivering_, true)) send(self(), Deliver{});
}

void LongPollSession::handle_info(const Deliver&) {
  delivering_ = false;
  if (!poller_ || (frames_.empty() && !closed_)) return;
  const bool gone = frames_.empty();
  bytes_ = 0;
  answer({std::exchange(frames_, {}), gone});
  if (gone) stop();
}

void LongPollSession::answer(Polled polled) {
  poller_->reply(std::move(polled));
  poller_.reset();
  wait(window_ + window_ / 2);
}

void LongPollSession::wait(std::chrono::milliseconds length) { send_after(self(), length, Overdue{++turn_}); }

void LongPollSession::handle_info(const Overdue& overdue) {
  if (overdue.turn != turn_) return;
  if (poller_) return answer({});
  if (!closed_) close(http::CloseCode::abnormal, "nobody polls any more");
  stop();
}

void LongPollSession::handle_info(const Drain&) {
  if (!closed_) close(http::CloseCode::service_restart, "the server stops");
}

void LongPollSession::close(http::CloseCode code, std::string_view reason) {
  closed_ = code;
  handler_->on_close(code, reason);
  // What was sent before is still to be fetched.
  if (poller_) {
    handle_info(Deliver{});
  } else if (frames_.empty()) {
    stop();
  }
}

void LongPollSession::handle_info(const Down& down) {
  if (!closed_) handler_->on_down(down);
}

void LongPollSession::handle_info(const AnyMessage& message) {
  if (!closed_) handler_->on_info(message);
}

}  // namespace anqa::detail
