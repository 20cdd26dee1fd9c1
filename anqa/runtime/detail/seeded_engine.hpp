#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "anqa/runtime/scheduler.hpp"

namespace anqa::detail {

/// What may happen in a simulated world beside processes and their timers: packets that arrive, faults.
class EventSource {
 public:
  virtual ~EventSource() = default;
  /// When its next event is due; nothing when none is to come.
  virtual std::optional<TimePoint> next_event() const = 0;
  /// Its next event happens.
  virtual void happen() = 0;
};

/// Looks on while the engine runs.
class StepObserver {
 public:
  virtual ~StepObserver() = default;
  /// `core` of `system` is about to handle one thing.
  virtual void before_step(System& system, const ProcessCore& core) = 0;
  /// A step is done, or the clock has moved to the next timer.
  virtual void after_step() = 0;
};

/// The core that DeterministicScheduler and Simulation share: on one thread, a virtual clock and one seeded
/// choice among all that can happen now: a process of any of its systems handles one message, a blocking job
/// runs, an event source's event happens. The clock moves when nothing can happen, to whatever is due next.
class SeededEngine {
 public:
  explicit SeededEngine(std::uint64_t seed);
  ~SeededEngine();
  SeededEngine(const SeededEngine&) = delete;
  SeededEngine& operator=(const SeededEngine&) = delete;

  std::uint64_t seed() const;
  std::uint64_t steps() const;
  std::uint64_t random();
  TimePoint now() const;

  /// False when nothing can happen any more: all wait for ever.
  bool step();
  /// Steps until nothing can happen without moving the clock.
  void run_until_idle();
  /// Moves the clock by `duration`, running all that comes on the way.
  void advance(Duration duration);
  /// The probability that a step moves the clock to what is due next although something could still run: a
  /// busy machine, on which timers overtake work. Nothing at the start.
  void set_haste(double probability);

  /// Both are asked in the order in which they came, and must outlive the engine or be taken off.
  void add_source(EventSource& source);
  void remove_source(EventSource& source);
  void set_observer(StepObserver* observer);

  /// One system's share: what of it is runnable, its timers, its clock.
  class Member;
  /// The member is valid until leave().
  Member& join(System& system);
  /// Nothing of it runs any more; its timers are kept until it leaves.
  void stop(Member& member);
  void leave(Member& member);
  /// Takes back what is runnable, and drops the jobs, of a system whose processes are about to vanish.
  void forget(Member& member);
  /// Nothing of the system runs for `duration`, as on a machine that sleeps: its timers fire late.
  void pause(Member& member, Duration duration);
  /// Its monotonic clock runs by `parts_per_million` too fast (or, below nothing, too slow) from now on.
  void set_drift(Member& member, std::int64_t parts_per_million);

  void schedule(Member& member, ProcessCore& core);
  void add_job(Member& member, std::unique_ptr<BlockingJob> job);
  TimePoint now(const Member& member) const;
  TimerHandle start_timer(Member& member, TimePoint deadline, Pid to, std::uint64_t ref, Envelope* envelope);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace anqa::detail
