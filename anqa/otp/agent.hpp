#pragma once

#include <concepts>
#include <tuple>
#include <type_traits>
#include <utility>

#include "anqa/otp/detail/function.hpp"
#include "anqa/otp/gen_server.hpp"

namespace anqa {

namespace detail {

/// A function on its way to an agent's state. R is what it is answered with.
template <class R, class F, class... Args>
struct AgentCall {
  using Reply = R;
  AgentCall(F f, Args... a) : function(std::move(f)), args(std::move(a)...) {}
  F function;
  std::tuple<Args...> args;

  template <class State>
  R run(State& state) {
    return std::apply([&](Args&... a) -> R { return function(state, std::move(a)...); }, args);
  }
};
/// The same without an answer.
template <class F, class... Args>
struct AgentCast {
  AgentCast(F f, Args... a) : function(std::move(f)), args(std::move(a)...) {}
  F function;
  std::tuple<Args...> args;
};

/// A function that only reads.
template <class State, class R, class F, class... Args>
struct AgentReader {
  [[no_unique_address]] F function;
  R operator()(const State& state, Args... args) { return function(state, std::move(args)...); }
};

template <class F, class... Args>
consteval void check_agent_function() {
  check_function<F>();
  (check_message<Args>(), ...);
}
template <class S, class F, class... Args>
using agent_result = std::decay_t<std::invoke_result_t<F&, S&, Args...>>;

}  // namespace detail

/// A process that keeps one value, and nothing else: for state that several processes share, when a class
/// with messages of its own would say no more.
///
///     auto hits = start_link<Agent<int>>(0);          // or child<Agent<int>>(0).named("hits")
///     update(hits, [](int& n, int by) { n += by; }, 5);
///     int n = co_await get(hits, [](const int& n) { return n; });
///
/// The functions run in the agent, one after the other: keep them short. They must not capture; what they
/// need comes as further arguments, which are copied or moved to the agent and checked as messages are. One
/// that throws ends the agent, as a handler would.
template <class State>
class Agent : public GenServer {
 public:
  static constexpr bool has_caller = true;

  explicit Agent(State state) : state_(std::move(state)) {}
  /// Starts with what the function returns; it runs before start_link() returns.
  template <class F, class... Args>
    requires(std::is_invocable_r_v<State, F, Args...> && !std::same_as<std::decay_t<F>, State>)
  explicit Agent(F function, Args... args) : state_(function(std::move(args)...)) {
    detail::check_agent_function<F, Args...>();
  }

  /// For get_state() and replace_state().
  State& state() { return state_; }
  const State& state() const { return state_; }

  template <class R, class F, class... Args>
  R handle_call(detail::AgentCall<R, F, Args...> message) {
    return message.run(state_);
  }
  template <class F, class... Args>
  void handle_cast(detail::AgentCast<F, Args...> message) {
    std::apply([&](Args&... args) { message.function(state_, std::move(args)...); }, message.args);
  }

 private:
  State state_;
};

/// `co_await get(agent, [](const State& state, …) { return …; }, args…)`: what the function makes of the
/// state. Throws CallError like call(), after `timeout`, which may stand before the function.
template <class State, class F, class... Args>
  requires std::is_invocable_v<F&, const State&, Args...>
auto get(const Server<Agent<State>>& agent, Duration timeout, F function, Args... args) {
  detail::check_agent_function<F, Args...>();
  using R = detail::agent_result<const State, F, Args...>;
  static_assert(!std::is_void_v<R>, "the function of get() returns what is wanted; see update()");
  check_message<R>();
  using Read = detail::AgentReader<State, R, F, Args...>;
  return call(agent, detail::AgentCall<R, Read, Args...>(Read{std::move(function)}, std::move(args)...),
              timeout);
}
template <class State, class F, class... Args>
  requires std::is_invocable_v<F&, const State&, Args...>
auto get(const Server<Agent<State>>& agent, F function, Args... args) {
  return get(agent, default_call_timeout, std::move(function), std::move(args)...);
}

/// `co_await get_and_update(agent, [](State& state, …) { … return …; }, args…)`: changes the state, and gives
/// what the function returns.
template <class State, class F, class... Args>
  requires std::is_invocable_v<F&, State&, Args...>
auto get_and_update(const Server<Agent<State>>& agent, Duration timeout, F function, Args... args) {
  detail::check_agent_function<F, Args...>();
  using R = detail::agent_result<State, F, Args...>;
  if constexpr (!std::is_void_v<R>) check_message<R>();
  return call(agent, detail::AgentCall<R, F, Args...>(std::move(function), std::move(args)...), timeout);
}
template <class State, class F, class... Args>
  requires std::is_invocable_v<F&, State&, Args...>
auto get_and_update(const Server<Agent<State>>& agent, F function, Args... args) {
  return get_and_update(agent, default_call_timeout, std::move(function), std::move(args)...);
}

/// `co_await update(agent, [](State& state, …) { … }, args…)`: changes the state, and waits until that is
/// done.
template <class State, class F, class... Args>
  requires std::is_invocable_v<F&, State&, Args...>
auto update(const Server<Agent<State>>& agent, Duration timeout, F function, Args... args) {
  static_assert(std::is_void_v<std::invoke_result_t<F&, State&, Args...>>,
                "the function of update() changes the state in its place and returns nothing; see "
                "get_and_update()");
  return get_and_update(agent, timeout, std::move(function), std::move(args)...);
}
template <class State, class F, class... Args>
  requires std::is_invocable_v<F&, State&, Args...>
auto update(const Server<Agent<State>>& agent, F function, Args... args) {
  return update(agent, default_call_timeout, std::move(function), std::move(args)...);
}

/// update() that waits for nothing.
template <class State, class F, class... Args>
  requires std::is_invocable_v<F&, State&, Args...>
void cast(const Server<Agent<State>>& agent, F function, Args... args) {
  detail::check_agent_function<F, Args...>();
  cast(agent, detail::AgentCast<F, Args...>(std::move(function), std::move(args)...));
}

}  // namespace anqa
