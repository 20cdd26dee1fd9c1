#include "anqa/runtime/internal/socket_state.hpp"

#include <sys/epoll.h>
#include <unistd.h>

#include <utility>

#include "anqa/runtime/system.hpp"

namespace anqa::detail {
namespace {

std::atomic<std::uint64_t> next_id{1};

}  // namespace

std::shared_ptr<SocketState> SocketState::adopt(int fd) {
  auto* reactor = System::current().scheduler().reactor();
  std::shared_ptr<SocketState> socket;
  try {
    socket = std::make_shared<SocketState>(*reactor, fd);
  } catch (...) {
    ::close(fd);  // there was no memory for it, and it is nobody's
    throw;
  }
  reactor->add(fd, *socket);
  return socket;
}

SocketState::SocketState(Reactor& reactor, int fd)
    : reactor_(reactor), fd_(fd), id_(next_id.fetch_add(1, std::memory_order_relaxed)) {}

SocketState::~SocketState() {
  if (fd_ >= 0) ::close(fd_);  // it never was watched
}

void SocketState::arm(SocketEvent::Kind kind) {
  {
    std::scoped_lock lock(direction(kind).mutex);
    direction(kind).owner = require_core("arm()").pid();
  }
  armed(kind);
}

void SocketState::arm(SocketEvent::Kind kind, Promise<Nothing> promise) {
  {
    std::scoped_lock lock(direction(kind).mutex);
    std::swap(direction(kind).promise, promise);
  }
  armed(kind);
}

void SocketState::armed(SocketEvent::Kind kind) {
  const auto before = direction(kind).state.fetch_or(is_armed, std::memory_order_acq_rel);
  if ((before & (is_ready | is_ended)) != 0) fire(kind);
}

void SocketState::happened(std::uint32_t events) {
  const bool broken = (events & (EPOLLERR | EPOLLHUP)) != 0;
  const bool ended = broken || (events & EPOLLRDHUP) != 0;
  if (ended || (events & EPOLLIN) != 0)
    became_ready(SocketEvent::Kind::readable, ended ? is_ended : is_ready);
  if (broken || (events & EPOLLOUT) != 0) {
    became_ready(SocketEvent::Kind::writable, broken ? is_ended : is_ready);
  }
}

void SocketState::became_ready(SocketEvent::Kind kind, std::uint8_t how) {
  const auto before = direction(kind).state.fetch_or(how, std::memory_order_acq_rel);
  if ((before & is_armed) != 0) fire(kind);
}

/// By whoever saw that a direction is both armed and ready; one of them finds it so.
void SocketState::fire(SocketEvent::Kind kind) {
  Direction& armed = direction(kind);
  Pid owner;
  Promise<Nothing> promise;
  {
    std::scoped_lock lock(armed.mutex);
    const auto before = armed.state.load(std::memory_order_acquire);
    if ((before & is_armed) == 0 || (before & (is_ready | is_ended)) == 0) return;
    armed.state.fetch_and(is_ended, std::memory_order_acq_rel);
    owner = std::exchange(armed.owner, {});
    promise = std::move(armed.promise);
  }
  if (owner) {
    auto* event = make_envelope<MessageEnvelope<SocketEvent>>(raw_message_type<SocketEvent>, id_, kind);
    event->own = true;
    deliver(owner, event);
  }
  promise.set_value(Nothing{});
}

void SocketState::close() {
  if (fd_ < 0) return;
  const int fd = std::exchange(fd_, -1);
  reactor_.remove(fd, shared_from_this());
  ::close(fd);
}

}  // namespace anqa::detail
