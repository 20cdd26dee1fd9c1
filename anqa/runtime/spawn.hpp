#pragma once

#include <type_traits>
#include <utility>

#include "anqa/runtime/process.hpp"
#include "anqa/runtime/task.hpp"

namespace anqa {

namespace detail {
enum class Tie : bool { none, link };
Pid spawn_body(Task<void> body, Tie tie);

template <class Body>
consteval void check_body() {
  static_assert(
      std::is_empty_v<Body> || std::is_pointer_v<Body> || std::is_function_v<Body>,
      "the body of a process must not capture: its captures would die before it; pass them as arguments");
}
}  // namespace detail

/// Starts a process that runs `body(args…)`, a coroutine function or captureless lambda returning Task<void>,
/// and ends `normal` when it returns. For what must answer messages write a GenServer; a body can
/// receive<M>().
template <class Body, class... Args>
Pid spawn(Body body, Args... args) {
  detail::check_body<Body>();
  return detail::spawn_body(body(std::move(args)...), detail::Tie::none);
}

/// spawn() linked to the calling process.
template <class Body, class... Args>
Pid spawn_link(Body body, Args... args) {
  detail::check_body<Body>();
  return detail::spawn_body(body(std::move(args)...), detail::Tie::link);
}

}  // namespace anqa
