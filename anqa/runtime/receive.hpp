#pragma once

#include <coroutine>
#include <optional>
#include <utility>

#include "anqa/base/clock.hpp"
#include "anqa/runtime/detail/waiter.hpp"

namespace anqa {
namespace detail {

/// The waiting end of receive<M>().
class Receiver : public Waiter {
 public:
  /// Null: any message.
  explicit Receiver(const void* payload_id) : payload_id_(payload_id) {}
  bool accepts(const Envelope& envelope) const {
    return !payload_id_ || envelope.type->payload_id == payload_id_;
  }
  void arrive(Envelope& completion) override;
  void take(EnvelopePtr envelope) { envelope_ = std::move(envelope); }

 protected:
  ~Receiver() override;
  /// Takes the first fitting message of the queue; else waits for one. False: nothing to wait for.
  bool wait_for_message(std::coroutine_handle<> handle, std::optional<Duration> limit);
  EnvelopePtr envelope_;

 private:
  const void* payload_id_;
};

template <class M>
struct ReceiveAwaiter : Receiver {
  explicit ReceiveAwaiter(std::optional<Duration> time_limit) : Receiver(payload_id<M>), limit(time_limit) {}
  bool await_ready() const noexcept { return false; }
  bool await_suspend(std::coroutine_handle<> handle) { return wait_for_message(handle, limit); }
  std::optional<M> await_resume() {
    if (!envelope_) return std::nullopt;
    return std::move(static_cast<MessageEnvelope<M>&>(*envelope_).message);
  }
  std::optional<Duration> limit;
};

}  // namespace detail

/// `std::optional<M> m = co_await receive<M>(1s)`: the oldest message of that type, as Erlang's selective
/// receive; nothing when `limit` passed first. Only in a process made by spawn(): a GenServer's messages go
/// to its handlers.
template <class M>
detail::ReceiveAwaiter<M> receive(std::optional<Duration> limit = {}) {
  return detail::ReceiveAwaiter<M>(limit);
}

}  // namespace anqa
