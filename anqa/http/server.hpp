#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>

#include "anqa/http/handler.hpp"
#include "anqa/http/limits.hpp"
#include "anqa/http/tls.hpp"
#include "anqa/otp/gen_server.hpp"
#include "anqa/runtime/net/socket_event.hpp"

namespace anqa::http {

/// An HTTP/1.1, HTTP/2 and WebSocket server: a child for a supervision tree, `child<http::Server>({.port =
/// 4000, .handler = hello})`. Each connection is a process linked to it, so that none outlives it and none
/// can harm another.
///
/// A malformed, oversized or slow request gets the answer that HTTP prescribes and one line in the log; a
/// handler that throws becomes a 500 and one line. Where descriptors or memory run out, accepting pauses and
/// goes on when there is room. When the server is asked to stop it accepts no more, lets open requests end
/// (Timeouts::drain), closes idle connections and sends WebSockets away with 1012, in batches (Drainer).
class Server : public GenServer {
 public:
  struct Options {
    /// The address to listen on: "0.0.0.0" or "::" for all, or a Unix socket: "unix:/run/shop.sock".
    std::string ip = "127.0.0.1";
    /// 0: any free port; ask for it with Port.
    std::uint16_t port = 0;
    Handler handler;
    /// A path in a folder that only this application's user may write to. When the server starts and another
    /// waits at this path, it takes that one's listening socket over, so that a deploy refuses no connection:
    /// both accept until this one serves; then the other drains, and its process is told to end by SIGTERM,
    /// or by `handed_over` if that is given. Afterwards this one waits there for its successor.
    std::string handover = {};
    void (*handed_over)() = nullptr;
    /// Serves HTTPS when it is given. A file that cannot be used keeps the server from starting, with an
    /// error that names it.
    std::optional<Tls> tls = {};
    /// Whether HTTP/2 is spoken with clients that ask for it: by ALPN over TLS, with prior knowledge in the
    /// clear.
    bool http2 = true;
    /// Bytes of a request's body beyond which the handler is called before all of it has come: Request::body
    /// is then its beginning, and Request::more the rest. Below it, and without it, a handler gets whole
    /// bodies.
    std::size_t stream_bodies_over = std::numeric_limits<std::size_t>::max();
    Limits limits = {};
    Timeouts timeouts = {};
    Drainer drainer = {};
  };

  /// A call: the port that it listens on.
  struct Port {
    using Reply = std::uint16_t;
  };
  /// A call: how many connections are open.
  struct ConnectionCount {
    using Reply = std::size_t;
  };

  /// Listens from here on; throws std::runtime_error where that cannot be.
  explicit Server(Options options);
  ~Server() override;

  std::uint16_t handle_call(const Port&);
  std::size_t handle_call(const ConnectionCount&);
  void handle_info(const Exit& exit);
  void handle_info(const SocketEvent& event);
  void handle_info(const AnyMessage& message);
  Task<void> terminate(ExitReason reason);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace anqa::http
