#pragma once

#include <cstdint>
#include <memory>

#include "anqa/runtime/scheduler.hpp"
#include "anqa/runtime/system.hpp"

namespace anqa {

/// The scheduler for tests: one thread, a virtual clock that moves only when nothing is runnable, and at each
/// step a runnable process picked by a seeded generator, which handles one message. The same seed gives the
/// same run. It has no sockets; what is given to blocking() runs as a step like any other.
class DeterministicScheduler final : public Scheduler {
 public:
  explicit DeterministicScheduler(std::uint64_t seed);
  ~DeterministicScheduler() override;

  /// One step of one runnable process, or of the clock's next timer. False when there is neither: all wait
  /// for ever.
  bool step();
  /// Steps until nothing is runnable, without moving the clock.
  void run_until_idle();
  /// Moves the clock by `duration`, running all that becomes runnable on the way.
  void advance(Duration duration);
  std::uint64_t seed() const;
  std::uint64_t steps() const;

  void attach(System& system) override;
  void schedule(detail::ProcessCore& core) override;
  TimePoint now() const override;
  detail::TimerHandle start_timer(TimePoint deadline, Pid to, std::uint64_t ref,
                                  detail::Envelope* envelope) override;
  bool cancel_timer(detail::TimerHandle handle) override;
  void run_blocking(std::unique_ptr<detail::BlockingJob> job) override;
  std::uint64_t random() override;
  void* io_context() override { return nullptr; }
  /// Throws std::logic_error when every process waits for ever before `done` is set.
  void run_until(std::atomic<bool>& done) override;
  void stop() override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace anqa
