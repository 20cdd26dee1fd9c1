#pragma once

#include <atomic>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "anqa/base/clock.hpp"
#include "anqa/http/handler.hpp"
#include "anqa/http/internal/connection_settings.hpp"
#include "anqa/http/internal/out_queue.hpp"
#include "anqa/http/internal/request_parser.hpp"
#include "anqa/http/internal/response_writer.hpp"
#include "anqa/http/internal/transport.hpp"
#include "anqa/http/internal/websocket_session.hpp"
#include "anqa/http/limits.hpp"
#include "anqa/otp/gen_server.hpp"

namespace anqa::http::detail {

/// One connection: the process that reads its requests, calls the handler, writes the responses in order, and
/// becomes the home of a WebSocketHandler when one of them upgrades. While a handler waits nothing is read,
/// which is what holds back a client that sends faster than it is answered.
class Connection final : public GenServer {
 public:
  using Infos = Messages<WebSocketPush, Deadline, Proceed, Drain>;

  Connection(std::shared_ptr<ConnectionSettings> settings, TcpStream stream);

  void init();
  Task<void> handle_info(const SocketEvent& event);
  Task<void> handle_info(const Proceed&);
  void handle_info(const WebSocketPush& push);
  void handle_info(const Deadline&);
  Task<void> handle_info(const Drain& drain);
  void handle_info(const Down& down);
  void handle_info(const AnyMessage& message);

 private:
  enum class Phase : std::uint8_t {
    reading,    // a request, or the pause before one
    handling,   // a handler waits
    lingering,  // the last response is written: what still comes is thrown away
    websocket,
    finished,  // stop() was called
  };

  // Reading and answering: connection.cpp. A Task that these give is what has to be awaited before the next
  // request is looked at; an empty one means that all was done at once.
  Task<void> work(Task<void> waiting);
  Task<void> go_on(Task<void> waiting);
  Task<void> proceed(std::string_view bytes);
  Task<void> proceed_with_unread();
  Task<void> answer();
  Task<void> await_answer(Task<Response> task);
  Answer ask_handler(Request& request);
  Task<void> respond(Response&& response);  // takes it before it gives a task
  Task<void> send_file(FileBody file);
  void read_past(std::string_view& bytes);
  std::optional<Response> upgrade(Upgrade& chosen, const Headers& extra);
  void refuse(int status, const std::string& why);
  Response crashed();
  void end_request();
  void next_request();
  void receive_frames(std::string_view bytes);

  // Bodies that are streamed: connection_body.cpp.
  class Body;
  bool streams_body() const;
  Task<void> send_stream(StreamBody body);
  Task<bool> write_piece(std::string bytes);
  Task<bool> write_out();
  Task<result<std::string, BodyError>> read_piece();
  bool may_leave_unread() const;
  bool ask_for_body();

  // The socket, the clock and the end: connection_io.cpp.
  Task<void> readable();
  bool is_http2(std::string_view bytes) const;
  void become_http2(std::string_view bytes);
  Task<void> writable();
  void settle();
  bool flush();
  void written();
  void linger();
  void finish();
  void set_deadline(std::chrono::milliseconds after);
  void clear_deadline() { deadline_ = TimePoint::max(); }
  void deadline_passed();
  void discard_input();
  void log(const std::string& what) const;

  std::shared_ptr<ConnectionSettings> settings_;
  Transport stream_;
  Phase phase_ = Phase::reading;
  bool proceeding_ = false;         // a Proceed will come
  bool close_after_write_ = false;  // what is in out_ is the last
  bool peer_may_send_ = false;      // and the peer may still be sending: linger
  bool blocked_ = false;            // the client has not taken all that was to be written
  bool closing_ = false;            // the WebSocket waits for the peer's close frame
  bool continued_ = false;          // "100 Continue" was sent
  bool reading_past_ = false;       // what the handler left unread of the request's body
  bool chunked_ = false;            // the response that is being streamed
  std::size_t answered_ = 0;        // requests
  PeerAddress peer_;
  std::shared_ptr<const TlsInfo> tls_info_;  // null in the clear, and until the handshake is done
  std::unique_ptr<RequestParser> parser_;
  Exchange exchange_;                 // of the request that is being answered, or was last
  std::string target_;                // the same
  std::unique_ptr<Request> opening_;  // the same, when it asks for an upgrade
  std::string unread_;                // what has come behind it
  std::size_t body_left_ = 0;         // bytes of its body that were read past
  std::size_t body_pace_ = 0;         // how many times paced_bytes have come of it
  Duration body_waited_{};            // for the next ones
  std::shared_ptr<Body> body_;        // what the request's reader and the response's writer hold
  OutQueue out_;
  std::unique_ptr<WebSocketSession> websocket_;
  TimePoint deadline_ = TimePoint::max();
  TimePoint timer_at_ = TimePoint::max();  // when the running timer fires; max: none runs
  TimerRef timer_;
};

}  // namespace anqa::http::detail
