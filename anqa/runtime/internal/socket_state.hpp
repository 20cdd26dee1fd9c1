#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>

#include "anqa/runtime/detail/waiter.hpp"
#include "anqa/runtime/internal/reactor.hpp"
#include "anqa/runtime/net/socket_event.hpp"

namespace anqa::detail {

/// A non-blocking descriptor that a scheduler thread watches. Used by its owning process only; the watching
/// thread touches nothing but what directions are armed for.
///
/// epoll tells of changes, not of states: a direction becomes ready when it tells, or when a read or write
/// that was not cut short says that there may be more; whoever arms it takes that readiness away.
class SocketState : public std::enable_shared_from_this<SocketState> {
 public:
  /// Takes over `fd`. Watched by whichever scheduler thread is next in turn.
  static std::shared_ptr<SocketState> adopt(int fd);
  /// Takes over `fd`, also when it throws.
  SocketState(Reactor& reactor, int fd);
  ~SocketState();
  SocketState(const SocketState&) = delete;
  SocketState& operator=(const SocketState&) = delete;

  int fd() const { return fd_; }
  std::uint64_t id() const { return id_; }
  bool is_open() const { return fd_ >= 0; }
  /// A SocketEvent to the calling process.
  void arm(SocketEvent::Kind kind);
  /// Completes `promise` when ready.
  void arm(SocketEvent::Kind kind, Promise<Nothing> promise);
  /// The last operation in this direction was not cut short: it may be ready still, and epoll will not say
  /// so.
  void may_be_ready(SocketEvent::Kind kind) {
    direction(kind).state.fetch_or(is_ready, std::memory_order_relaxed);
  }
  void close();

  /// By the watching thread: what epoll has told.
  void happened(std::uint32_t events);

 private:
  static constexpr std::uint8_t is_ready = 1;
  static constexpr std::uint8_t is_armed = 2;
  static constexpr std::uint8_t is_ended = 4;  // closed or broken by the other side: ready for ever

  /// What one direction is armed for.
  struct Direction {
    std::atomic<std::uint8_t> state{0};
    std::mutex mutex;          // of what follows
    Pid owner;                 // of a SocketEvent; empty: nobody armed it
    Promise<Nothing> promise;  // the newest wait; an older one has been given up
  };
  Direction& direction(SocketEvent::Kind kind) {
    return kind == SocketEvent::Kind::readable ? reading_ : writing_;
  }
  void armed(SocketEvent::Kind kind);
  void became_ready(SocketEvent::Kind kind, std::uint8_t how);
  void fire(SocketEvent::Kind kind);

  Reactor& reactor_;
  int fd_;
  std::uint64_t id_;
  Direction reading_;
  Direction writing_;
};

}  // namespace anqa::detail
