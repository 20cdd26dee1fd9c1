#pragma once

#include <concepts>
#include <type_traits>
#include <utility>

#include "anqa/base/type_name.hpp"
#include "anqa/otp/detail/describe.hpp"
#include "anqa/runtime/detail/idle.hpp"
#include "anqa/runtime/detail/process_core.hpp"
#include "anqa/runtime/net/socket_event.hpp"
#include "anqa/runtime/process.hpp"
#include "anqa/runtime/task.hpp"

namespace anqa {

/// `using Infos = anqa::Messages<Tick, Alarm>;` in a server: the messages that its handle_info also takes
/// when they come by send(pid, message), where the sender does not know the server's class.
template <class... M>
struct Messages {};

namespace detail {

template <class T, class M>
concept handles_cast = requires(T& server, M message) { server.handle_cast(std::move(message)); };
template <class T, class M>
concept handles_info = requires(T& server, M message) { server.handle_info(std::move(message)); };
template <class T, class M>
concept handles_continue = requires(T& server, M message) { server.handle_continue(std::move(message)); };

/// A handler's result as what the runtime runs on: nothing for a handler that is done.
template <class F>
Task<void> run_void(F&& handler) {
  if constexpr (std::is_same_v<std::invoke_result_t<F>, Task<void>>) {
    return handler();
  } else {
    handler();
    return {};
  }
}

template <class T, class M>
M& message_in(Envelope& envelope) {
  return static_cast<MessageEnvelope<M>&>(envelope).message;
}
template <class T, class M>
Task<void> run_cast(Process& process, Envelope& envelope) {
  return run_void(
      [&] { return static_cast<T&>(process).handle_cast(std::move(message_in<T, M>(envelope))); });
}
template <class T, class M>
Task<void> run_info(Process& process, Envelope& envelope) {
  return run_void(
      [&] { return static_cast<T&>(process).handle_info(std::move(message_in<T, M>(envelope))); });
}
template <class T, class M>
Task<void> run_continue(Process& process, Envelope& envelope) {
  return run_void(
      [&] { return static_cast<T&>(process).handle_continue(std::move(message_in<T, M>(envelope))); });
}

template <class T>
Task<void> run_timeout(Process& process, Envelope& envelope) {
  if (!static_cast<IdleTimeout&>(envelope).came_first()) return {};
  return run_void([&] { return static_cast<T&>(process).handle_timeout(); });
}
inline std::string_view idle_timeout_name() { return "timeout"; }
template <class T>
struct TimeoutOf;
template <class T>
inline constexpr EnvelopeType idle_timeout_type{EnvelopeKind::message, nullptr,
                                                &idle_timeout_name,    &destroy_envelope<TimeoutOf<T>>,
                                                &run_timeout<T>,       nullptr};
template <class T>
struct TimeoutOf : IdleTimeout {
  TimeoutOf() : IdleTimeout(idle_timeout_type<T>) {}
};

/// Whether a handler of class T may run on this process: asked of what comes from a cell.
template <class T>
bool is_instance(Process& process) {
  return dynamic_cast<T*>(&process) != nullptr;
}

template <class T, class M>
[[gnu::section("anqa_types")]] inline constexpr EnvelopeType cast_type{EnvelopeKind::message,
                                                                       payload_id<M>,
                                                                       &type_name<M>,
                                                                       &destroy_envelope<MessageEnvelope<M>>,
                                                                       &run_cast<T, M>,
                                                                       &MessageEnvelope<M>::payload_of,
                                                                       sizeof(MessageEnvelope<M>),
                                                                       false,
                                                                       message_wire<M>(),
                                                                       &is_instance<T>};
template <class T, class M>
[[gnu::section("anqa_types")]] inline constexpr EnvelopeType info_type{EnvelopeKind::message,
                                                                       payload_id<M>,
                                                                       &type_name<M>,
                                                                       &destroy_envelope<MessageEnvelope<M>>,
                                                                       &run_info<T, M>,
                                                                       &MessageEnvelope<M>::payload_of,
                                                                       sizeof(MessageEnvelope<M>),
                                                                       false,
                                                                       message_wire<M>(),
                                                                       &is_instance<T>};
template <class T, class M>
inline constexpr EnvelopeType continue_type{EnvelopeKind::message, payload_id<M>,
                                            &type_name<M>,         &destroy_envelope<MessageEnvelope<M>>,
                                            &run_continue<T, M>,   &MessageEnvelope<M>::payload_of};

/// True when `exit` came from the process that started this one, which then stops, as in OTP.
bool parent_exited(Process& process, const Exit& exit);
void log_unknown_message(std::string_view server, const Envelope& envelope);

/// The compile-time look at class T: which of the optional callbacks it has.
template <class T>
struct BehaviourOf {
  static Task<void> init(Process& process) {
    return run_void([&] { return static_cast<T&>(process).init(); });
  }
  static Task<void> terminate(Process& process, ExitReason reason) {
    return run_void([&] { return static_cast<T&>(process).terminate(std::move(reason)); });
  }

