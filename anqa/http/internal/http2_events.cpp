#include <algorithm>
#include <utility>

#include "anqa/http/internal/http2_connection.hpp"

namespace anqa::http::detail {
namespace {

/// An update of a window by less than this only makes small frames.
constexpr std::int32_t small_update = 64;
/// How many bodies of the greatest size may be collected at the same time.
constexpr std::size_t bodies_at_once = 4;
/// A process that makes a body faster than it is sent waits while this much is queued.
constexpr std::size_t most_queued = 64 * 1024;

}  // namespace

void Http2Connection::begin_stream(std::int32_t id) {
  if (calmed_) return;
  Http2Stream& stream = *(streams_[id] = std::make_unique<Http2Stream>(id));
  set_deadline(stream, settings_->timeouts.header);
  ++requests_;
  const std::size_t most = settings_->limits.requests_per_connection;
  if (most != 0 && requests_ >= most) begin_drain();
}

void Http2Connection::headers_came(Http2Stream& stream) {
  stream.finish_headers(settings_->limits);
  stream.has_headers = true;
  stream.patience = settings_->timeouts.body;
  stream.deadline = TimePoint::max();
  // Those whose streams are gone still use the machine, until they have ended.
  if (processes_.size() >= 2 * settings_->limits.http2_streams) return reset(stream, NGHTTP2_REFUSED_STREAM);
  if (stream.is_refused()) return refuse(stream);
  if (stream.ended) return call(stream);
  if (stream.expects_continue) {
    const std::string name = ":status";
    const std::string value = "100";
    const nghttp2_nv status{const_cast<std::uint8_t*>(reinterpret_cast<const std::uint8_t*>(name.data())),
                            const_cast<std::uint8_t*>(reinterpret_cast<const std::uint8_t*>(value.data())),
                            name.size(), value.size(), NGHTTP2_NV_FLAG_NONE};
    nghttp2_submit_headers(session_.get(), NGHTTP2_FLAG_NONE, stream.id, nullptr, &status, 1, nullptr);
  }
  if (stream.known_length > settings_->stream_bodies_over) return call(stream);
  set_deadline(stream, settings_->timeouts.body);
}

void Http2Connection::data_came(Http2Stream& stream, std::string_view bytes) {
  stream.body_size += bytes.size();
  if (stream.discard || calmed_) return consume(stream, bytes.size());
  if (stream.body_size > settings_->limits.body_bytes) {
    consume(stream, bytes.size());
    return fail_body(stream, {413, "the request body is too large; the limit is " +
                                       std::to_string(settings_->limits.body_bytes) + " bytes"});
  }
  held_ += bytes.size();
  if (stream.called) {
    stream.unread += bytes;
    return give_unread(stream);
  }
  stream.request.body += bytes;
  consume(stream, bytes.size());
  if (stream.body_size > settings_->stream_bodies_over) return call(stream);
  if (held_ > bodies_at_once * settings_->limits.body_bytes) {
    log("a stream was refused, as too many large bodies come at once");
    reset(stream, NGHTTP2_ENHANCE_YOUR_CALM);
  }
}

void Http2Connection::body_ended(Http2Stream& stream) {
  stream.ended = true;
  if (stream.discard) return resume(stream);
  if (stream.called) {
    give_unread(stream);
  } else {
    call(stream);
  }
}

void Http2Connection::frame_came(const nghttp2_frame& frame) {
  if (calmed_) return;
  Http2Stream* const stream = find(frame.hd.stream_id);
  const bool ends = (frame.hd.flags & NGHTTP2_FLAG_END_STREAM) != 0;
  switch (frame.hd.type) {
    case NGHTTP2_HEADERS:
      if (!stream) return;
      if (frame.headers.cat == NGHTTP2_HCAT_REQUEST) {
        stream->ended = ends;
        headers_came(*stream);
      } else if (ends) {
        body_ended(*stream);
      }
      return;
    case NGHTTP2_DATA:
      if (ends && stream) return body_ended(*stream);
      if (!ends && frame.hd.length <= frame.data.padlen) strain();
      return;
    case NGHTTP2_SETTINGS:
      if ((frame.hd.flags & NGHTTP2_FLAG_ACK) == 0) strain();
      return;
    case NGHTTP2_PING:
      if ((frame.hd.flags & NGHTTP2_FLAG_ACK) == 0) return strain();
      // The client has seen that the end is near: what it sent before that has come.
      if (draining_) {
        nghttp2_submit_goaway(session_.get(), NGHTTP2_FLAG_NONE,
                              nghttp2_session_get_last_proc_stream_id(session_.get()), NGHTTP2_NO_ERROR,
                              nullptr, 0);
      }
      return;
    case NGHTTP2_PRIORITY:
      return strain();
    case NGHTTP2_WINDOW_UPDATE:
      if (frame.window_update.window_size_increment < small_update) strain();
      return;
    default:
      return;
  }
}

void Http2Connection::invalid_frame_came(const nghttp2_frame& frame, int error) {
  if (calmed_) return;
  // A client may open too many streams before it has read how many are allowed.
  if (error != NGHTTP2_ERR_REFUSED_STREAM && !std::exchange(complained_, true)) {
    log("the client broke the protocol of HTTP/2 in stream " + std::to_string(frame.hd.stream_id) + ": " +
        nghttp2_strerror(error));
  }
  strain();
}

void Http2Connection::frame_sent(const nghttp2_frame& frame) {
  if (frame.hd.type == NGHTTP2_GOAWAY && draining_ && !pinged_) {
    // Behind the notice, and not with it: nghttp2 lets a PING overtake.
    pinged_ = true;
    nghttp2_submit_ping(session_.get(), NGHTTP2_FLAG_NONE, nullptr);
  }
  const bool ends = (frame.hd.flags & NGHTTP2_FLAG_END_STREAM) != 0;
  if (!ends || (frame.hd.type != NGHTTP2_HEADERS && frame.hd.type != NGHTTP2_DATA)) return;
  Http2Stream* const stream = find(frame.hd.stream_id);
  // The response is whole and the request is not.
  if (stream && !stream->ended) reset(*stream, NGHTTP2_NO_ERROR);
}

/// The stream is over, whoever ended it.
void Http2Connection::closed(Http2Stream& stream) {
  const bool done = stream.whole && stream.out.empty();
  held_ -= stream.called ? stream.unread.size() : stream.request.body.size();
  if (!stream.unread.empty()) nghttp2_session_consume_connection(session_.get(), stream.unread.size());
  if (const auto process = processes_.find(stream.process); process != processes_.end()) {
    process->second = 0;
    if (!stream.whole) exit(stream.process, ExitReason::shutdown);
  }
  if (stream.writer.pid()) stream.writer.reply(false);
  streams_.erase(stream.id);
  if (!done) strain();
}

ssize_t Http2Connection::take_body(Http2Stream& stream, char* buffer, std::size_t size,
                                   std::uint32_t& flags) {
  const std::size_t taken = stream.take(buffer, size);
  if (stream.writer.pid() && stream.out.size() <= most_queued)
    std::exchange(stream.writer, From<bool>()).reply(true);
  if (!stream.out.empty() || taken > 0) set_deadline(stream, settings_->timeouts.write);
  if (stream.out.empty()) {
    // Clients whose request is not whole when its answer is take that for a failure (curl) or wait for ever:
    // so the end of the answer waits for that of the request, but not for long.
    if (stream.whole && (stream.ended || stream.impatient)) {
      flags |= NGHTTP2_DATA_FLAG_EOF;
    } else if (taken == 0) {
      stream.deferred = true;
      stream.deadline = TimePoint::max();
      if (stream.whole) set_deadline(stream, settings_->timeouts.linger);
      return NGHTTP2_ERR_DEFERRED;
    }
  }
  return static_cast<ssize_t>(taken);
}

}  // namespace anqa::http::detail
