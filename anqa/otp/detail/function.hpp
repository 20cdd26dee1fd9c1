#pragma once

#include <type_traits>
#include <utility>

#include "anqa/runtime/message.hpp"
#include "anqa/runtime/task.hpp"

namespace anqa::detail {

/// What can be seen of a callable that is to run in another process: nothing is captured (a function, a
/// captureless lambda, a class without fields), or it is a plain struct whose fields can be looked into. What
/// a lambda or a std::function captured cannot.
template <class F>
inline constexpr bool is_transparent_function =
    std::is_pointer_v<F> || std::is_empty_v<F> || std::is_aggregate_v<F>;

template <class F>
consteval void check_function() {
  static_assert(is_transparent_function<F>,
                "a function that runs in another process must not capture: what a lambda captured cannot be "
                "checked; pass it as further arguments, which are, or write a struct with an operator()");
  if constexpr (!std::is_pointer_v<F> && is_transparent_function<F>) check_message<F>();
}

template <class R>
struct ValueOf {
  using type = R;
};
template <class T>
struct ValueOf<Task<T>> {
  using type = T;
};
/// What `f(args…)` comes to: T for a T, and for a Task<T>.
template <class F, class... Args>
using function_value = typename ValueOf<std::invoke_result_t<F, Args...>>::type;

/// A function that may run in a process of its own with these arguments.
template <class F, class... Args>
concept function_of = std::is_invocable_v<F, Args...>;

template <class F, class... Args>
consteval void check_task() {
  check_function<F>();
  (check_message<Args>(), ...);
  using R = std::invoke_result_t<F, Args...>;
  if constexpr (is_task<R>) {
    static_assert(std::is_pointer_v<F> || std::is_empty_v<F>,
                  "a coroutine must not have fields: they would die before it; pass them as arguments");
  }
  using T = typename ValueOf<R>::type;
  if constexpr (!std::is_void_v<T>) check_message<T>();
}

}  // namespace anqa::detail
