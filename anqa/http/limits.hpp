#pragma once

#include <chrono>
#include <cstddef>

namespace anqa::http {

/// How much a client may send. Each has an answer of its own, named in the comment.
struct Limits {
  /// Bytes of the request target. 414.
  std::size_t target_bytes = 8 * 1024;
  /// Number of header fields. 431.
  std::size_t header_count = 100;
  /// Bytes of the header section: names, values, their colons and line ends. 431.
  std::size_t header_bytes = 32 * 1024;
  /// Bytes of a body, its chunk framing not counted. 413.
  std::size_t body_bytes = 8 * 1024 * 1024;
  /// Bytes of chunk sizes, chunk extensions and trailers (they are thrown away) beyond one for each byte of
  /// the body. 400.
  std::size_t chunk_overhead_bytes = 64 * 1024;
  /// Bytes that a handler may leave unread of a streamed body: they are awaited and thrown away before the
  /// next request. Where more is left, the connection closes behind the response.
  std::size_t unread_body_bytes = 256 * 1024;
  /// Pipelined requests of one connection that are answered in a row before other processes get their turn.
  /// What the client sends beyond it stays in the kernel, as nothing is read while a request is handled.
  std::size_t pipelined_requests = 32;
  /// Requests on one connection, after which it is closed; 0 for no limit.
  std::size_t requests_per_connection = 0;
  /// Bytes of one WebSocket message, its fragments together. Close code 1009.
  std::size_t websocket_message_bytes = 1024 * 1024;
  /// Bytes that may wait to be written to one WebSocket; a reader slower than that is closed with 1008.
  std::size_t websocket_queue_bytes = 16 * 1024 * 1024;
  /// Streams of one HTTP/2 connection that are open at the same time; what the client is told. Others are
  /// refused.
  std::size_t http2_streams = 100;
  /// Frames of an HTTP/2 client within 10 s that make work and ask for nothing: streams that it gives up,
  /// PING, SETTINGS, PRIORITY, empty DATA, updates of a window by a few bytes, frames that break the
  /// protocol. GOAWAY with ENHANCE_YOUR_CALM.
  std::size_t http2_overhead_frames = 500;
  /// Open connections; more wait in the kernel's backlog until one closes.
  std::size_t connections = 16 * 1024;
};

/// How long a client may take, and how long the server waits at its end. None of them may be zero.
struct Timeouts {
  /// From the first byte of a request to the end of its header fields. 408.
  std::chrono::milliseconds header{15'000};
  /// From the end of the header fields to the end of the body. 408. A streamed body may take so long for each
  /// 64 KiB, and only the time for which a handler waits for the client counts.
  std::chrono::milliseconds body{60'000};
  /// Between two requests, and from the accept to the first byte. Closed without an answer.
  std::chrono::milliseconds idle{60'000};
  /// Without a byte that the client took while there is something to send. Closed.
  std::chrono::milliseconds write{30'000};
  /// Without any frame from the client of a WebSocket (Phoenix's clients send a heartbeat every 30 s). Close
  /// code 1000.
  std::chrono::milliseconds websocket_idle{60'000};
  /// From this side's close frame to the client's. Closed.
  std::chrono::milliseconds websocket_close{5'000};
  /// After an answer to a request that was not read to its end: how long what still comes is thrown away, so
  /// that the client gets to read the answer. When the server stops: how long a connection that has not asked
  /// for anything yet may take to do so.
  std::chrono::milliseconds linger{2'000};
  /// When the server stops: how long open requests may take to end. Less than the 5 s after which a
  /// supervisor kills its child, unless the child's shutdown() is set too.
  std::chrono::milliseconds drain{4'000};
};

/// How WebSockets are sent away when the server stops: not all at once, as their clients connect again at
/// once, to whoever serves next. Timeouts::drain bounds it: with more batches than fit, it wants to be
/// longer, and the shutdown() of the server's child with it.
struct Drainer {
  /// Connections of a batch; at least 1.
  std::size_t batch_size = 10'000;
  /// From one batch to the next.
  std::chrono::milliseconds batch_interval{2'000};
};

}  // namespace anqa::http
