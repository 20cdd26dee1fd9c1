#pragma once

#include "anqa/runtime/await.hpp"
#include "anqa/runtime/spawn.hpp"
#include "anqa/runtime/system.hpp"

namespace anqa {

namespace detail {

template <class M>
Task<void> send_each(Pid to, Duration every, M message) {
  TimePoint next = System::current().scheduler().now();
  for (;;) {
    next += every;
    // Also ends when the receiver does.
    const Duration left = next - System::current().scheduler().now();
    if (co_await down(to, std::max(Duration::zero(), left))) co_return;
    send(to, message);
  }
}

}  // namespace detail

/// Sends a copy every `every`, the first after that time, without drifting, until cancel_interval() or until
/// the receiver ends: OTP's timer:send_interval. A small process of its own does it. Inside a server,
/// `send_interval(self(), 1s, Tick{})` with `using Infos = Messages<Tick>`.
template <class M>
IntervalRef send_interval(Pid to, Duration every, M message) {
  check_message<M>();
  return {spawn(&detail::send_each<M>, to, every, std::move(message))};
}

}  // namespace anqa
