#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

#include "anqa/base/log.hpp"
#include "anqa/http/internal/date.hpp"
#include "anqa/http/internal/http2_callbacks.hpp"
#include "anqa/http/internal/http2_connection.hpp"
#include "anqa/http/internal/http2_handler.hpp"
#include "anqa/http/status.hpp"
#include "anqa/runtime/spawn.hpp"

namespace anqa::http::detail {
namespace {

/// Of a streamed body so much must come within Timeouts::body.
constexpr std::size_t paced_bytes = 64 * 1024;

/// What the server says itself, and what HTTP/2 has no use for (RFC 9113 §8.2.2).
bool is_left_out(std::string_view name) {
  for (const std::string_view own : {"date", "content-length", "connection", "keep-alive", "proxy-connection",
                                     "transfer-encoding", "upgrade"}) {
    if (equal_ignoring_case(name, own)) return true;
  }
  return false;
}

/// Header fields as nghttp2 takes them.
class Fields {
 public:
  explicit Fields(const Headers& headers) {
    std::size_t size = 0;
    for (const Header field : headers) size += field.name.size();
    names_.reserve(size);  // so that it never moves
    fields_.reserve(headers.size() + 3);
  }
  void add(std::string_view name, std::string_view value) {
    fields_.push_back({bytes_of(name), bytes_of(value), name.size(), value.size(), NGHTTP2_NV_FLAG_NONE});
  }
  void add_in_lower_case(std::string_view name, std::string_view value) {
    const std::size_t begin = names_.size();
    for (const char c : name) names_ += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    add(std::string_view(names_).substr(begin), value);
  }
  const std::vector<nghttp2_nv>& all() const { return fields_; }

