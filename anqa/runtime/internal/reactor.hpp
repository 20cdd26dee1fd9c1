#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "anqa/base/clock.hpp"

namespace anqa::detail {

class SocketState;

/// The sockets of one scheduler thread: an epoll instance that each is added to once, edge-triggered, so that
/// waiting for one costs no system call (docs/decisions/0080).
class Reactor {
 public:
  Reactor();
  ~Reactor();
  Reactor(const Reactor&) = delete;
  Reactor& operator=(const Reactor&) = delete;

  /// Watches a descriptor for the rest of its life; throws std::system_error where that cannot be.
  void add(int fd, SocketState& socket);
  /// Watches it no more. The socket is kept until nothing that epoll has told can mean it.
  void remove(int fd, std::shared_ptr<SocketState> socket);

  /// Delivers what is ready; true if there was something. Another thread may do it for a thread that is
  /// stuck.
  bool poll();
  /// Waits until something is ready, wake() is called or the deadline has passed, and delivers it.
  void wait(std::optional<TimePoint> deadline);
  /// Ends a wait(), now or the next one; from any thread.
  void wake();

 private:
  bool serve(int milliseconds);

  int epoll_;
  int wake_;
  std::mutex serving_;
  std::mutex removed_lock_;
  std::vector<std::shared_ptr<SocketState>> removed_;
  std::atomic<bool> has_removed_{false};
};

}  // namespace anqa::detail
