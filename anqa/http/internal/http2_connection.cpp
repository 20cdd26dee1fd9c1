#include "anqa/http/internal/http2_connection.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "anqa/base/log.hpp"
#include "anqa/http/internal/http2_callbacks.hpp"
#include "anqa/http/internal/read_buffer.hpp"

namespace anqa::http::detail {
namespace {

/// As much is asked of nghttp2 at once, and written with one system call.
constexpr std::size_t write_size = 64 * 1024;
/// Bytes written before other processes get their turn.
constexpr std::size_t most_in_a_row = 1024 * 1024;
/// Answers to frames that may wait for a client that does not read.
constexpr std::size_t most_frames_queued = 10'000;
/// What an idle connection keeps for its next responses.
constexpr std::size_t kept_capacity = 4 * 1024;
/// How much of a request's body, and of all bodies of one connection, may be on its way.
constexpr std::int32_t stream_window = 256 * 1024;
constexpr std::int32_t connection_window = 2 * 1024 * 1024;
constexpr std::chrono::seconds strain_window{10};

TimePoint now() { return std::chrono::steady_clock::now(); }

}  // namespace

Http2Connection::Http2Connection(std::shared_ptr<ConnectionSettings> settings, Http2Takeover taken)
    : settings_(std::move(settings)),
      transport_(std::move(taken.transport)),
      peer_(std::move(taken.peer)),
      tls_(std::move(taken.tls)),
      replaced_(taken.from),
      first_(std::move(taken.bytes)) {
  // The end of a handler's process is a message, and this one can say good-bye.
  trap_exit();
}

Http2Connection::~Http2Connection() = default;

void Http2Connection::init() {
  // In this order, and from here: the server hears of this process before it can hear of its end.
  send(settings_->server, Replaced{replaced_, self()});
  link(settings_->server);
  session_.reset(make_http2_session(*this, settings_->limits));
  const nghttp2_settings_entry entries[] = {
      {NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, static_cast<std::uint32_t>(settings_->limits.http2_streams)},
      {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, stream_window},
      {NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, static_cast<std::uint32_t>(settings_->limits.header_bytes)}};
  nghttp2_submit_settings(session_.get(), NGHTTP2_FLAG_NONE, entries, std::size(entries));
  nghttp2_session_set_local_window_size(session_.get(), NGHTTP2_FLAG_NONE, 0, connection_window);
  receive(std::exchange(first_, {}));
  // The server's Drain may have met the process before this one.
  if (settings_->stopping.load(std::memory_order_relaxed)) begin_drain();
  settle();
}

Http2Stream* Http2Connection::find(std::int32_t id) {
  const auto found = streams_.find(id);
  return found == streams_.end() ? nullptr : found->second.get();
}

void Http2Connection::handle_info(const SocketEvent& event) {
  if (phase_ == Phase::finished) return;
  if (transport_.meaning_of(event) == SocketEvent::Kind::readable) readable();
  settle();
}

void Http2Connection::readable() {
  const IoResult got = transport_.read(read_buffer(), read_size);
  if (got.status == IoResult::Status::done) {
    if (phase_ == Phase::open) receive({read_buffer(), got.bytes});
  } else if (got.status != IoResult::Status::would_block) {
    finish();
  }
}

void Http2Connection::receive(std::string_view bytes) {
  if (calmed_) return;
  const ssize_t taken = nghttp2_session_mem_recv(
      session_.get(), reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  if (taken == NGHTTP2_ERR_FLOODED) {
    calm("it asks for more answers than it reads");
  } else if (taken < 0) {
    log("the client broke the protocol of HTTP/2: " + std::string(nghttp2_strerror(static_cast<int>(taken))));
    calmed_ = true;
    nghttp2_session_terminate_session(session_.get(), NGHTTP2_PROTOCOL_ERROR);
  } else if (nghttp2_session_get_outbound_queue_size(session_.get()) > most_frames_queued) {
    calm("it makes more work than it reads answers");
  }
}

/// Everybody who has something to say in this turn says it first; then all is written together.
void Http2Connection::settle_soon() {
  if (!std::exchange(proceeding_, true)) send(self(), Proceed{});
}

void Http2Connection::handle_info(const Proceed&) {
  proceeding_ = false;
  settle();
}

/// Writes what it can and decides what to wait for.
void Http2Connection::settle() {
  if (phase_ == Phase::finished) return;
  if (phase_ == Phase::lingering) return transport_.arm_readable();
  if (!flush()) {
    if (phase_ == Phase::finished) return;
    if (!proceeding_) transport_.arm_writable();
  } else if (nghttp2_session_want_read(session_.get()) == 0 &&
             nghttp2_session_want_write(session_.get()) == 0) {
    return linger();
  }
  if (!streams_.empty()) {
    idle_deadline_ = TimePoint::max();
  } else if (idle_deadline_ == TimePoint::max()) {
    idle_deadline_ = now() + settings_->timeouts.idle;
    set_timer(idle_deadline_);
    if (out_.capacity() > kept_capacity && out_.empty()) out_ = {};
  }
  if (!calmed_) transport_.arm_readable();
}

/// Makes the next bytes of the connection; false when there are none now.
bool Http2Connection::fill() {
  out_.clear();
  written_ = 0;
  while (out_.size() < write_size) {
    const std::uint8_t* bytes = nullptr;
    const ssize_t size = nghttp2_session_mem_send(session_.get(), &bytes);
    if (size < 0) {
      log(std::string("HTTP/2 failed: ") + nghttp2_strerror(static_cast<int>(size)));
      finish();
      return false;
    }
    if (size == 0) break;
    out_.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
  }
  return !out_.empty();
}

/// True when all that there is to write is written. May finish the connection.
bool Http2Connection::flush() {
  std::size_t in_a_row = 0;
  for (;;) {
    if (written_ == out_.size() && !fill()) {
      write_deadline_ = TimePoint::max();
      return phase_ != Phase::finished;
    }
    if (in_a_row > most_in_a_row) {
      settle_soon();
      return false;
    }
    const IoResult wrote = transport_.write(std::string_view(out_).substr(written_));
    if (wrote.status == IoResult::Status::done) {
      written_ += wrote.bytes;
      in_a_row += wrote.bytes;
      write_deadline_ = TimePoint::max();
    } else if (wrote.status == IoResult::Status::would_block) {
      if (write_deadline_ == TimePoint::max()) {
        write_deadline_ = now() + settings_->timeouts.write;
        set_timer(write_deadline_);
      }
      return false;
    } else {
      finish();
      return false;
    }
  }
}

void Http2Connection::handle_info(const Drain&) {
  if (phase_ != Phase::open) return;
  begin_drain();
  settle();
}

/// Says that the end is near; once the client has seen it, no new request is taken (RFC 9113 §6.8).
void Http2Connection::begin_drain() {
  if (std::exchange(draining_, true)) return;
  nghttp2_submit_shutdown_notice(session_.get());
}

void Http2Connection::handle_info(const Exit& ended) {
  if (ended.from == settings_->server) return finish();
  const auto process = processes_.find(ended.from);
  if (process == processes_.end()) return;
  Http2Stream* const stream = find(process->second);
  processes_.erase(process);
  if (stream && !stream->whole) {
    log_error("http: the process of " + std::string(to_string(stream->request.method)) + " in stream " +
              std::to_string(stream->id) + " ended before its response: " + ended.reason.to_string());
    if (stream->answered) {
      reset(*stream, NGHTTP2_INTERNAL_ERROR);
    } else {
      submit(*stream, {.stream = stream->id,
                       .status = 500,
                       .headers = {{"content-type", "text/plain; charset=utf-8"}},
                       .body = std::string("Internal Server Error\n"),
                       .length = 22,
                       .more = false});
    }
  }
  settle_soon();
}

/// The client did something that only makes work.
void Http2Connection::strain() {
  if (calmed_) return;
  const TimePoint at = now();
  if (at - strain_since_ > strain_window) {
    strain_since_ = at;
    strain_ = 0;
  }
  if (++strain_ > settings_->limits.http2_overhead_frames)
    calm("it sends too many frames that ask for nothing");
}

void Http2Connection::calm(const std::string& why) {
  log("the client was sent away, as " + why);
  calmed_ = true;
  nghttp2_session_terminate_session(session_.get(), NGHTTP2_ENHANCE_YOUR_CALM);
}

/// The client reads the last frames before it closes: see Connection::linger().
void Http2Connection::linger() {
  phase_ = Phase::lingering;
  transport_.shutdown_write();
  idle_deadline_ = now() + settings_->timeouts.linger;
  set_timer(idle_deadline_);
  transport_.arm_readable();
}

void Http2Connection::finish() {
  if (std::exchange(phase_, Phase::finished) == Phase::finished) return;
  transport_.close();
  if (timer_at_ != TimePoint::max()) cancel_timer(timer_);
  for (const auto& [process, stream] : processes_) exit(process, ExitReason::shutdown);
  stop();
}

void Http2Connection::set_timer(TimePoint at) {
  if (timer_at_ <= at) return;
  if (timer_at_ != TimePoint::max()) cancel_timer(timer_);
  timer_at_ = at;
  timer_ = send_after(self(), std::max(at - now(), Duration::zero()), Deadline{});
}

void Http2Connection::set_deadline(Http2Stream& stream, std::chrono::milliseconds after) {
  stream.deadline = now() + after;
  set_timer(stream.deadline);
}

void Http2Connection::handle_info(const Deadline&) {
  timer_at_ = TimePoint::max();
  if (phase_ == Phase::finished) return;
  const TimePoint at = now();
  if (write_deadline_ <= at) {
    log("the client took too long to read");
    return finish();
  }
  if (idle_deadline_ <= at) {
    if (phase_ == Phase::lingering || calmed_) return finish();
    calmed_ = true;
    idle_deadline_ = TimePoint::max();
    nghttp2_session_terminate_session(session_.get(), NGHTTP2_NO_ERROR);
  }
  std::vector<Http2Stream*> late;
  TimePoint next = std::min(write_deadline_, idle_deadline_);
  for (const auto& [id, stream] : streams_) {
    if (stream->deadline <= at) {
      late.push_back(stream.get());
    } else {
      next = std::min(next, stream->deadline);
    }
  }
  for (Http2Stream* stream : late) deadline_passed(*stream);
  if (next != TimePoint::max()) set_timer(next);
  settle();
}

void Http2Connection::deadline_passed(Http2Stream& stream) {
  stream.deadline = TimePoint::max();
  if (stream.whole && stream.deferred) {
    stream.impatient = true;
    resume(stream);
  } else if (stream.reader.pid()) {
    fail_body(stream, {408, "the body took too long to arrive"});
  } else if (stream.answered) {
    log("the client took too long to read a response");
    reset(stream, NGHTTP2_CANCEL);
  } else if (stream.has_headers) {
    fail_body(stream, {408, "the body took too long to arrive"});
  } else {
    calm("the header fields took too long to arrive");
  }
}

void Http2Connection::log(const std::string& what) const {
  log_warning("http: " + peer_.ip + ":" + std::to_string(peer_.port) + ": " + what);
}

}  // namespace anqa::http::detail
