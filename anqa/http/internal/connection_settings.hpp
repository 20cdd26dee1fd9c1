#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <limits>
#include <memory>
#include <utility>

#include "anqa/http/handler.hpp"
#include "anqa/http/internal/tls_context.hpp"
#include "anqa/http/limits.hpp"
#include "anqa/runtime/pid.hpp"

namespace anqa::http::detail {

/// What the connections of one server share.
struct ConnectionSettings {
  ConnectionSettings(Handler request_handler, const Limits& given_limits, const Timeouts& given_timeouts)
      : handler(std::move(request_handler)), limits(given_limits), timeouts(given_timeouts) {}
  Handler handler;
  Limits limits;
  Timeouts timeouts;
  std::size_t stream_bodies_over = std::numeric_limits<std::size_t>::max();
  /// Null: in the clear.
  std::shared_ptr<const TlsContext> tls;
  /// The server.
  Pid server;
  /// Whether HTTP/2 is spoken with whoever wants it.
  bool http2 = true;
  /// Set when the server stops, before it says so to each connection: what is answered from then on ends its
  /// connection.
  std::atomic<bool> stopping{false};
};

/// The server stops: finish what is open, begin nothing new.
struct Drain {
  /// A WebSocket's clients leave later; see Drainer.
  std::chrono::milliseconds sockets_after{0};
};
/// The deadline timer has fired.
struct Deadline {};
/// Other processes have had their turn: go on with what has been read.
struct Proceed {};

/// To the server: another process has taken this connection over.
struct Replaced {
  Pid old;
  Pid now;
};

}  // namespace anqa::http::detail
