#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/descriptor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cstdint>
#include <memory>
#include <mutex>

#include "anqa/runtime/detail/waiter.hpp"
#include "anqa/runtime/net/socket_event.hpp"

namespace anqa::detail {

/// A non-blocking descriptor that a scheduler thread watches. Used by its owning process only; the watching
/// thread touches nothing but the armed flags.
class SocketState : public std::enable_shared_from_this<SocketState> {
 public:
  /// Takes over `fd`. Watched by whichever scheduler thread is next in turn.
  static std::shared_ptr<SocketState> adopt(int fd);
  SocketState(boost::asio::io_context& io, int fd);

  int fd() { return descriptor_.native_handle(); }
  std::uint64_t id() const { return id_; }
  bool is_open() const { return descriptor_.is_open(); }
  /// A SocketEvent to the calling process.
  void arm(SocketEvent::Kind kind);
  /// Completes `promise` when ready.
  void arm(SocketEvent::Kind kind, Promise<Nothing> promise);
  void close();

 private:
  /// What one direction is armed for. One operation of Asio's serves all who come while it is under way.
  struct Direction {
    std::mutex mutex;
    bool watched = false;
    Pid owner;                 // of a SocketEvent; empty: nobody armed it
    Promise<Nothing> promise;  // the newest wait; an older one has been given up
  };
  Direction& direction(SocketEvent::Kind kind) {
    return kind == SocketEvent::Kind::readable ? reading_ : writing_;
  }
  void watch(SocketEvent::Kind kind);
  void ready(SocketEvent::Kind kind);

  boost::asio::posix::stream_descriptor descriptor_;
  std::uint64_t id_;
  Direction reading_;
  Direction writing_;
};

}  // namespace anqa::detail
