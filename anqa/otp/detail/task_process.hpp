#pragma once

#include <string_view>
#include <tuple>
#include <utility>

#include "anqa/otp/detail/function.hpp"
#include "anqa/otp/detail/task_state.hpp"
#include "anqa/runtime/process.hpp"

namespace anqa::detail {

std::string_view task_name();
Task<void> no_task_message(Process&, Envelope&);
/// The process ends, normal, once its init() has returned.
void end_task();

/// A process that computes one value and ends. `state` is where the value goes; empty: nowhere.
template <class T>
class CoroutineTask final : public Process {
 public:
  CoroutineTask(Task<T> body, Held<TaskResult<T>> state) : body_(std::move(body)), state_(std::move(state)) {}
  ~CoroutineTask() override {
    if (state_) state_->fail();
  }
  static Task<void> run(Process& process) { return run_body(static_cast<CoroutineTask*>(&process)); }

 private:
  static Task<void> run_body(CoroutineTask* task) {
    if constexpr (std::is_void_v<T>) {
      co_await std::move(task->body_);
      if (task->state_) task->state_->succeed_with();
    } else if (task->state_) {
      task->state_->succeed_with(co_await std::move(task->body_));
    } else {
      co_await std::move(task->body_);
    }
  }
  Task<T> body_;
  Held<TaskResult<T>> state_;
};

/// The same for a plain function.
template <class F, class... Args>
class FunctionTask final : public Process {
  using T = std::invoke_result_t<F, Args...>;

 public:
  FunctionTask(Held<TaskResult<T>> state, F function, Args... args)
      : state_(std::move(state)), function_(std::move(function)), args_(std::move(args)...) {}
  ~FunctionTask() override {
    if (state_) state_->fail();
  }
  static Task<void> run(Process& process) {
    static_cast<FunctionTask&>(process).call();
    end_task();
    return {};
  }

 private:
  void call() {
    if constexpr (std::is_void_v<T>) {
      std::apply(function_, std::move(args_));
      if (state_) state_->succeed_with();
    } else if (state_) {
      state_->succeed_with(std::apply(function_, std::move(args_)));
    } else {
      std::apply(function_, std::move(args_));
    }
  }
  Held<TaskResult<T>> state_;
  [[no_unique_address]] F function_;
  std::tuple<Args...> args_;
};

template <class F, class... Args>
struct TaskProcessOf {
  using type = FunctionTask<F, Args...>;
};
template <class F, class... Args>
  requires is_task<std::invoke_result_t<F, Args...>>
struct TaskProcessOf<F, Args...> {
  using type = CoroutineTask<function_value<F, Args...>>;
};

template <class P>
inline constexpr Behaviour task_behaviour{&task_name, &P::run, nullptr, &no_task_message, false, true};

template <class F, class... Args>
using TaskStateOf = Held<TaskResult<function_value<F, Args...>>>;

/// Makes the process of a task, not yet let loose.
template <class F, class... Args>
class NewTask : public NewProcess {
  using P = typename TaskProcessOf<F, Args...>::type;

 public:
  NewTask(TaskStateOf<F, Args...> state, F function, Args... args) : NewProcess(task_behaviour<P>) {
    if constexpr (is_task<std::invoke_result_t<F, Args...>>) {
      construct<P>(function(std::move(args)...), std::move(state));
    } else {
      construct<P>(std::move(state), std::move(function), std::move(args)...);
    }
    mark_as_body();
  }
};

}  // namespace anqa::detail
