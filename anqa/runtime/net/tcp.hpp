#pragma once

#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "anqa/base/result.hpp"
#include "anqa/runtime/detail/waiter.hpp"
#include "anqa/runtime/net/socket_event.hpp"
#include "anqa/runtime/task.hpp"

namespace anqa {

/// An IP address and port, or the path of a Unix socket.
struct SocketAddress {
  std::string address;  ///< "127.0.0.1", "::1", or "unix:/run/shop.sock", which needs no port
  std::uint16_t port = 0;
};

namespace detail {

class SocketState;

/// Waits for readiness; false when the limit passed first.
class ReadinessAwaiter : public ValueWaiter<Nothing> {
 public:
  ReadinessAwaiter(std::shared_ptr<SocketState> socket, SocketEvent::Kind kind,
                   std::optional<Duration> limit);
  ~ReadinessAwaiter() override;
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> handle);
  bool await_resume() const { return value_.has_value(); }

 private:
  std::shared_ptr<SocketState> socket_;
  SocketEvent::Kind kind_;
  std::optional<Duration> limit_;
};

}  // namespace detail

/// What one read or write that does not wait came to.
struct IoResult {
  enum class Status : std::uint8_t {
    done,         ///< `bytes` were moved
    would_block,  ///< nothing now: arm it, or await readable()/writable()
    closed,       ///< the other side has closed (read) or is gone (write)
    failed,       ///< `error` says why
  };
  Status status = Status::done;
  std::size_t bytes = 0;
  int error = 0;  ///< errno when failed
};

/// A connection over TCP or a Unix socket, owned and used by one process at a time. Reading and writing never
/// wait: they move what can be moved now. Waiting is told apart from moving, so that nothing of the process
/// is in the kernel's hands while it waits, and it can be killed at any time: either `arm_*()`, which brings
/// one SocketEvent message, or `co_await readable()`. Closed when destroyed.
class TcpStream {
 public:
  TcpStream() = default;
  TcpStream(TcpStream&&) noexcept;
  TcpStream& operator=(TcpStream&&) noexcept;
  ~TcpStream();

  /// Connects to a numeric address or a Unix socket; fails after `limit`.
  static Task<result<TcpStream>> connect(SocketAddress to, Duration limit = std::chrono::seconds(5));

  /// Takes over a connected stream socket, one end of a socketpair for example, and makes it one that does
  /// not block.
  static TcpStream adopt(int fd);

  explicit operator bool() const { return state_ != nullptr; }
  std::uint64_t id() const;

  IoResult read(char* buffer, std::size_t size);
  IoResult write(std::string_view bytes);
  /// Sends `size` bytes of an open file from `offset` without copying them through this process (sendfile).
  IoResult write_file(int file, std::int64_t offset, std::size_t size);

  /// One SocketEvent to the calling process when there is something to read; arming twice is arming once.
  void arm_readable();
  void arm_writable();
  detail::ReadinessAwaiter readable(std::optional<Duration> limit = {});
  detail::ReadinessAwaiter writable(std::optional<Duration> limit = {});

  /// Reads at least one byte; closed and failed as in read(), `would_block` when `limit` passed.
  Task<IoResult> read_some(char* buffer, std::size_t size, std::optional<Duration> limit = {});
  /// Writes all of it; `bytes` tells how much went out when it did not end `done`. The bytes must stay until
  /// it is done.
  Task<IoResult> write_all(std::string_view bytes, std::optional<Duration> limit = {});

  /// No more writes: the other side reads an end of file.
  void shutdown_write();
  void close();
  /// Closes so that the other side sees a reset, and nothing lingers.
  void abort();

  /// The descriptor, which stays this stream's.
  int descriptor() const;
  SocketAddress peer() const;
  SocketAddress local() const;

 private:
  friend class TcpListener;
  explicit TcpStream(std::shared_ptr<detail::SocketState> state);
  std::shared_ptr<detail::SocketState> state_;
};

/// A listening socket, owned by one process.
class TcpListener {
 public:
  struct Options {
    std::string address = "127.0.0.1";  ///< numeric, "0.0.0.0" or "::" for all; or "unix:" and a path
    std::uint16_t port = 0;             ///< 0: any that is free, see local()
    int backlog = 1024;
  };
  /// Fails with what the system said and the address, such as "cannot listen on 127.0.0.1:80: Permission
  /// denied".
  /// A Unix socket takes the place of one at the same path, whether somebody listens there still or not:
  /// nobody who connects meets a moment without it. Its file stays when the listener is closed.
  static result<TcpListener> listen(Options options);
  /// Takes over a socket that listens, such as one that another process has passed on.
  static TcpListener adopt(int fd);

  TcpListener() = default;
  TcpListener(TcpListener&&) noexcept;
  TcpListener& operator=(TcpListener&&) noexcept;
  ~TcpListener();

  explicit operator bool() const { return state_ != nullptr; }
  std::uint64_t id() const;
  /// The descriptor, which stays this listener's.
  int descriptor() const;
  SocketAddress local() const;

  struct Accepted {
    TcpStream stream;  ///< empty unless `status` is done
    IoResult::Status status = IoResult::Status::done;
    int error = 0;  ///< errno when failed: EMFILE and ENFILE when descriptors have run out
  };
  /// Takes a connection that is waiting, if there is one.
  Accepted accept();
  /// One SocketEvent to the calling process when a connection waits.
  void arm();
  detail::ReadinessAwaiter readable(std::optional<Duration> limit = {});
  void close();

 private:
  std::shared_ptr<detail::SocketState> state_;
  std::string
      path_;  // "unix:…" where that is what it listens on: the kernel knows the name before the renaming
};

}  // namespace anqa
