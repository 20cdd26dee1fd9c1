#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "anqa/runtime/internal/owner_lock.hpp"
#include "anqa/runtime/internal/process_table.hpp"
#include "anqa/runtime/internal/progress.hpp"
#include "anqa/runtime/internal/reactor.hpp"
#include "anqa/runtime/internal/run_queue.hpp"
#include "anqa/runtime/internal/timer_wheel.hpp"
#include "anqa/runtime/system.hpp"

namespace anqa::detail {

struct Pool;

/// One scheduler thread.
class Worker {
 public:
  Worker(Pool& pool, unsigned index);
  ~Worker();

  void run();
  /// From its own thread only: runs next here.
  void schedule_local(ProcessCore& core);
  /// Ends its sleep, from any thread.
  void wake();

  static Worker* current();

  /// Timers of this thread: started by itself, or by any thread.
  TimerHandle start_timer(TimePoint deadline, Pid to, std::uint64_t ref, Envelope* envelope);
  bool cancel_timer(TimerHandle handle);
  /// cancel_timer() for a timer whose firing would do no harm: from another thread it takes effect some time
  /// later, and costs little.
  void forget_timer(TimerHandle handle);

  Pool& pool;
  const unsigned index;
  Reactor reactor;
  Progress progress;
  std::atomic<bool> asleep{false};
  /// Set by the watchdog while one handler runs on: others may then take even the process that was to run
  /// next, and serve this thread's sockets and timers.
  std::atomic<bool> stuck{false};
  /// Held by whoever serves this thread's sockets from outside, and by the thread while it sleeps in them:
  /// nobody may take the handler that is to wake it.
  std::mutex serving;

 private:
  friend struct Pool;
  ProcessCore* take();
  ProcessCore* steal();
  bool serve_outside();
  void run_one(ProcessCore& core);
  void sleep();
  bool work_in_sight() const;
  ProcessCore* take_next();
  /// Takes what is to run next on a thread that is stuck, and serves its timers and sockets.
  ProcessCore* raid(Worker& victim);
  /// Opens what waits on threads that are stuck to all, also when this one has enough to do.
  void help_the_stuck();
  void forget_what_others_forgot();

  struct Forgotten {
    TimerHandle timer;
    Forgotten* next;
  };

  /// Guards what is this thread's own, and is others' only while it is stuck: wheel_ and next_.
  OwnerLock local_;
  TimerWheel wheel_;
  std::vector<TimerWheel::Due> due_;
  /// What this thread made runnable last: runs before queue_. Changed under local_, looked at by anyone.
  std::atomic<ProcessCore*> next_{nullptr};
  std::atomic<Forgotten*> forgotten_{nullptr};
  RunQueue queue_;
  ProcessTable::Cache free_processes_;
  unsigned in_a_row_ = 0;  // how often next_ went before the queue
  unsigned turn_ = 0;
  TimePoint next_look_{};  // when sockets and timers are served at the latest
};

/// The threads of one ThreadedScheduler and what they share.
struct Pool {
  System* system = nullptr;
  TimePoint epoch = std::chrono::steady_clock::now();
  SharedQueue shared;
  std::vector<std::unique_ptr<Worker>> workers;
  std::vector<std::thread> threads;
  std::atomic<bool> stopping{false};
  std::atomic<unsigned> sleeping{0};
  std::atomic<unsigned> searching{0};
  std::atomic<bool> watchdog_asleep{false};

  /// Wakes one sleeping thread if there is one and nobody is looking for work already.
  void wake_one();
  void wake_all();
};

}  // namespace anqa::detail
