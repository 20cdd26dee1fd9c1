#include "anqa/runtime/internal/socket_state.hpp"

#include <unistd.h>

#include <boost/asio/error.hpp>

#include "anqa/runtime/system.hpp"

namespace anqa::detail {
namespace {

std::atomic<std::uint64_t> next_id{1};

auto wait_type(SocketEvent::Kind kind) {
  return kind == SocketEvent::Kind::readable ? boost::asio::posix::descriptor_base::wait_read
                                             : boost::asio::posix::descriptor_base::wait_write;
}

}  // namespace

std::shared_ptr<SocketState> SocketState::adopt(int fd) {
  auto* io = static_cast<boost::asio::io_context*>(System::current().scheduler().io_context());
  try {
    return std::make_shared<SocketState>(*io, fd);
  } catch (...) {
    ::close(fd);  // it could not be watched, and is nobody's
    throw;
  }
}

SocketState::SocketState(boost::asio::io_context& io, int fd)
    : descriptor_(io, fd), id_(next_id.fetch_add(1, std::memory_order_relaxed)) {}

void SocketState::arm(SocketEvent::Kind kind) {
  Direction& armed = direction(kind);
  {
    std::scoped_lock lock(armed.mutex);
    armed.owner = require_core("arm()").pid();
    if (std::exchange(armed.watched, true)) return;
  }
  watch(kind);
}

void SocketState::arm(SocketEvent::Kind kind, Promise<Nothing> promise) {
  Direction& armed = direction(kind);
  {
    std::scoped_lock lock(armed.mutex);
    std::swap(armed.promise, promise);
    if (std::exchange(armed.watched, true)) return;
  }
  watch(kind);
}

void SocketState::watch(SocketEvent::Kind kind) {
  descriptor_.async_wait(wait_type(kind),
                         [state = shared_from_this(), kind](const boost::system::error_code& error) {
                           // Ready also when watching failed: reading or writing then says why.
                           if (error != boost::asio::error::operation_aborted) state->ready(kind);
                         });
}

void SocketState::ready(SocketEvent::Kind kind) {
  Direction& armed = direction(kind);
  Pid owner;
  Promise<Nothing> promise;
  {
    std::scoped_lock lock(armed.mutex);
    armed.watched = false;
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
  boost::system::error_code ignored;
  if (descriptor_.is_open()) descriptor_.close(ignored);
}

}  // namespace anqa::detail
