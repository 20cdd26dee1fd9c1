#pragma once

#include <cstdint>
#include <memory>

#include "anqa/runtime/detail/seeded_engine.hpp"
#include "anqa/runtime/scheduler.hpp"
#include "anqa/runtime/system.hpp"

namespace anqa {

/// The scheduler for tests: one thread, a virtual clock that moves only when nothing is runnable, and at each
/// step a runnable process picked by a seeded generator, which handles one message. The same seed gives the
/// same run. It has no sockets; what is given to blocking() runs as a step like any other. For a world of
/// several nodes see anqa::testing::Simulation.
class DeterministicScheduler final : public Scheduler {
 public:
  explicit DeterministicScheduler(std::uint64_t seed);
  /// One of several that share an engine, so that one seeded choice is made among all their processes.
  explicit DeterministicScheduler(std::shared_ptr<detail::SeededEngine> engine);
  ~DeterministicScheduler() override;

  /// One step of one runnable process, or of the clock's next timer. False when there is neither: all wait
  /// for ever.
  bool step() { return engine_->step(); }
  /// Steps until nothing is runnable, without moving the clock.
  void run_until_idle() { engine_->run_until_idle(); }
  /// Moves the clock by `duration`, running all that becomes runnable on the way.
  void advance(Duration duration) { engine_->advance(duration); }
  std::uint64_t seed() const { return engine_->seed(); }
  std::uint64_t steps() const { return engine_->steps(); }
  detail::SeededEngine& engine() { return *engine_; }
  detail::SeededEngine::Member& member() { return *member_; }

  void attach(System& system) override;
  void schedule(detail::ProcessCore& core) override;
  TimePoint now() const override;
  detail::TimerHandle start_timer(TimePoint deadline, Pid to, std::uint64_t ref,
                                  detail::Envelope* envelope) override;
  bool cancel_timer(detail::TimerHandle handle) override;
  void run_blocking(std::unique_ptr<detail::BlockingJob> job) override;
  std::uint64_t random() override;
  detail::Reactor* reactor() override { return nullptr; }
  /// Throws std::logic_error when every process waits for ever before `done` is set.
  void run_until(std::atomic<bool>& done) override;
  void stop() override;

 private:
  std::shared_ptr<detail::SeededEngine> engine_;
  detail::SeededEngine::Member* member_ = nullptr;
};

}  // namespace anqa
