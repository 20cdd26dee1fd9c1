#include "anqa/runtime/internal/socket_state.hpp"

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
  return std::make_shared<SocketState>(*io, fd);
}

SocketState::SocketState(boost::asio::io_context& io, int fd)
    : descriptor_(io, fd), id_(next_id.fetch_add(1, std::memory_order_relaxed)) {}

void SocketState::arm(SocketEvent::Kind kind) {
  if (armed(kind).exchange(true, std::memory_order_relaxed)) return;
  const Pid owner = require_core("arm()").pid();
  descriptor_.async_wait(
      wait_type(kind), [state = shared_from_this(), kind, owner](const boost::system::error_code& error) {
        state->armed(kind).store(false, std::memory_order_relaxed);
        if (error) return;  // closed
        deliver(owner,
                make_envelope<MessageEnvelope<SocketEvent>>(raw_message_type<SocketEvent>, state->id_, kind));
      });
}

void SocketState::arm(SocketEvent::Kind kind, Promise<Nothing> promise) {
  descriptor_.async_wait(wait_type(kind), [state = shared_from_this(), promise = std::move(promise)](
                                              const boost::system::error_code& error) mutable {
    if (!error) promise.set_value(Nothing{});
  });
}

void SocketState::close() {
  boost::system::error_code ignored;
  if (descriptor_.is_open()) descriptor_.close(ignored);
}

}  // namespace anqa::detail
