#pragma once

#include <memory>
#include <stdexcept>
#include <tuple>
#include <utility>
#include <vector>

#include "anqa/otp/async.hpp"
#include "anqa/otp/async_stream.hpp"
#include "anqa/otp/dynamic_supervisor.hpp"
#include "anqa/runtime/callers.hpp"

namespace anqa {

namespace detail {

/// Starts a task under a supervisor, on behalf of who asked for it.
template <class F, class... Args>
class TaskStarter final : public ChildSpec::Starter {
 public:
  /// `again`: it may be started more than once, from copies of its arguments.
  TaskStarter(TaskStateOf<F, Args...> state, Callers callers, bool again, F function, Args... args)
      : state_(std::move(state)),
        callers_(std::move(callers)),
        again_(again),
        function_(std::move(function)),
        args_(std::move(args)...) {}

  Pid start(const ProcessName& name, Promise<Nothing> started) const override {
    OnBehalfOf their(callers_);
    if constexpr (can_copy) {
      if (again_)
        return std::apply([&](const Args&... args) { return launch(name, started, args...); }, args_);
    }
    return std::apply([&](Args&... args) { return launch(name, started, std::move(args)...); }, args_);
  }
  bool starts_at_once() const noexcept override { return true; }
  static constexpr bool can_copy =
      std::is_copy_constructible_v<F> && (std::is_copy_constructible_v<Args> && ...);

 private:
  template <class... A>
  Pid launch(const ProcessName& name, Promise<Nothing>& started, A&&... args) const {
    NewTask<F, Args...> fresh(std::move(state_), function_, std::forward<A>(args)...);
    if (!name.empty()) name.give_to(fresh);
    fresh.link_to_starter();
    started.set_value(Nothing{});
    return fresh.commit();
  }
  // A task that is started once takes what it needs with it.
  mutable TaskStateOf<F, Args...> state_;
  Callers callers_;
  bool again_;
  F function_;
  mutable std::tuple<Args...> args_;
};

template <class F, class... Args>
ChildSpec task_spec(TaskStateOf<F, Args...> state, bool again, F function, Args... args) {
  return ChildSpec(
      "Task", false,
      std::make_shared<const TaskStarter<F, Args...>>(std::move(state), callers_to_pass_on(), again,
                                                      std::move(function), std::move(args)...));
}

CallError not_started(const SupervisorError& error);

}  // namespace detail

/// A supervisor of tasks: `child<TaskSupervisor>().named("tasks")`. What it starts runs under it, not under
/// who asked: it is stopped in order with the application, counted (`max_children`), and seen in the tree.
///
///     Server<TaskSupervisor> tasks{"tasks"};
///     auto page = co_await TaskSupervisor::async_nolink(tasks, &fetch, url);
///     auto outcome = co_await page.yield(5s);   // a crash of it is a value here
class TaskSupervisor : public DynamicSupervisor {
 public:
  using DynamicSupervisor::DynamicSupervisor;

  /// How the supervisor treats a task of start_child().
  struct TaskOptions {
    Restart restart = Restart::temporary;  ///< other than temporary: its arguments must be copyable
    Shutdown shutdown = {};
  };

  /// As anqa::async(), under this supervisor. Throws CallError when it has its max_children, or is gone.
  template <class F, class... Args>
    requires detail::function_of<F, Args...>
  static Task<Async<detail::function_value<F, Args...>>> async(Server<TaskSupervisor> supervisor, F function,
                                                               Args... args) {
    return begin<F, Args...>(supervisor, true, {}, std::move(function), std::move(args)...);
  }
  /// A task whose crash does not end its owner: await() then throws, yield() says why.
  template <class F, class... Args>
    requires detail::function_of<F, Args...>
  static Task<Async<detail::function_value<F, Args...>>> async_nolink(Server<TaskSupervisor> supervisor,
                                                                      F function, Args... args) {
    return begin<F, Args...>(supervisor, false, {}, std::move(function), std::move(args)...);
  }

  /// A task that nobody waits for: fire and forget, but supervised.
  template <class F, class... Args>
    requires detail::function_of<F, Args...>
  static Task<StartResult> start_child(Server<TaskSupervisor> supervisor, TaskOptions options, F function,
                                       Args... args) {
    detail::check_task<F, Args...>();
    const bool again = options.restart != Restart::temporary;
    if (again && !detail::TaskStarter<F, Args...>::can_copy) {
      throw std::invalid_argument("a task that may be started again must have arguments that can be copied");
    }
    ChildSpec spec = detail::task_spec<F, Args...>({}, again, std::move(function), std::move(args)...)
                         .restart(options.restart)
                         .shutdown(options.shutdown);
    co_return co_await DynamicSupervisor::start_child(supervisor, std::move(spec));
  }
  template <class F, class... Args>
    requires detail::function_of<F, Args...>
  static Task<StartResult> start_child(Server<TaskSupervisor> supervisor, F function, Args... args) {
    return start_child(supervisor, TaskOptions{}, std::move(function), std::move(args)...);
  }

  /// anqa::async_stream() of tasks under this supervisor: `auto stream = TaskSupervisor::async_stream(tasks,
  /// urls, &fetch, {.max_concurrency = 8})`.
  template <std::ranges::input_range R, class F, class... Args>
    requires detail::function_of<F, std::ranges::range_value_t<R>, Args...>
  static auto async_stream(Server<TaskSupervisor> supervisor, R range, F function, StreamOptions options = {},
                           Args... args) {
    return AsyncStream<Launch, R, F, Args...>(Launch{supervisor, true}, std::move(range), std::move(function),
                                              options, std::move(args)...);
  }
  /// The same with tasks whose crash does not end the owner but is an item of the stream.
  template <std::ranges::input_range R, class F, class... Args>
    requires detail::function_of<F, std::ranges::range_value_t<R>, Args...>
  static auto async_stream_nolink(Server<TaskSupervisor> supervisor, R range, F function,
                                  StreamOptions options = {}, Args... args) {
    return AsyncStream<Launch, R, F, Args...>(Launch{supervisor, false}, std::move(range),
                                              std::move(function), options, std::move(args)...);
  }

  /// The tasks that run now.
  static Task<std::vector<Pid>> children(Server<TaskSupervisor> supervisor);

  /// async() and async_nolink() with every choice there is.
  template <class F, class... Args>
  static Task<Async<detail::function_value<F, Args...>>> begin(Server<TaskSupervisor> supervisor, bool linked,
                                                               Shutdown how, F function, Args... args) {
    detail::check_task<F, Args...>();
    using T = detail::function_value<F, Args...>;
    detail::Held<detail::TaskResult<T>> state(
        new detail::TaskResult<T>(detail::require_core("async()").pid(), linked));
    ChildSpec spec =
        detail::task_spec<F, Args...>(state.share(), false, std::move(function), std::move(args)...)
            .restart(Restart::temporary)
            .shutdown(how);
    auto started = co_await DynamicSupervisor::start_child(supervisor, std::move(spec));
    if (!started) throw detail::not_started(started.error());
    state->pid = *started;
    co_return detail::AsyncAccess::make<T>(std::move(state));
  }

 private:
  /// How a stream starts its tasks.
  struct Launch {
    Server<TaskSupervisor> supervisor;
    bool linked;
    template <class F, class... Args>
    auto operator()(F function, Args... args) const {
      return begin<F, Args...>(supervisor, linked, {}, std::move(function), std::move(args)...);
    }
  };
};

}  // namespace anqa