  template <class M>
  static bool try_info(Process& process, Envelope& envelope, Task<void>& task) {
    if (envelope.type->payload_id != payload_id<M>) return false;
    task = run_info<T, M>(process, envelope);
    return true;
  }
  template <class... M>
  static bool try_infos(Messages<M...>, Process& process, Envelope& envelope, Task<void>& task) {
    return (try_info<M>(process, envelope, task) || ...);
  }

  static Task<void> handle_raw(Process& process, Envelope& envelope) {
    Task<void> task;
    if (envelope.type->payload_id == payload_id<Exit> &&
        parent_exited(process, static_cast<MessageEnvelope<Exit>&>(envelope).message)) {
      return task;
    }
    if constexpr (handles_info<T, Exit>) {
      if (try_info<Exit>(process, envelope, task)) return task;
    }
    if constexpr (handles_info<T, Down>) {
      if (try_info<Down>(process, envelope, task)) return task;
    }
    if constexpr (handles_info<T, SocketEvent>) {
      if (try_info<SocketEvent>(process, envelope, task)) return task;
    }
    if constexpr (requires { typename T::Infos; }) {
      if (try_infos(typename T::Infos{}, process, envelope, task)) return task;
    }
    if constexpr (requires(T& server, const AnyMessage& any) { server.handle_info(any); }) {
      return run_void([&] { return static_cast<T&>(process).handle_info(AnyMessage(envelope)); });
    } else {
      log_unknown_message(type_name<T>(), envelope);
      return task;
    }
  }

  static void hibernate(Process& process) { static_cast<T&>(process).handle_hibernate(); }
  static std::string describe_state(const Process& process) {
    const auto& server = static_cast<const T&>(process);
    if constexpr (requires { server.describe_state(); }) {
      return server.describe_state();
    } else {
      return describe_value(server.state());
    }
  }
  static std::string describe_message(const Process& process, const Envelope& envelope) {
    return static_cast<const T&>(process).describe_message(AnyMessage(envelope));
  }

  static constexpr Behaviour make() {
    Behaviour behaviour{&type_name<T>, nullptr, nullptr, &handle_raw, false};
    behaviour.object_size = sizeof(T);
    if constexpr (requires { MailboxLimit(T::mailbox); }) behaviour.mailbox = T::mailbox;
    if constexpr (requires(T& server) { server.handle_hibernate(); }) behaviour.hibernate = &hibernate;
    if constexpr (
        requires(const T& server) { std::string(server.describe_state()); } ||
        requires(const T& server) { describe_value(server.state()); })
      behaviour.describe_state = &describe_state;
    if constexpr (requires(const T& server, const AnyMessage& any) {
                    std::string(server.describe_message(any));
                  })
      behaviour.describe_message = &describe_message;
    if constexpr (requires(T& server) { server.init(); }) behaviour.init = &init;
    if constexpr (requires(T& server) { server.terminate(ExitReason()); }) behaviour.terminate = &terminate;
    if constexpr (requires { T::is_supervisor; }) behaviour.is_supervisor = true;
    if constexpr (requires { T::has_caller; }) behaviour.has_caller = true;
    return behaviour;
  }
};

template <class T>
inline constexpr Behaviour server_behaviour = BehaviourOf<T>::make();

}  // namespace detail
}  // namespace anqa
