#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "anqa/otp/async.hpp"

namespace anqa {

/// What yield_many() does with the tasks that are not done in time.
enum class OnTimeout : std::uint8_t {
  nothing,    ///< they go on, and may be asked again
  kill_task,  ///< they are killed
  ignore,     ///< they go on, on their own
};

namespace detail {

/// `co_await`: waits until `wanted` of the tasks are done, or the limit has passed; or, with `until_failure`,
/// one has failed.
class GroupWaiter : public Waiter {
 public:
  GroupWaiter(std::vector<TaskState*> tasks, std::size_t wanted, Duration limit, bool until_failure = false)
      : tasks_(std::move(tasks)),
        wanted_(static_cast<std::uint32_t>(wanted)),
        limit_(limit),
        until_failure_(until_failure) {}
  ~GroupWaiter() override;
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> handle);
  void await_resume();
  void arrive(Envelope&) final {}

 private:
  void unwatch();
  std::vector<TaskState*> tasks_;
  std::uint32_t wanted_;
  Duration limit_;
  bool until_failure_;
  Held<TaskGroup> group_;
};

/// Throws for the first of them that failed, else for one that is not done.
void check_all_done(const std::vector<TaskState*>& tasks, Duration limit);

template <class T>
using value_or_nothing = std::conditional_t<std::is_void_v<T>, Nothing, T>;

template <class T>
value_or_nothing<T> take_value(Async<T>& task) {
  auto state = std::move(AsyncAccess::state(task));
  if constexpr (std::is_void_v<T>) {
    return {};
  } else {
    return std::move(*state->take());
  }
}

template <class T>
std::vector<TaskState*> states_of(std::vector<Async<T>>& tasks) {
  std::vector<TaskState*> states;
  states.reserve(tasks.size());
  for (Async<T>& task : tasks) states.push_back(AsyncAccess::state(task).get());
  return states;
}

}  // namespace detail

/// `std::vector<int> all = co_await await_many(std::move(tasks), 5s)`: the values in the order of the tasks.
/// Throws CallError as soon as one of them fails, and when they are not all done within the limit, which is
/// one for all; the others are killed then.
template <class T>
  requires(!std::is_void_v<T>)
Task<std::vector<T>> await_many(std::vector<Async<T>> tasks, Duration limit = default_call_timeout) {
  auto states = detail::states_of(tasks);
  co_await detail::GroupWaiter(states, states.size(), limit, true);
  detail::check_all_done(states, limit);
  std::vector<T> values;
  values.reserve(tasks.size());
  for (Async<T>& task : tasks) values.push_back(detail::take_value(task));
  co_return values;
}
inline Task<void> await_many(std::vector<Async<void>> tasks, Duration limit = default_call_timeout) {
  auto states = detail::states_of(tasks);
  co_await detail::GroupWaiter(states, states.size(), limit, true);
  detail::check_all_done(states, limit);
  for (Async<void>& task : tasks) detail::take_value(task);
}

/// `auto [user, orders] = co_await await_many(std::tuple(async(&user_of, id), async(&orders_of, id)))`: for
/// tasks of different types; a task of void gives a detail::Nothing.
template <class... T>
Task<std::tuple<detail::value_or_nothing<T>...>> await_many(std::tuple<Async<T>...> tasks,
                                                            Duration limit = default_call_timeout) {
  std::vector<detail::TaskState*> states = std::apply(
      [](Async<T>&... task) {
        return std::vector<detail::TaskState*>{detail::AsyncAccess::state(task).get()...};
      },
      tasks);
  co_await detail::GroupWaiter(states, states.size(), limit, true);
  detail::check_all_done(states, limit);
  co_return std::apply(
      [](Async<T>&... task) {
        return std::tuple<detail::value_or_nothing<T>...>{detail::take_value(task)...};
      },
      tasks);
}

namespace detail {
template <class T>
Task<std::vector<std::optional<TaskOutcome<T>>>> yield_all(std::vector<Async<T>>* tasks, Duration limit,
                                                           OnTimeout on_timeout) {
  co_await GroupWaiter(states_of(*tasks), tasks->size(), limit);
  std::vector<std::optional<TaskOutcome<T>>> outcomes;
  outcomes.reserve(tasks->size());
  for (Async<T>& task : *tasks) {
    auto& state = AsyncAccess::state(task);
    if (state->done()) {
      auto done = std::move(state);
      outcomes.push_back(done->take());
      continue;
    }
    outcomes.push_back(std::nullopt);
    if (on_timeout == OnTimeout::kill_task) task = {};
    if (on_timeout == OnTimeout::ignore) static_cast<void>(ignore(std::move(task)));
  }
  co_return outcomes;
}
}  // namespace detail

/// What each of the tasks has come to, once all are done or the limit has passed, in their order; nothing for
/// those that are not done, with which it does as said. Does not throw for a task that failed. The vector
/// must outlive it.
template <class T>
Task<std::vector<std::optional<TaskOutcome<T>>>> yield_many(std::vector<Async<T>>& tasks,
                                                            Duration limit = default_call_timeout,
                                                            OnTimeout on_timeout = OnTimeout::nothing) {
  return detail::yield_all(&tasks, limit, on_timeout);
}

}  // namespace anqa
