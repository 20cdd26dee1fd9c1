#pragma once

#include <chrono>
#include <concepts>
#include <coroutine>
#include <expected>
#include <optional>
#include <type_traits>
#include <utility>

#include "anqa/otp/call.hpp"
#include "anqa/otp/child_spec.hpp"
#include "anqa/otp/detail/task_process.hpp"

namespace anqa {

/// What became of a task: its value, or why its process ended without one.
template <class T>
using TaskOutcome = std::expected<T, ExitReason>;

namespace detail {
template <class T>
class AwaitAwaiter;
template <class T>
class YieldTaskAwaiter;
struct AsyncAccess;
}  // namespace detail

/// A task that was started by async(), and the value that is to come of it: OTP's Task struct. It belongs to
/// the process that started it, which alone may await it (std::logic_error in another).
///
/// It owns its task: dropped before the task has ended, it kills it. So an exception on the way, or the end
/// of the process that waits, leaves no task behind. ignore() lets one go on.
template <class T>
class [[nodiscard]] Async {
 public:
  Async() = default;
  Async(Async&&) noexcept = default;
  Async& operator=(Async&& other) noexcept {
    if (this != &other) {
      drop();
      state_ = std::move(other.state_);
    }
    return *this;
  }
  ~Async() { drop(); }

  /// Of the process that computes it; a default-made Pid for a completed() one.
  Pid pid() const { return state_ ? state_->pid : Pid{}; }
  /// False when default-made, moved from, or when its value was taken.
  explicit operator bool() const { return static_cast<bool>(state_); }

  /// `if (auto outcome = co_await task.yield(1s))`: waits as long as that at most; nothing when it is not
  /// done by then, and may be asked again. Does not throw for a task that failed.
  detail::YieldTaskAwaiter<T> yield(Duration limit = default_call_timeout);

 private:
  friend struct detail::AsyncAccess;
  using State = detail::Held<detail::TaskResult<T>>;
  explicit Async(State state) : state_(std::move(state)) {}
  void drop() {
    if (!state_) return;
    state_->abandon();
    if (!state_->done()) exit(state_->pid, ExitReason::kill);
    State gone = std::move(state_);
  }
  State state_;
};

// It belongs to one process.
template <class T>
inline constexpr bool is_sendable<Async<T>> = false;

namespace detail {

struct AsyncAccess {
  template <class T>
  static Async<T> make(Held<TaskResult<T>> state) {
    return Async<T>(std::move(state));
  }
  template <class T>
  static Held<TaskResult<T>>& state(Async<T>& task) {
    return task.state_;
  }
};

/// Throws std::logic_error unless this process may wait for it.
void check_owner(const TaskState* state);
CallError task_error(const TaskState& state, Duration limit);
CallError task_error(Pid task, ExitReason reason);

/// Waits for one task.
class TaskWaiter : public Waiter {
 public:
  void arrive(Envelope&) final {}

 protected:
  explicit TaskWaiter(Duration limit) : limit_(limit) {}
  static bool is_ready(const TaskState* state);
  void suspend(std::coroutine_handle<> handle, TaskState& state);
  Duration limit_;
};

template <class T>
class YieldTaskAwaiter : public TaskWaiter {
 public:
  YieldTaskAwaiter(Async<T>& task, Duration limit) : TaskWaiter(limit), task_(&task) {}
  bool await_ready() const { return is_ready(AsyncAccess::state(*task_).get()); }
  void await_suspend(std::coroutine_handle<> handle) { suspend(handle, *AsyncAccess::state(*task_)); }
  std::optional<TaskOutcome<T>> await_resume() {
    auto& state = AsyncAccess::state(*task_);
    if (!state->done()) state->unwatch();
    if (!state->done()) return std::nullopt;
    Held<TaskResult<T>> done = std::move(state);
    return done->take();
  }

 protected:
  Async<T>* task_;
};

template <class T>
class AwaitAwaiter : public YieldTaskAwaiter<T> {
 public:
  AwaitAwaiter(Async<T>& task, Duration limit) : YieldTaskAwaiter<T>(task, limit) {}
  AwaitAwaiter(Async<T>&& task, Duration limit)
      : YieldTaskAwaiter<T>(owned_, limit), owned_(std::move(task)) {}
  T await_resume() {
    const Pid pid = this->task_->pid();
    auto outcome = YieldTaskAwaiter<T>::await_resume();
    if (!outcome) throw task_error(*AsyncAccess::state(*this->task_), this->limit_);
    if (!*outcome) throw task_error(pid, std::move(outcome->error()));
    if constexpr (!std::is_void_v<T>) return std::move(**outcome);
  }

