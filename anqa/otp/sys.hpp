#pragma once

#include <expected>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "anqa/otp/call.hpp"
#include "anqa/runtime/detail/system_message.hpp"
#include "anqa/runtime/inspect.hpp"
#include "anqa/runtime/trace.hpp"

/// Looking into a running server and holding it still, for debugging and for tests: Erlang's `sys`. What is
/// asked here is done between two messages, in its turn; a suspended server goes on answering it. Each throws
/// CallError when the server is gone or does not answer in time, and also for a process made by spawn().

namespace anqa {

/// Runs `work(server)` inside the server's process and gives its result, or throws what it threw:
/// `co_await run_inside(counter, [](Counter& c) { return c.count(); })`. The work owns all that it uses.
template <class T, class Work>
auto run_inside(Server<T> server, Work work, Duration timeout = default_call_timeout)
    -> Task<std::invoke_result_t<Work&, T&>>;

/// A copy of its state: of what its `state()` returns, a member function that it has for this.
template <class T>
auto get_state(Server<T> server, Duration timeout = default_call_timeout)
    -> Task<std::remove_cvref_t<decltype(std::declval<T&>().state())>>;

/// Puts another state in place; its `state()` returns a reference for this.
template <class T>
auto replace_state(Server<T> server, std::remove_cvref_t<decltype(std::declval<T&>().state())> state,
                   Duration timeout = default_call_timeout) -> Task<void>;

/// The state of any process in words, for tools: what its `describe_state()` says, or the fields of its
/// `state()`. Nothing when its class has neither, or when it does not answer.
Task<std::optional<std::string>> describe_state(Pid pid, Duration timeout = default_call_timeout);

/// From now on the process leaves its messages unhandled, until resume(). Returns when it has heard.
Task<void> suspend(Pid pid, Duration timeout = default_call_timeout);
Task<void> resume(Pid pid, Duration timeout = default_call_timeout);

/// GenServer.stop/3: has the server end with `reason`, through its terminate(), and waits until it has. What
/// it had been sent before is handled first. Throws CallError when it ends for another reason, when it is not
/// there, and when it is still there after `timeout` (it then goes on ending).
Task<void> stop(Pid pid, ExitReason reason = ExitReason::normal, Duration timeout = Duration::max());
template <class T>
Task<void> stop(Server<T> server, ExitReason reason = ExitReason::normal,
                Duration timeout = Duration::max()) {
  return stop(server.pid(), std::move(reason), timeout);
}

namespace detail {
[[noreturn]] void throw_sys_error(ExitReason reason, std::string_view what, std::string_view server);
}

template <class T, class Work>
auto run_inside(Server<T> server, Work work, Duration timeout) -> Task<std::invoke_result_t<Work&, T&>> {
  const Pid pid = server.pid();
  auto result = co_await detail::in_process(
      pid, [work = std::move(work)](Process& process) mutable { return work(static_cast<T&>(process)); },
      timeout);
  if (!result) detail::throw_sys_error(std::move(result.error()), "run_inside()", type_name<T>());
  if constexpr (!std::is_void_v<std::invoke_result_t<Work&, T&>>) co_return std::move(*result);
}

template <class T>
auto get_state(Server<T> server, Duration timeout)
    -> Task<std::remove_cvref_t<decltype(std::declval<T&>().state())>> {
  return run_inside(
      server, [](T& object) -> std::remove_cvref_t<decltype(object.state())> { return object.state(); },
      timeout);
}

template <class T>
auto replace_state(Server<T> server, std::remove_cvref_t<decltype(std::declval<T&>().state())> state,
                   Duration timeout) -> Task<void> {
  static_assert(std::is_lvalue_reference_v<decltype(std::declval<T&>().state())>,
                "replace_state() needs a `State& state()`: one that returns a reference");
  return run_inside(
      server, [state = std::move(state)](T& object) mutable { object.state() = std::move(state); }, timeout);
}

}  // namespace anqa
