#pragma once

#include "../measure.hpp"
#include "anqa/runtime/receive.hpp"
#include "anqa/runtime/spawn.hpp"
#include "anqa/runtime/system.hpp"
#include "anqa/runtime/threaded_scheduler.hpp"

/// The rows of our side; each prints its own figure. See bench/README.md for what they do.
namespace bench {

void memory(anqa::System& system, int count);
void spawn(anqa::System& system, int count);
void ping_pong(anqa::System& system, int count);
void fan_in(anqa::System& system, int count);
void call_1(anqa::System& system, int count);
void call_64(anqa::System& system, int count);
void call_1000(anqa::System& system, int count);
void restart(anqa::System& system, int count);
void restart_few(anqa::System& system, int count);
void registry(anqa::System& system, int count);
void timers(anqa::System& system, int count);
void task(anqa::System& system, int count);

/// What a process sends to say that it is through.
struct Done {};

inline anqa::Task<void> wait_for_done(int count) {
  for (int i = 0; i < count; ++i) co_await anqa::receive<Done>();
}

/// Scheduler threads of the system, as its scheduler counts them.
inline unsigned threads_of(anqa::System& system) {
  return static_cast<anqa::ThreadedScheduler&>(system.scheduler()).threads();
}

}  // namespace bench
