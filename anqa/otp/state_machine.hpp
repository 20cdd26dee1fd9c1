#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "anqa/otp/detail/describe.hpp"
#include "anqa/otp/detail/machine_event.hpp"
#include "anqa/otp/gen_server.hpp"

namespace anqa {

/// A server whose answers depend on the state that it is in: OTP's gen_statem. Each state is a type that
/// holds what only that state knows; what all of them share are members of the class. Overloads say what an
/// event does in a state, and the compiler sees to it that none is forgotten:
///
///     struct Locked { int failures = 0; };
///     struct Unlocked {};
///
///     class Door : public StateMachine<Door, Locked, Unlocked> {
///      public:
///       struct Enter { using Reply = bool; std::string code; };   // a call
///       struct Lock {};                                           // a cast
///       Door() : StateMachine(Locked{}) {}
///
///       Transition handle_event(Locked& locked, const Enter& enter, From<bool>& from);
///       Transition handle_event(Unlocked&, const Lock&) { return next_state(Locked{}); }
///       Transition handle_event(AnyState, const Lock&) { return keep_state(); }   // in all other states
///       …
///
/// It is a GenServer in all else: call(door, Door::Enter{"1234"}), cast(door, Door::Lock{}), send(), Down and
/// Exit come to handle_event as events of that type. A handler returns what comes of the event, with what
/// shall happen besides: `next_state(Unlocked{}).state_timeout(10s, Lock{})`; it may be a coroutine returning
/// Task<Transition>, whose parameters are values.
///
/// `handle_enter(S&)`, if there is one, runs whenever state S is entered, also at the start; it returns
/// nothing or `Actions`.
template <class Machine, class... States>
class StateMachine : public GenServer {
 public:
  using State = std::variant<States...>;

  /// What shall happen besides; in a chain.
  class Actions {
   public:
    /// The event comes after that time, if the machine is in the same state all the while.
    template <class Self, class M>
    Self&& state_timeout(this Self&& self, Duration after, M event) {
      static_assert((detail::handles_in_or_by_default<Machine, States, M> || ...),
                    "no state of the machine handles this event");
      self.add(Kind::state, {}, after, std::move(event));
      return std::forward<Self>(self);
    }
    /// The event comes after that time, if no other event came before.
    template <class Self, class M>
    Self&& event_timeout(this Self&& self, Duration after, M event) {
      check_event<M>();
      self.add(Kind::event, {}, after, std::move(event));
      return std::forward<Self>(self);
    }
    /// The event comes after that time, whatever happens; in place of an earlier timeout of that name.
    template <class Self, class M>
    Self&& timeout(this Self&& self, std::string name, Duration after, M event) {
      check_event<M>();
      self.add(Kind::named, std::move(name), after, std::move(event));
      return std::forward<Self>(self);
    }
    template <class Self>
    Self&& cancel_state_timeout(this Self&& self) {
      self.timeouts_.push_back({Kind::state, {}, {}, nullptr, {}});
      return std::forward<Self>(self);
    }
    template <class Self>
    Self&& cancel_timeout(this Self&& self, std::string name) {
      self.timeouts_.push_back({Kind::named, std::move(name), {}, nullptr, {}});
      return std::forward<Self>(self);
    }
    /// Answers a call: `keep_state().reply(from, 5)`; the same as from.reply(5).
    template <class Self, class R, class U>
    Self&& reply(this Self&& self, From<R>& from, U&& value) {
      from.reply(std::forward<U>(value));
      return std::forward<Self>(self);
    }

   private:
    friend class StateMachine;
    using Kind = detail::MachineTimeouts::Kind;
    struct TimeoutAction {
      Kind kind;
      std::string name;
      Duration after;
      std::uint64_t* number;  // of the event; null: cancels
      detail::EnvelopePtr event;
    };
    template <class M>
    void add(Kind kind, std::string name, Duration after, M event) {
      check_message<M>();
      auto* envelope = detail::make_envelope<detail::MachineEvent<M>>(event_type<M>, std::move(event));
      timeouts_.push_back(
          {kind, std::move(name), after, &envelope->timeout_number, detail::EnvelopePtr(envelope)});
    }
    std::vector<TimeoutAction> timeouts_;
  };