 private:
  Async<T> owned_;
};

template <class F, class... Args>
auto start_async(bool linked, F function, Args... args) {
  check_task<F, Args...>();
  using T = function_value<F, Args...>;
  Held<TaskResult<T>> state(new TaskResult<T>(require_core("async()").pid(), linked));
  NewTask<F, Args...> fresh(state.share(), std::move(function), std::move(args)...);
  state->pid = fresh.commit();
  return AsyncAccess::make<T>(std::move(state));
}

}  // namespace detail

template <class T>
detail::YieldTaskAwaiter<T> Async<T>::yield(Duration limit) {
  return detail::YieldTaskAwaiter<T>(*this, limit);
}

/// Computes `function(args…)` in a process of its own, at the same time as the caller goes on:
/// `auto page = async(&fetch, url); … co_await await(page)`. A plain function, or a coroutine returning
/// Task<T>; without captures, its arguments are copied or moved to it and must be sendable.
///
/// The two are linked: when the task crashes its owner ends with it (or is told by an Exit message when it
/// traps exits), and the owner's end kills the task. For a failure that the owner survives see async_nolink()
/// of a TaskSupervisor.
template <class F, class... Args>
  requires detail::function_of<F, Args...>
auto async(F function, Args... args) -> Async<detail::function_value<F, Args...>> {
  return detail::start_async(true, std::move(function), std::move(args)...);
}

/// `co_await await(task, 5s)`: its value. Throws CallError when it failed, or is not done within the limit;
/// it goes on then, and may be awaited again. A value is given once.
template <class T>
detail::AwaitAwaiter<T> await(Async<T>& task, Duration limit = default_call_timeout) {
  return detail::AwaitAwaiter<T>(task, limit);
}
/// `co_await await(async(&fetch, url))`
template <class T>
detail::AwaitAwaiter<T> await(Async<T>&& task, Duration limit = default_call_timeout) {
  return detail::AwaitAwaiter<T>(std::move(task), limit);
}

/// Asks the task to end and waits for that: with `shutdown`, then, when it has not ended within the limit, by
/// killing it (brutal_kill: at once). What it came to in case it had ended before, else nothing.
template <class T>
Task<std::optional<TaskOutcome<T>>> shutdown(Async<T> task, Shutdown how) {
  auto& state = detail::AsyncAccess::state(task);
  detail::check_owner(state.get());
  state->abandon();
  const bool brutal = how.limit && *how.limit <= Duration::zero();
  if (!state->done()) exit(state->pid, brutal ? ExitReason::kill : ExitReason::shutdown);
  auto outcome = co_await task.yield(brutal || !how.limit ? Duration::max() : *how.limit);
  if (!outcome) {
    exit(state->pid, ExitReason::kill);
    outcome = co_await task.yield(Duration::max());
  }
  if (!*outcome && (outcome->error().is_orderly() || outcome->error().kind() == ExitReason::killed))
    co_return std::nullopt;
  co_return outcome;
}
template <class T>
Task<std::optional<TaskOutcome<T>>> shutdown(Async<T> task, Duration limit = default_call_timeout) {
  return shutdown(std::move(task), Shutdown{limit});
}

/// Lets the task go on without its owner: unlinked, its result dropped. What it came to if it has ended.
template <class T>
std::optional<TaskOutcome<T>> ignore(Async<T> task) {
  auto state = std::move(detail::AsyncAccess::state(task));
  detail::check_owner(state.get());
  state->abandon();
  if (!state->done()) return std::nullopt;
  return state->take();
}

/// A task that is done already: for a function that computes something only at times.
template <class T>
Async<T> completed(T value) {
  check_message<T>();
  detail::Held<detail::TaskResult<T>> state(
      new detail::TaskResult<T>(detail::require_core("completed()").pid(), false));
  state->succeed_with(std::move(value));
  return detail::AsyncAccess::make<T>(std::move(state));
}

/// Runs `function(args…)` in a process of its own, for what it does: nobody waits for it, and no crash of it
/// reaches anybody. As spawn(), but of any function, with arguments that are checked, and it knows its
/// callers().
template <class F, class... Args>
  requires detail::function_of<F, Args...>
Pid start(F function, Args... args) {
  detail::check_task<F, Args...>();
  return detail::NewTask<F, Args...>({}, std::move(function), std::move(args)...).commit();
}
/// start() linked to the calling process.
template <class F, class... Args>
  requires detail::function_of<F, Args...>
Pid start_link(F function, Args... args) {
  detail::check_task<F, Args...>();
  detail::NewTask<F, Args...> fresh({}, std::move(function), std::move(args)...);
  fresh.link_to_starter();
  return fresh.commit();
}

}  // namespace anqa