 private:
  /// nghttp2 copies what it is given, and does not write to it.
  static std::uint8_t* bytes_of(std::string_view text) {
    return const_cast<std::uint8_t*>(reinterpret_cast<const std::uint8_t*>(text.data()));
  }
  std::string names_;
  std::vector<nghttp2_nv> fields_;
};

}  // namespace

/// The request has come, or as much of it as the handler wants to wait for.
void Http2Connection::call(Http2Stream& stream) {
  stream.called = true;
  stream.deadline = TimePoint::max();
  held_ -= stream.request.body.size();
  Request& request = stream.request;
  request.peer = peer_;
  request.scheme = tls_ ? "https" : "http";
  request.tls = tls_;
  request.major_version = 2;
  request.minor_version = 0;
  const anqa::Server<Http2Connection> here(self());
  if (!stream.ended) request.more = http2_body(here, stream.id);
  stream.process = spawn_link(&handle_http2_stream, here, stream.id,
                              std::shared_ptr<const ConnectionSettings>(settings_), std::move(request));
  processes_.emplace(stream.process, stream.id);
}

/// Answers a request that is never handled.
void Http2Connection::refuse(Http2Stream& stream) {
  log(std::to_string(stream.refusal.status) + ", " + stream.refusal.message);
  stream.discard = true;
  Response response = Response::text(stream.refusal.status, stream.refusal.message + "\n");
  Http2Head head{.stream = stream.id,
                 .status = response.status,
                 .headers = std::move(response.headers),
                 .body = {},
                 .length = response.text().size(),
                 .more = false};
  if (stream.request.method != Method::head) head.body = std::get<std::string>(std::move(response.body));
  submit(stream, std::move(head));
}

void Http2Connection::submit(Http2Stream& stream, Http2Head head) {
  if (stream.answered) return;
  stream.answered = true;
  if (!head.more) completed(stream);
  if (settings_->stopping.load(std::memory_order_relaxed)) begin_drain();
  if (auto* own = std::get_if<std::string>(&head.body)) {
    if (!own->empty()) stream.out.append(std::move(*own));
  } else {
    stream.out.append(std::get<SharedBody>(std::move(head.body)));
  }
  Fields fields(head.headers);
  char status[3];
  std::to_chars(status, status + 3, head.status);
  fields.add(":status", {status, 3});
  fields.add("date", current_date());
  for (const Header field : head.headers) {
    if (!is_left_out(field.name)) fields.add_in_lower_case(field.name, field.value);
  }
  char digits[20];
  if (head.length && !is_bodiless(head.status)) {
    const auto end = std::to_chars(digits, digits + sizeof digits, *head.length);
    fields.add("content-length", {digits, static_cast<std::size_t>(end.ptr - digits)});
  }
  const nghttp2_data_provider body = http2_body_provider();
  const bool has_body = head.more || !stream.out.empty() || !stream.ended;
  const int outcome = nghttp2_submit_response(session_.get(), stream.id, fields.all().data(),
                                              fields.all().size(), has_body ? &body : nullptr);
  if (outcome != 0) reset(stream, NGHTTP2_INTERNAL_ERROR);
  if (has_body) set_deadline(stream, settings_->timeouts.write);
}

void Http2Connection::handle_info(Http2Head head) {
  if (Http2Stream* stream = find(head.stream)) submit(*stream, std::move(head));
  settle_soon();
}

void Http2Connection::handle_call(Http2Piece piece, From<bool> from) {
  Http2Stream* const stream = find(piece.stream);
  if (!stream || stream->whole || phase_ != Phase::open) return from.reply(false);
  if (piece.bytes.empty()) return from.reply(true);
  stream->out.append(std::move(piece.bytes));
  stream->writer = std::move(from);
  resume(*stream);
  settle_soon();
}

void Http2Connection::handle_info(const Http2End& end) {
  Http2Stream* const stream = find(end.stream);
  if (!stream) return;
  completed(*stream);
  resume(*stream);
  settle_soon();
}

void Http2Connection::handle_info(const Http2Reset& given) {
  if (Http2Stream* stream = find(given.stream)) {
    // Nothing more is expected of its process.
    stream->answered = stream->whole = true;
    reset(*stream, given.code);
  }
  settle_soon();
}

/// All of the response is here: nobody reads what may still come of the request.
void Http2Connection::completed(Http2Stream& stream) {
  stream.whole = true;
  if (stream.ended) return;
  stream.discard = true;
  held_ -= stream.unread.size();
  consume(stream, std::exchange(stream.unread, {}).size());
}

void Http2Connection::resume(Http2Stream& stream) {
  if (!std::exchange(stream.deferred, false)) return;
  set_deadline(stream, settings_->timeouts.write);
  nghttp2_session_resume_data(session_.get(), stream.id);
}

/// What still comes for it before the client has read that is thrown away.
void Http2Connection::reset(Http2Stream& stream, std::uint32_t code) {
  stream.discard = true;
  nghttp2_submit_rst_stream(session_.get(), NGHTTP2_FLAG_NONE, stream.id, code);
}

void Http2Connection::consume(Http2Stream& stream, std::size_t size) {
  nghttp2_session_consume(session_.get(), stream.id, size);
}

void Http2Connection::handle_call(Http2Read read, From<Http2Read::Reply> from) {
  Http2Stream* const stream = find(read.stream);
  if (!stream) return from.reply(std::unexpected(BodyError{0, "the client is gone"}));
  if (stream->discard)
    return from.reply(std::unexpected(BodyError{stream->refusal.status, stream->refusal.message}));
  stream->reader = std::move(from);
  stream->deadline = std::chrono::steady_clock::now() + stream->patience;
  set_timer(stream->deadline);
  give_unread(*stream);
  settle_soon();
}

/// Hands what has come of the request's body to whoever waits for it.
void Http2Connection::give_unread(Http2Stream& stream) {
  if (!stream.reader.pid() || (stream.unread.empty() && !stream.ended)) return;
  const std::size_t size = stream.unread.size();
  held_ -= size;
  consume(stream, size);
  std::exchange(stream.reader, {}).reply(Http2Read::Reply(std::exchange(stream.unread, {})));
  // A client that sends little by little does not get the whole time again for each byte.
  stream.paced += size;
  if (stream.paced >= paced_bytes) {
    stream.paced = 0;
    stream.patience = settings_->timeouts.body;
  } else {
    stream.patience = stream.deadline - std::chrono::steady_clock::now();
  }
  stream.deadline = TimePoint::max();
}

/// The rest of a request's body does not come, or is not wanted.
void Http2Connection::fail_body(Http2Stream& stream, BodyError error) {
  stream.refuse(error.status, error.message);
  if (!stream.called) {
    held_ -= std::exchange(stream.request.body, {}).size();
    return refuse(stream);
  }
  stream.discard = true;
  stream.deadline = TimePoint::max();
  if (stream.reader.pid()) std::exchange(stream.reader, {}).reply(std::unexpected(std::move(error)));
}

}  // namespace anqa::http::detail
