#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "anqa/otp/call.hpp"

namespace anqa {

/// In place of a state: `handle_event(AnyState, const M&)` is for all states that have no handle_event of
/// their own for M.
struct AnyState {};

namespace detail {

struct NoFrom {};
template <class M>
struct FromOf {
  using type = NoFrom;
};
template <class M>
  requires requires { typename M::Reply; }
struct FromOf<M> {
  using type = From<typename M::Reply>;
};
template <class M>
inline constexpr bool is_call = requires { typename M::Reply; };

/// An event of a state machine, which may have to wait: for a state in which it can be handled (postponed),
/// or for its time.
template <class M>
struct MachineEvent : Envelope {
  MachineEvent(const EnvelopeType& envelope_type, M m, typename FromOf<M>::type f = {},
               std::uint64_t timeout = 0)
      : Envelope(envelope_type), message(std::move(m)), from(std::move(f)), timeout_number(timeout) {}
  M message;
  [[no_unique_address]] typename FromOf<M>::type from;
  std::uint64_t timeout_number;  ///< of the timeout that it is; 0: none
  static const void* payload_of(const Envelope& envelope) noexcept {
    return &static_cast<const MachineEvent&>(envelope).message;
  }
};

// The ways to write a handler of event M in state S, in the order in which they are looked for.
template <class Machine, class S, class M>
concept handles_plainly =
    !is_call<M> && requires(Machine& machine, S state, M& message) { machine.handle_event(state, message); };
template <class Machine, class S, class M>
concept handles_with_from =
    is_call<M> && requires(Machine& machine, S state, M& message, typename FromOf<M>::type& from) {
      machine.handle_event(state, message, from);
    };
template <class Machine, class S, class M>
concept handles_taking_from =
    is_call<M> && requires(Machine& machine, S state, M& message, typename FromOf<M>::type& from) {
      machine.handle_event(state, message, std::move(from));
    };
template <class Machine, class S, class M>
concept handles_in =
    handles_plainly<Machine, S, M> || handles_with_from<Machine, S, M> || handles_taking_from<Machine, S, M>;
template <class Machine, class S, class M>
concept handles_in_or_by_default = handles_in<Machine, S&, M> || handles_in<Machine, AnyState, M>;

/// The compiler names Machine, State and Event when it refuses.
template <class Machine, class State, class Event>
consteval void check_state_handles() {
  static_assert(handles_in_or_by_default<Machine, State, Event>,
                "this state of the machine does not say what it does with this event: write `Transition "
                "handle_event(State&, const Event&)`, with a third parameter `From<Event::Reply>&` for a "
                "call; or once, for all states that do not, `Transition handle_event(AnyState, const "
                "Event&)`, which may keep_state() or postpone()");
}

template <class Machine, class S, class M>
decltype(auto) handle_in(Machine& machine, S&& state, MachineEvent<M>& event) {
  if constexpr (handles_plainly<Machine, S, M>) {
    return machine.handle_event(state, event.message);
  } else if constexpr (handles_with_from<Machine, S, M>) {
    return machine.handle_event(state, event.message, event.from);
  } else {
    return machine.handle_event(state, event.message, std::move(event.from));
  }
}

/// The timeouts of a machine that are running, each with a number; one that fires and is not among them has
/// been cancelled.
class MachineTimeouts {
 public:
  enum class Kind : std::uint8_t { state, event, named };
  MachineTimeouts() = default;
  ~MachineTimeouts();
  MachineTimeouts(const MachineTimeouts&) = delete;
  MachineTimeouts& operator=(const MachineTimeouts&) = delete;

  std::uint64_t next_number() { return ++last_number_; }
  /// In place of the one of that kind and name; `event` carries `number`.
  void start(Kind kind, const std::string& name, std::uint64_t number, Duration after, EnvelopePtr event);
  void cancel(Kind kind, const std::string& name = {});
  /// False when it is no longer running.
  bool take(std::uint64_t number);

 private:
  struct Running {
    Kind kind;
    std::string name;
    std::uint64_t number;
    TimerHandle timer;
  };
  std::vector<Running> running_;
  std::uint64_t last_number_ = 0;
};

/// Puts an event before all that wait for their handler.
void handle_next(EnvelopePtr event);
[[noreturn]] void refuse_timeout(std::string_view machine, std::string_view event);

}  // namespace detail
}  // namespace anqa