  /// What comes of an event. Made by next_state(), keep_state(), repeat_state() and stop().
  class Transition : public Actions {
   public:
    /// The event is handled again, before later ones, once the machine is in another state.
    template <class Self>
    Self&& postpone(this Self&& self) {
      self.postpone_ = true;
      return std::forward<Self>(self);
    }
    /// The machine handles this event next, before all that wait; several in this order.
    template <class Self, class M>
    Self&& next_event(this Self&& self, M event) {
      check_event<M>();
      self.next_events_.push_back(detail::EnvelopePtr(
          detail::make_envelope<detail::MachineEvent<M>>(event_type<M>, std::move(event))));
      return std::forward<Self>(self);
    }

   private:
    friend class StateMachine;
    Transition() = default;
    std::optional<State> next_;
    std::optional<ExitReason> stop_;
    std::vector<detail::EnvelopePtr> next_events_;
    bool postpone_ = false;
    bool repeat_ = false;
  };

  /// The state that it is in; for get_state(), and in handlers.
  const State& state() const { return state_; }
  template <class S>
  bool is_in() const {
    return std::holds_alternative<S>(state_);
  }
  /// For tools: the state's name and its fields.
  std::string describe_state() const {
    return std::visit(
        []<class S>(const S& state) {
          return std::string(type_name<S>()) + " " + detail::describe_value(state);
        },
        state_);
  }

  template <class M>
    requires(detail::is_call<M> && (detail::handles_in_or_by_default<Machine, States, M> || ...))
  Task<void> handle_call(M message, From<typename M::Reply> from) {
    check_event<M>();
    return receive_event<M>(std::move(message), std::move(from));
  }
  template <class M>
    requires(detail::handles_in_or_by_default<Machine, States, M> || ...)
  Task<void> handle_cast(M message) {
    check_event<M>();
    return receive_event<M>(std::move(message), {});
  }
  template <class M>
    requires(!std::is_same_v<M, AnyMessage> && (detail::handles_in_or_by_default<Machine, States, M> || ...))
  Task<void> handle_info(M message) {
    check_event<M>();
    return receive_event<M>(std::move(message), {});
  }

 protected:
  /// Starts in this state.
  explicit StateMachine(State first) : state_(std::move(first)) {
    detail::handle_next(detail::EnvelopePtr(detail::make_envelope<EnterEnvelope>(enter_type)));
  }
  ~StateMachine() override = default;

  /// Goes to that state: state timeouts end, handle_enter() runs, and postponed events come back. To the
  /// state that it is in already: only what the state holds is replaced.
  template <class S>
  static Transition next_state(S state) {
    static_assert((std::is_same_v<S, States> || ...), "this is no state of the machine");
    Transition transition;
    transition.next_.emplace(std::move(state));
    return transition;
  }
  static Transition keep_state() { return Transition(); }
  /// Stays, and runs handle_enter() again.
  static Transition repeat_state() {
    Transition transition;
    transition.repeat_ = true;
    return transition;
  }
  static Transition stop(ExitReason reason = ExitReason::normal) {
    Transition transition;
    transition.stop_.emplace(std::move(reason));
    return transition;
  }

 private:
  using Kind = detail::MachineTimeouts::Kind;
  struct EnterEnvelope : detail::Envelope {
    using Envelope::Envelope;
  };

  template <class M>
  static consteval void check_event() {
    (detail::check_state_handles<Machine, States, M>(), ...);
  }

