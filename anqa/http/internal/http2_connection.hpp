#pragma once

#include <nghttp2/nghttp2.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "anqa/base/clock.hpp"
#include "anqa/http/internal/connection_settings.hpp"
#include "anqa/http/internal/http2_messages.hpp"
#include "anqa/http/internal/http2_stream.hpp"
#include "anqa/http/internal/transport.hpp"
#include "anqa/otp/gen_server.hpp"

namespace anqa::http::detail {

/// What a Connection hands over when its client speaks HTTP/2.
struct Http2Takeover {
  Pid from;
  Transport transport;
  PeerAddress peer;
  std::shared_ptr<const TlsInfo> tls;
  std::string bytes;  // read already
};

/// One HTTP/2 connection: the process that owns the socket and nghttp2's session. Each request is handled by
/// a process of its own, linked to this one (http2_handler.hpp); a request whose client gives it up, and all
/// of them when the connection ends, are asked to end (`shutdown`).
///
/// nghttp2 does the frames, HPACK, the states of streams and flow control; this adds what a server must
/// decide: limits, timeouts, and which clients make work for its own sake.
class Http2Connection final : public GenServer {
 public:
  using Infos = Messages<Deadline, Proceed, Drain>;

  Http2Connection(std::shared_ptr<ConnectionSettings> settings, Http2Takeover taken);
  ~Http2Connection() override;

  void init();
  void handle_info(const SocketEvent& event);
  void handle_info(const Proceed&);
  void handle_info(const Deadline&);
  void handle_info(const Drain&);
  void handle_info(const Exit& exit);
  void handle_info(Http2Head head);
  void handle_info(const Http2End& end);
  void handle_info(const Http2Reset& reset);
  void handle_call(Http2Piece piece, From<bool> from);
  void handle_call(Http2Read read, From<Http2Read::Reply> from);

 private:
  friend struct Http2Callbacks;
  enum class Phase : std::uint8_t { open, lingering, finished };

  // What nghttp2 found: http2_events.cpp.
  void begin_stream(std::int32_t id);
  void headers_came(Http2Stream& stream);
  void data_came(Http2Stream& stream, std::string_view bytes);
  void body_ended(Http2Stream& stream);
  void closed(Http2Stream& stream);
  void frame_came(const nghttp2_frame& frame);
  void invalid_frame_came(const nghttp2_frame& frame, int error);
  void frame_sent(const nghttp2_frame& frame);
  ssize_t take_body(Http2Stream& stream, char* buffer, std::size_t size, std::uint32_t& flags);

  // Requests and responses: http2_exchange.cpp.
  void call(Http2Stream& stream);
  void refuse(Http2Stream& stream);
  void submit(Http2Stream& stream, Http2Head head);
  void give_unread(Http2Stream& stream);
  void consume(Http2Stream& stream, std::size_t size);
  void resume(Http2Stream& stream);
  void completed(Http2Stream& stream);
  void reset(Http2Stream& stream, std::uint32_t code);
  void fail_body(Http2Stream& stream, BodyError error);

  // The socket, the clock and the end: http2_connection.cpp.
  Http2Stream* find(std::int32_t id);
  void readable();
  void receive(std::string_view bytes);
  void settle();
  void settle_soon();
  bool flush();
  bool fill();
  void begin_drain();
  void strain();
  void calm(const std::string& why);
  void linger();
  void finish();
  void set_timer(TimePoint at);
  void set_deadline(Http2Stream& stream, std::chrono::milliseconds after);
  void deadline_passed(Http2Stream& stream);
  void log(const std::string& what) const;

  struct SessionDeleter {
    void operator()(nghttp2_session* session) const { nghttp2_session_del(session); }
  };

  std::shared_ptr<ConnectionSettings> settings_;
  Transport transport_;
  PeerAddress peer_;
  std::shared_ptr<const TlsInfo> tls_;
  Pid replaced_;
  std::string first_;  // bytes that came before this process
  std::unique_ptr<nghttp2_session, SessionDeleter> session_;
  Phase phase_ = Phase::open;
  std::unordered_map<std::int32_t, std::unique_ptr<Http2Stream>> streams_;
  std::unordered_map<Pid, std::int32_t> processes_;  // also of streams that are gone; then it is 0
  std::string out_;                                  // bytes on their way to the socket
  std::size_t written_ = 0;                          // of them
  std::size_t held_ = 0;                             // bytes of request bodies in memory
  std::size_t requests_ = 0;
  bool draining_ = false;
  bool pinged_ = false;      // to hear when the client has read that
  bool complained_ = false;  // the log knows that the client breaks the protocol
  bool calmed_ = false;      // the client has done too much, or has broken the protocol
  bool proceeding_ = false;
  TimePoint write_deadline_ = TimePoint::max();
  TimePoint idle_deadline_ = TimePoint::max();  // while there is no stream
  std::size_t strain_ = 0;                      // frames that only make work, since…
  TimePoint strain_since_{};
  TimePoint timer_at_ = TimePoint::max();
  TimerRef timer_;
};

}  // namespace anqa::http::detail
