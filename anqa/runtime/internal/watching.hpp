#pragma once

#include "anqa/runtime/detail/process_core.hpp"
#include "anqa/runtime/internal/relations.hpp"

namespace anqa::detail {

/// What few processes need: who traces it, and when it is to hibernate.
struct Extras {
  std::string label;
  Pid tracer;
  bool traces_to_log = false;
  TimePoint handler_began;

  TimerHandle timeout;          ///< of timeout_after()
  TimerHandle idle_check;       ///< of hibernate_after
  Duration hibernate_after{};   ///< zero: never by itself
  bool hibernate_soon = false;  ///< once the current handler is done
  bool hibernated = false;

  bool traced() const { return tracer || traces_to_log; }
};
Extras& extras_of(ProcessCore& core);

/// A message was queued for a process that is `watched`.
void message_received(ProcessCore& core, const Envelope& envelope);
/// A handler of a process that is `watched` begins.
void before_handler(ProcessCore& core);
/// It has come to its end; core.current is still there.
void after_watched_handler(ProcessCore& core);
/// It ends: nothing is to come to it any more.
void stop_timers(Extras& extras);
void watched_exit(Pid pid, const Extras& extras, const ExitReason& reason);

/// Calls its handle_hibernate(), and gives back what the runtime holds for it beyond what it needs now.
void hibernate(ProcessCore& core);
/// Looks again after its hibernate_after, if it has one.
void watch_for_idleness(ProcessCore& core);

}  // namespace anqa::detail
