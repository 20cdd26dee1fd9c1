#pragma once

#include <coroutine>
#include <optional>

#include "anqa/base/clock.hpp"
#include "anqa/runtime/detail/waiter.hpp"
#include "anqa/runtime/process.hpp"

namespace anqa {

namespace detail {

struct SleepAwaiter : Waiter {
  explicit SleepAwaiter(Duration length) : duration(length) {}
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> handle) { wait(handle, duration); }
  void await_resume() const noexcept {}
  void arrive(Envelope&) override {}
  Duration duration;
};

struct YieldAwaiter : Waiter {
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> handle);
  void await_resume() const noexcept {}
  void arrive(Envelope&) override {}
};

/// What co_await gives back at once as long as the process's turn lasts: for loops whose awaits are often
/// ready.
struct TurnAwaiter : Waiter {
  bool await_ready() const { return spend_turn(); }
  void await_suspend(std::coroutine_handle<> handle) { wait_for_turn(handle); }
  void await_resume() const noexcept {}
  void arrive(Envelope&) override {}
};

struct DownAwaiter : Waiter {
  DownAwaiter(Pid target, std::optional<Duration> time_limit) : pid(target), limit(time_limit) {}
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> handle);
  std::optional<ExitReason> await_resume();
  void arrive(Envelope& envelope) override;
  Pid pid;
  std::optional<Duration> limit;
  std::optional<ExitReason> reason;
};

}  // namespace detail

/// `co_await sleep_for(1s)`: the process waits, its thread does not; other messages stay queued.
inline detail::SleepAwaiter sleep_for(Duration duration) { return detail::SleepAwaiter{duration}; }

/// `co_await yield()`: lets other processes run; for long computations.
inline detail::YieldAwaiter yield() { return {}; }

/// `co_await reduction()` in a long loop: yield(), but only when the process has had its turn; costs
/// nanoseconds otherwise. Named after what the BEAM counts.
inline detail::TurnAwaiter reduction() { return {}; }

/// `co_await down(pid, 5s)`: waits until the process has ended and gives its reason (`noproc` when it had
/// ended before); nothing when `limit` passed first. Without a limit it waits for ever.
inline detail::DownAwaiter down(Pid pid, std::optional<Duration> limit = {}) { return {pid, limit}; }

}  // namespace anqa
