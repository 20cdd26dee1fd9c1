#include "anqa/runtime/internal/reactor.hpp"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <climits>
#include <system_error>

#include "anqa/runtime/internal/socket_state.hpp"

namespace anqa::detail {
namespace {

/// Events taken from the kernel at once; what is more comes with the next look.
constexpr int most_events = 256;

[[noreturn]] void fail_with(int error, const char* what) {
  throw std::system_error(error, std::generic_category(), what);
}

}  // namespace

Reactor::Reactor() : epoll_(::epoll_create1(EPOLL_CLOEXEC)), wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  // Edge-triggered: each write to it is an event, and nobody has to read it.
  epoll_event event{.events = EPOLLIN | EPOLLET, .data = {.ptr = nullptr}};
  if (epoll_ >= 0 && wake_ >= 0 && ::epoll_ctl(epoll_, EPOLL_CTL_ADD, wake_, &event) == 0) return;
  const int error = errno;
  if (epoll_ >= 0) ::close(epoll_);
  if (wake_ >= 0) ::close(wake_);
  fail_with(error, "a scheduler thread cannot watch sockets");
}

Reactor::~Reactor() {
  ::close(epoll_);
  ::close(wake_);
}

void Reactor::add(int fd, SocketState& socket) {
  epoll_event event{.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data = {.ptr = &socket}};
  if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event) != 0) fail_with(errno, "a socket cannot be watched");
}

void Reactor::remove(int fd, std::shared_ptr<SocketState> socket) {
  // Closing alone would not do: where the descriptor was inherited by a process that was forked, the kernel
  // would go on telling of it.
  epoll_event none{};
  ::epoll_ctl(epoll_, EPOLL_CTL_DEL, fd, &none);
  std::scoped_lock lock(removed_lock_);
  removed_.push_back(std::move(socket));
  has_removed_.store(true, std::memory_order_release);
}

bool Reactor::poll() { return serve(0); }

void Reactor::wait(std::optional<TimePoint> deadline) {
  if (!deadline) {
    serve(-1);
    return;
  }
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(*deadline - std::chrono::steady_clock::now());
  serve(static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, INT_MAX)));
}

void Reactor::wake() {
  const std::uint64_t one = 1;
  // Only where the count is at its end could it fail, and then the wait has long been ended.
  [[maybe_unused]] const ssize_t written = ::write(wake_, &one, sizeof one);
}

bool Reactor::serve(int milliseconds) {
  std::unique_lock lock(serving_, std::defer_lock);
  if (milliseconds == 0) {
    if (!lock.try_lock()) return false;  // somebody does it already
  } else {
    lock.lock();
  }
  // What was removed before this look at epoll cannot be among what it tells.
  std::vector<std::shared_ptr<SocketState>> buried;
  if (has_removed_.load(std::memory_order_acquire)) {
    std::scoped_lock removed_lock(removed_lock_);
    buried.swap(removed_);
    has_removed_.store(false, std::memory_order_relaxed);
  }
  epoll_event events[most_events];
  const int count = ::epoll_wait(epoll_, events, most_events, milliseconds);
  for (int i = 0; i < count; ++i) {
    if (events[i].data.ptr) static_cast<SocketState*>(events[i].data.ptr)->happened(events[i].events);
  }
  return count > 0;
}

}  // namespace anqa::detail
