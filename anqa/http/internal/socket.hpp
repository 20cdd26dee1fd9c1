#pragma once

#include <sys/uio.h>

#include <cstdint>
#include <memory>
#include <string>

#include "anqa/http/request.hpp"
#include "anqa/runtime/detail/waiter.hpp"

namespace anqa::http::detail {

/// What a socket sends to the process that owns it.
struct Readable {};
struct Writable {};
struct Acceptable {};

/// A connected TCP socket that tells the process that made it when it can be read or written, one message for
/// each time it is asked to: a process that waits for its peer has no buffer and no coroutine. Asio is
/// underneath, on the thread that made it.
class Socket {
 public:
  /// Takes over `fd`, connected and non-blocking.
  explicit Socket(int fd);
  ~Socket();
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  /// Asks for one Readable, at once when there is something to read already.
  void notify_readable();
  /// Asks for one Writable.
  void notify_writable();
  /// Reads what is there, up to `size` bytes. Gives their number, 0 when the peer has sent its last, or a
  /// negative errno; -EAGAIN when nothing is there.
  std::int64_t read(char* to, std::size_t size);
  /// Writes what fits now. Gives the number of bytes, or a negative errno; -EAGAIN when none fits.
  std::int64_t write(const iovec* entries, std::size_t count);
  /// Says to the peer that no byte will follow; receiving goes on.
  void shutdown_write();

  /// `co_await socket.writable(30s)`: true when there is room to write again, false when there was none for
  /// so long.
  class WritableAwaiter : public anqa::detail::ValueWaiter<anqa::detail::Nothing> {
   public:
    WritableAwaiter(Socket& socket, Duration limit) : socket_(socket), limit_(limit) {}
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> handle);
    bool await_resume() const { return value_.has_value(); }

   private:
    Socket& socket_;
    Duration limit_;
  };
  WritableAwaiter writable(Duration limit) { return {*this, limit}; }

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// A listening TCP socket; the same.
class Listener {
 public:
  /// Throws std::runtime_error that names the address and what is wrong. Port 0: any free one.
  Listener(const std::string& ip, std::uint16_t port, int backlog);
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  std::uint16_t port() const;
  /// Asks for one Acceptable.
  void notify_acceptable();

  struct Accepted {
    int fd = -1;  // owned by whoever gets it; non-blocking
    int error = 0;
    PeerAddress peer;
  };
  /// The next connection, or the errno; EAGAIN when none waits.
  Accepted accept();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace anqa::http::detail
