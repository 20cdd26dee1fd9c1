#pragma once

#include <type_traits>
#include <utility>

#include "anqa/runtime/process.hpp"
#include "anqa/runtime/task.hpp"

namespace anqa {

/// A new process and the monitor that watches it.
struct Monitored {
  Pid pid;
  MonitorRef monitor;
};

namespace detail {
enum class Tie : bool { none, link };
Pid spawn_body(Task<void> body, Tie tie);
Monitored spawn_monitored(Task<void> body);

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

/// spawn() with a monitor of the calling process that is there from the beginning: cheaper than one after the
/// other. A Down message tells of its end.
template <class Body, class... Args>
Monitored spawn_monitor(Body body, Args... args) {
  detail::check_body<Body>();
  return detail::spawn_monitored(body(std::move(args)...));
}

}  // namespace anqa
