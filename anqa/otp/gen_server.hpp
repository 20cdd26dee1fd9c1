#pragma once

#include <type_traits>
#include <utility>

#include "anqa/otp/call.hpp"
#include "anqa/otp/detail/behaviour.hpp"
#include "anqa/otp/server.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/runtime/mailbox.hpp"
#include "anqa/runtime/process.hpp"
#include "anqa/runtime/task.hpp"

namespace anqa {

/// A process that keeps state and answers messages, one at a time. Derive from it; overloads are the function
/// heads:
///
/// - `R handle_call(const M&)` for an M with `using Reply = R`; or `Task<R> handle_call(M)` when it has to
/// wait; or
///   with a second parameter `From<R>`, which may be kept and answered later;
/// - `void handle_cast(const M&)`, `void handle_info(const M&)`, `void handle_continue(const M&)`, or
/// `Task<void>` of an M;
/// - `void handle_info(const Down&)`, `void handle_info(const Exit&)` when it monitors or traps exits, and
///   `void handle_info(const AnyMessage&)` for what came by send(pid, …) and is not among its `Infos`;
/// - `void init()` or `Task<void> init()`, before any message; what need not wait belongs in the constructor;
/// - `void handle_timeout()` or `Task<void> handle_timeout()`: when no message came for as long as
/// timeout_after()
///   said;
/// - `void terminate(const ExitReason&)` or `Task<void> terminate(ExitReason)`: called when it stops, when a
/// handler
///   threw, and when it traps exits and its parent asks it to end; not when it is killed. Its destructor runs
///   always.
///
/// An exception that leaves a handler ends the process; expected failures are values.
class GenServer : public Process {
 protected:
  GenServer() = default;

  /// Ends this server with `reason` once the current handler (or the constructor) is done; a value that the
  /// handler returns is still sent as the reply.
  void stop(ExitReason reason = ExitReason::normal);

  /// In the constructor or init(): this server is not needed, and that is no failure (OTP's `:ignore`). It
  /// ends `normal`, a supervisor keeps its child spec without a process, try_start_link() says
  /// StartError::ignored.
  void ignore();

  /// Gives memory back once the current handler is done: calls `void handle_hibernate()` if the class has
  /// one, where it can drop caches and shrink containers, and releases what the runtime holds to spare. The
  /// next message wakes it.
  void hibernate();

  /// No timeout_after() is wanted any more.
  void cancel_timeout();
};

/// Starts a server linked to the calling process and returns its address; its constructor runs here and now,
/// with self() being the new process, and what it throws is thrown on. An `init()` runs afterwards, on its
/// own.
template <class T, class... Args>
Server<T> start_link(Args&&... args) {
  detail::NewProcess fresh(detail::server_behaviour<T>);
  fresh.construct<T>(std::forward<Args>(args)...);
  fresh.link_to_starter();
  return Server<T>(fresh.commit());
}
/// start_link<T>({.limit = 5}) for a server with `struct Options`.
template <class T>
  requires requires { typename T::Options; }
Server<T> start_link(typename T::Options options) {
  detail::NewProcess fresh(detail::server_behaviour<T>);
  fresh.construct<T>(std::move(options));
  fresh.link_to_starter();
  return Server<T>(fresh.commit());
}
/// start_link() without the link: nothing ties it to its starter.
template <class T, class... Args>
Server<T> start(Args&&... args) {
  detail::NewProcess fresh(detail::server_behaviour<T>);
  fresh.construct<T>(std::forward<Args>(args)...);
  return Server<T>(fresh.commit());
}

/// Sends a message that needs no answer. Never fails: what is sent to a server that is gone is dropped.
template <class T, class M>
void cast(const Server<T>& server, M message) {
  check_message<M>();
  static_assert(detail::handles_cast<T, M>, "this server has no handle_cast for this message");
  detail::deliver(server.pid(), detail::make_envelope<detail::MessageEnvelope<M>>(detail::cast_type<T, M>,
                                                                                  std::move(message)));
}

/// Sends a message to the server's `handle_info(const M&)`.
template <class T, class M>
void send(const Server<T>& server, M message) {
  check_message<M>();
  static_assert(detail::handles_info<T, M>, "this server has no handle_info for this message");
  detail::deliver(server.pid(), detail::make_envelope<detail::MessageEnvelope<M>>(detail::info_type<T, M>,
                                                                                  std::move(message)));
}

/// Inside a server, also in its constructor: `timeout_after(*this, 5s)` has `handle_timeout()` called when no
/// message has come for so long from now on. Any message that comes first cancels it (system messages, such
/// as those of get_state(), do not), and so does another timeout_after().
template <class T>
  requires std::derived_from<T, GenServer>
void timeout_after(const T&, Duration after) {
  static_assert(
      requires(T& server) { server.handle_timeout(); },
      "this server has no handle_timeout(): it is what timeout_after() calls");
  detail::start_idle_timeout(after, detail::make_envelope<detail::TimeoutOf<T>>());
}

/// Inside a server: `send_after(*this, 1s, Sweep{})` sends itself a message for its `handle_info`.
template <class T, class M>
  requires std::derived_from<T, GenServer>
TimerRef send_after(const T&, Duration after, M message) {
  check_message<M>();
  static_assert(detail::handles_info<T, M>, "this server has no handle_info for this message");
  return detail::start_message_timer(
      after, self(),
      detail::make_envelope<detail::MessageEnvelope<M>>(detail::info_type<T, M>, std::move(message)));
}

/// Inside a server, also in its constructor: `continue_with(*this, Load{})` runs `handle_continue(const
/// Load&)` before any other message.
template <class T, class M>
  requires std::derived_from<T, GenServer>
void continue_with(const T&, M message) {
  static_assert(detail::handles_continue<T, M>, "this server has no handle_continue for this message");
  detail::ProcessCore& core = detail::require_core("continue_with()");
  auto* envelope =
      detail::make_envelope<detail::MessageEnvelope<M>>(detail::continue_type<T, M>, std::move(message));
  envelope->serial = core.pid().serial;
  detail::enqueue(core, envelope, true);
}

}  // namespace anqa
