#pragma once

#include <cstdint>
#include <optional>

#include "anqa/base/clock.hpp"
#include "anqa/runtime/pid.hpp"

namespace anqa {

namespace detail {
struct Envelope;
struct TimerNode;

/// A running timer, by node and the generation that the node had. Safe to keep after it fired: a stale handle
/// does nothing.
struct TimerHandle {
  TimerNode* node = nullptr;
  std::uint32_t generation = 0;
};
}  // namespace detail

/// What send_after() returns; hand it to cancel_timer().
struct TimerRef {
  detail::TimerHandle handle;
  TimePoint deadline{};
};

/// The time that was left when the timer was still running: its message will then not be delivered. Nothing
/// when it had fired (the message may be in the mailbox) or had been cancelled.
std::optional<Duration> cancel_timer(TimerRef timer);
/// The time left of a timer that runs; nothing of one that has fired or was cancelled.
std::optional<Duration> read_timer(TimerRef timer);

/// What send_interval() returns; hand it to cancel_interval().
struct IntervalRef {
  Pid pid;
};
/// No more messages come of it, once the calling process is asked to do something else.
void cancel_interval(IntervalRef interval);

namespace detail {
/// Delivers `envelope` to `to` no earlier than `after` from now.
TimerHandle start_timer(Duration after, Pid to, Envelope* envelope);
/// The same for those who may want to cancel it.
TimerRef start_message_timer(Duration after, Pid to, Envelope* envelope);
TimerRef start_message_timer(TimePoint deadline, Pid to, Envelope* envelope);
/// Ends the wait `ref` of process `to` with a TimeoutEnvelope; cheaper than an envelope held ready.
TimerHandle start_timeout(Duration after, Pid to, std::uint64_t ref);
bool cancel_timer(TimerHandle handle);
/// cancel_timer() for a timer whose firing would do no harm: cheap from any thread.
void forget_timer(TimerHandle handle);
}  // namespace detail
}  // namespace anqa
