#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string_view>

#include "anqa/base/clock.hpp"
#include "anqa/runtime/timer.hpp"

namespace anqa {

class System;

namespace detail {
/// Where `after` leads from `now`, as far as the clock goes: limits like Duration::max() mean for ever.
inline TimePoint later(TimePoint now, Duration after) {
  return after > TimePoint::max() - now ? TimePoint::max() : now + after;
}
}  // namespace detail

namespace detail {
struct ProcessCore;
struct Envelope;
class Reactor;

/// Work for a thread that may block. Runs once, on a thread that is no scheduler, then is destroyed.
class BlockingJob {
 public:
  virtual ~BlockingJob() = default;
  virtual void run() noexcept = 0;
};
}  // namespace detail

/// The seam between processes and whatever runs them: ThreadedScheduler in production, DeterministicScheduler
/// in tests. Both run the same processes.
class Scheduler {
 public:
  virtual ~Scheduler() = default;

  /// Called once, before anything else, by the System that it will run.
  virtual void attach(System& system) = 0;

  /// The process has become runnable. Called exactly once per change from idle; any thread.
  virtual void schedule(detail::ProcessCore& core) = 0;

  virtual TimePoint now() const = 0;
  virtual detail::TimerHandle start_timer(TimePoint deadline, Pid to, std::uint64_t ref,
                                          detail::Envelope* envelope) = 0;
  virtual bool cancel_timer(detail::TimerHandle handle) = 0;
  /// start_timer() of a wait's time limit: may fire a little late, to be cheap.
  virtual detail::TimerHandle start_timeout(Duration after, Pid to, std::uint64_t ref) {
    return start_timer(detail::later(now(), after), to, ref, nullptr);
  }
  /// cancel_timer() where nobody minds if it fires all the same.
  virtual void forget_timer(detail::TimerHandle handle) { cancel_timer(handle); }

  virtual void run_blocking(std::unique_ptr<detail::BlockingJob> job) = 0;

  /// How many processes can run at one time.
  virtual unsigned threads() const { return 1; }

  /// The type of the message whose handler the process is running on a thread right now, as far as known.
  virtual std::string_view running_handler(Pid) const { return {}; }

  /// A number from the scheduler's own source: seeded in the deterministic one, so that a run replays.
  virtual std::uint64_t random() = 0;

  /// What is to watch the next socket; null when this scheduler has no sockets.
  virtual detail::Reactor* reactor() = 0;

  /// Lets processes run until `done`; called by a thread that is no process.
  virtual void run_until(std::atomic<bool>& done) = 0;
  /// Ends the threads; no process runs after it returns.
  virtual void stop() = 0;
};

}  // namespace anqa