  // An event that waited in the machine itself: postponed, next_event() or a timeout.
  template <class M>
  static Task<void> run_event(Process& process, detail::Envelope& envelope) {
    auto& machine = static_cast<StateMachine&>(process);
    auto& event = static_cast<detail::MachineEvent<M>&>(envelope);
    if (event.timeout_number != 0 && !machine.timeouts_.take(event.timeout_number)) return {};  // cancelled
    return machine.template receive_event<M>(std::move(event.message), std::move(event.from));
  }
  template <class M>
  static constexpr detail::EnvelopeType event_type{detail::EnvelopeKind::message,
                                                   detail::payload_id<M>,
                                                   &type_name<M>,
                                                   &detail::destroy_envelope<detail::MachineEvent<M>>,
                                                   &StateMachine::run_event<M>,
                                                   &detail::MachineEvent<M>::payload_of};
  static std::string_view enter_name() { return "handle_enter()"; }
  static Task<void> run_enter(Process& process, detail::Envelope&) {
    static_cast<StateMachine&>(process).enter();
    return {};
  }
  static constexpr detail::EnvelopeType enter_type{detail::EnvelopeKind::message,
                                                   nullptr,
                                                   &enter_name,
                                                   &detail::destroy_envelope<EnterEnvelope>,
                                                   &run_enter,
                                                   nullptr};

  template <class M>
  Task<void> receive_event(M message, typename detail::FromOf<M>::type from) {
    timeouts_.cancel(Kind::event);
    auto* event =
        detail::make_envelope<detail::MachineEvent<M>>(event_type<M>, std::move(message), std::move(from));
    detail::EnvelopePtr owned(event);
    return std::visit([&](auto& state) { return handle(state, *event, std::move(owned)); }, state_);
  }

  template <class S, class M>
  Task<void> handle(S& state, detail::MachineEvent<M>& event, detail::EnvelopePtr owned) {
    auto& machine = static_cast<Machine&>(*this);
    if constexpr (detail::handles_in<Machine, S&, M>) {
      return finish(detail::handle_in<Machine, S&, M>(machine, state, event), std::move(owned));
    } else if constexpr (detail::handles_in<Machine, AnyState, M>) {
      return finish(detail::handle_in<Machine, AnyState, M>(machine, AnyState{}, event), std::move(owned));
    } else {
      // Only a state timeout may have an event that not all states handle.
      detail::refuse_timeout(type_name<Machine>(), type_name<M>());
    }
  }

  Task<void> finish(Transition transition, detail::EnvelopePtr event) {
    apply(std::move(transition), std::move(event));
    return {};
  }
  Task<void> finish(Task<Transition> task, detail::EnvelopePtr event) {
    Transition transition = co_await std::move(task);
    apply(std::move(transition), std::move(event));
  }

  void apply(Transition transition, detail::EnvelopePtr event) {
    if (transition.postpone_) {
      postponed_.push_back(std::move(event));
    } else {
      event.reset();  // an unanswered call fails now
    }
    if (transition.stop_) {
      GenServer::stop(std::move(*transition.stop_));
      return;
    }
    bool changed = false;
    if (transition.next_) {
      changed = transition.next_->index() != state_.index();
      state_ = std::move(*transition.next_);
    }
    if (changed) {
      timeouts_.cancel(Kind::state);
      for (; !postponed_.empty(); postponed_.pop_back()) detail::handle_next(std::move(postponed_.back()));
    }
    auto& events = transition.next_events_;
    for (; !events.empty(); events.pop_back()) detail::handle_next(std::move(events.back()));
    if (changed || transition.repeat_) enter();
    start_timeouts(transition);
  }

  void enter() {
    std::visit(
        [this](auto& state) {
          auto& machine = static_cast<Machine&>(*this);
          if constexpr (requires { machine.handle_enter(state); }) {
            if constexpr (std::is_void_v<decltype(machine.handle_enter(state))>) {
              machine.handle_enter(state);
            } else {
              static_assert(std::is_same_v<decltype(machine.handle_enter(state)), Actions>,
                            "handle_enter() returns nothing or Actions: it cannot go to another state");
              Actions actions = machine.handle_enter(state);
              start_timeouts(actions);
            }
          }
        },
        state_);
  }

  void start_timeouts(Actions& actions) {
    for (auto& action : actions.timeouts_) {
      if (!action.number) {
        timeouts_.cancel(action.kind, action.name);
        continue;
      }
      *action.number = timeouts_.next_number();
      timeouts_.start(action.kind, action.name, *action.number, action.after, std::move(action.event));
    }
  }

  State state_;
  std::vector<detail::EnvelopePtr> postponed_;
  detail::MachineTimeouts timeouts_;
};

}  // namespace anqa
