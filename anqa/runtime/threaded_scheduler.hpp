#pragma once

#include <chrono>
#include <memory>

#include "anqa/runtime/scheduler.hpp"

namespace anqa {

/// The production scheduler: a thread per core, each with its own run queue, timers and sockets; threads that
/// have nothing to do steal from the others, then sleep. What a handler makes runnable runs next on its own
/// thread, so that a call and its answer cost no change of threads.
class ThreadedScheduler final : public Scheduler {
 public:
  struct Options {
    unsigned threads = 0;           ///< scheduler threads; 0: as many as there are cores
    unsigned blocking_threads = 8;  ///< threads for blocking(), started when first used
    /// A handler that runs longer is named in the log, once a second as long as it goes on.
    std::chrono::milliseconds long_handler{1000};
  };

  ThreadedScheduler();
  explicit ThreadedScheduler(Options options);
  ~ThreadedScheduler() override;

  void attach(System& system) override;
  void schedule(detail::ProcessCore& core) override;
  TimePoint now() const override { return std::chrono::steady_clock::now(); }
  detail::TimerHandle start_timer(TimePoint deadline, Pid to, std::uint64_t ref,
                                  detail::Envelope* envelope) override;
  detail::TimerHandle start_timeout(Duration after, Pid to, std::uint64_t ref) override;
  bool cancel_timer(detail::TimerHandle handle) override;
  void forget_timer(detail::TimerHandle handle) override;
  void run_blocking(std::unique_ptr<detail::BlockingJob> job) override;
  std::string_view running_handler(Pid pid) const override;
  std::uint64_t random() override;
  detail::Reactor* reactor() override;
  void run_until(std::atomic<bool>& done) override;
  void stop() override;

  unsigned threads() const override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace anqa
