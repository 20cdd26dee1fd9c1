#include "anqa/runtime/internal/worker.hpp"

#include <chrono>

#include "anqa/base/pool.hpp"
#include "anqa/runtime/internal/coarse_clock.hpp"
#include "anqa/runtime/internal/this_thread.hpp"

namespace anqa::detail {
namespace {

/// Messages that a process handles before it goes behind the others.
constexpr unsigned slice_budget = 128;
/// Slices between two looks at sockets and timers.
constexpr unsigned outside_interval = 31;
/// Slices between two looks at the clock: when they were long, sockets and timers do not wait for the others.
constexpr unsigned clock_interval = 4;
constexpr std::chrono::milliseconds longest_wait{2};
/// How often what became runnable last may go before what waits in the queue.
constexpr unsigned max_in_a_row = 16;
/// Rounds of looking for work before a thread sleeps: a wake through the kernel costs far more than these.
constexpr int search_rounds = 64;

void relax() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#else
  std::this_thread::yield();
#endif
}

}  // namespace

Worker::Worker(Pool& pool_of_it, unsigned number)
    : pool(pool_of_it), index(number), wheel_(pool_of_it.epoch, number) {}

Worker::~Worker() { forget_what_others_forgot(); }

Worker* Worker::current() { return this_thread.worker; }

void Worker::schedule_local(ProcessCore& core) {
  ProcessCore* displaced = nullptr;
  {
    OwnerLock::Entered mine(local_);
    displaced = next_.load(std::memory_order_relaxed);
    next_.store(&core, std::memory_order_relaxed);
  }
  if (!displaced) return;
  queue_.push(*displaced, pool.shared);
  pool.wake_one();
}

void Worker::wake() { reactor.wake(); }

ProcessCore* Worker::take() {
  ++turn_;
  if (turn_ % outside_interval == 0 || (turn_ % clock_interval == 0 && coarse_now() >= next_look_)) {
    serve_outside();
    help_the_stuck();
    if (ProcessCore* core = pool.shared.pop()) return core;
  }
  const bool others_first = in_a_row_ >= max_in_a_row;
  if (!others_first) {
    if (ProcessCore* core = take_next()) {
      ++in_a_row_;
      return core;
    }
  }
  in_a_row_ = 0;
  if (ProcessCore* core = queue_.pop()) return core;
  if (others_first) {
    if (ProcessCore* core = queue_.refill_from(pool.shared)) return core;
  }
  if (ProcessCore* core = take_next()) return core;
  return queue_.refill_from(pool.shared);
}

void Worker::help_the_stuck() {
  constexpr std::size_t most = 32;
  for (const auto& victim : pool.workers) {
    if (victim.get() == this || !victim->stuck.load(std::memory_order_relaxed)) continue;
    if (ProcessCore* core = raid(*victim)) pool.shared.push(*core);
    ProcessCore* first = nullptr;
    ProcessCore* last = nullptr;
    std::size_t count = 0;
    while (count < most) {
      ProcessCore* core = victim->queue_.take_one();
      if (!core) break;
      (last ? last->run_next : first) = core;
      last = core;
      ++count;
    }
    if (first) pool.shared.push(first, last, count);
  }
}

ProcessCore* Worker::steal() {
  const auto count = static_cast<unsigned>(pool.workers.size());
  for (unsigned i = 1; i < count; ++i) {
    Worker& victim = *pool.workers[(index + i) % count];
    if (ProcessCore* core = queue_.steal_from(victim.queue_)) return core;
    if (!victim.stuck.load(std::memory_order_relaxed)) continue;
    if (ProcessCore* core = raid(victim)) return core;
  }
  return nullptr;
}

ProcessCore* Worker::raid(Worker& victim) {
  std::unique_lock serving_it(victim.serving, std::try_to_lock);
  if (!serving_it) return nullptr;
  ProcessCore* core = nullptr;
  due_.clear();
  {
    OwnerLock::Seized theirs(victim.local_);
    core = victim.next_.load(std::memory_order_relaxed);
    victim.next_.store(nullptr, std::memory_order_relaxed);
    victim.wheel_.take_due(std::chrono::steady_clock::now(), due_);
  }
  for (const TimerWheel::Due& each : due_) each.deliver();
  victim.reactor.poll();
  // What that made runnable is with us now.
  return core ? core : take_next();
}

ProcessCore* Worker::take_next() {
  if (!next_.load(std::memory_order_relaxed)) return nullptr;
  OwnerLock::Entered mine(local_);
  ProcessCore* core = next_.load(std::memory_order_relaxed);
  next_.store(nullptr, std::memory_order_relaxed);
  return core;
}

TimerHandle Worker::start_timer(TimePoint deadline, Pid to, std::uint64_t ref, Envelope* envelope) {
  if (this_thread.worker == this) {
    OwnerLock::Entered mine(local_);
    return wheel_.start(deadline, to, ref, envelope);
  }
  TimerHandle handle;
  {
    OwnerLock::Seized theirs(local_);
    handle = wheel_.start(deadline, to, ref, envelope);
  }
  wake();  // it may sleep, and has reckoned without this timer
  return handle;
}

bool Worker::cancel_timer(TimerHandle handle) {
  EnvelopePtr unsent;  // destroyed after the lock is gone: its destructor may start or cancel timers
  if (this_thread.worker == this) {
    OwnerLock::Entered mine(local_);
    return wheel_.cancel(handle, unsent);
  }
  OwnerLock::Seized theirs(local_);
  return wheel_.cancel(handle, unsent);
}

void Worker::forget_timer(TimerHandle handle) {
  if (this_thread.worker == this) {
    cancel_timer(handle);
    return;
  }
  auto* note = ::new (pool_allocate(sizeof(Forgotten))) Forgotten{handle, nullptr};
  note->next = forgotten_.load(std::memory_order_relaxed);
  while (!forgotten_.compare_exchange_weak(note->next, note, std::memory_order_release,
                                           std::memory_order_relaxed)) {
  }
}

void Worker::forget_what_others_forgot() {
  if (!forgotten_.load(std::memory_order_relaxed)) return;
  Forgotten* note = forgotten_.exchange(nullptr, std::memory_order_acquire);
  while (note) {
    Forgotten* done = std::exchange(note, note->next);
    cancel_timer(done->timer);
    pool_free(done, sizeof(Forgotten));
  }
}

bool Worker::serve_outside() {
  const TimePoint now = std::chrono::steady_clock::now();
  next_look_ = now + longest_wait;
  forget_what_others_forgot();
  due_.clear();
  {
    OwnerLock::Entered mine(local_);
    wheel_.take_due(now, due_);
  }
  for (const TimerWheel::Due& each : due_) each.deliver();
  return reactor.poll() || !due_.empty();
}

void Worker::run_one(ProcessCore& core) {
  progress.slices.store(progress.slices.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  progress.overdue.store(false, std::memory_order_relaxed);
  if (run_slice(core, slice_budget) == SliceResult::more) {
    queue_.push(core, pool.shared);
    pool.wake_one();
  }
}

bool Worker::work_in_sight() const {
  if (next_.load(std::memory_order_relaxed) || !pool.shared.empty() ||
      pool.stopping.load(std::memory_order_acquire))
    return true;
  for (const auto& worker : pool.workers) {
    if (!worker->queue_.empty()) return true;
    if (worker->stuck.load(std::memory_order_relaxed) && worker->next_.load(std::memory_order_acquire))
      return true;
  }
  return false;
}

void Worker::sleep() {
  note_idle();
  // Before it says that it sleeps: a wake that somebody else's poll took before this has its cause in sight
  // below.
  std::scoped_lock undisturbed(serving);
  asleep.store(true, std::memory_order_seq_cst);
  pool.sleeping.fetch_add(1, std::memory_order_seq_cst);
  asymmetric::heavy();  // against the light() of wake_one()
  // Whoever schedules looks at `sleeping` after it has pushed; so we look at the queues after we have said
  // that we sleep.
  if (!work_in_sight()) {
    std::optional<TimePoint> deadline;
    {
      OwnerLock::Entered mine(local_);
      deadline = wheel_.next_deadline();
    }
    reactor.wait(deadline);
  }
  asleep.store(false, std::memory_order_relaxed);
  pool.sleeping.fetch_sub(1, std::memory_order_relaxed);
  if (pool.watchdog_asleep.exchange(false, std::memory_order_relaxed)) pool.watchdog_asleep.notify_one();
}

void Worker::run() {
  this_thread.worker = this;
  this_thread.progress = &progress;
  System::Scope scope(*pool.system);
  pool.system->table().use_cache(&free_processes_);
  while (!pool.stopping.load(std::memory_order_acquire)) {
    if (ProcessCore* core = take()) {
      run_one(*core);
      continue;
    }
    if (serve_outside()) continue;
    pool.searching.fetch_add(1, std::memory_order_relaxed);
    ProcessCore* found = nullptr;
    // While all the others sleep nobody makes work that could be found.
    const bool alone = pool.sleeping.load(std::memory_order_relaxed) + 1 >= pool.workers.size();
    const int rounds = alone ? 1 : search_rounds;
    for (int round = 0; round < rounds && !found; ++round) {
      found = steal();
      if (!found) found = pool.shared.pop();
      if (!found && !alone) relax();
    }
    const bool last_searcher = pool.searching.fetch_sub(1, std::memory_order_acq_rel) == 1;
    if (found) {
      // Where one was, there may be more: another thread may look now.
      if (last_searcher && work_in_sight()) pool.wake_one();
      run_one(*found);
      continue;
    }
    sleep();
  }
  note_idle();
  pool.system->table().use_cache(nullptr);
  this_thread.progress = nullptr;
  this_thread.worker = nullptr;
}

void Pool::wake_one() {
  asymmetric::light();
  if (sleeping.load(std::memory_order_relaxed) == 0 || searching.load(std::memory_order_relaxed) != 0) return;
  for (auto& worker : workers) {
    bool expected = true;
    if (worker->asleep.compare_exchange_strong(expected, false, std::memory_order_acq_rel)) {
      worker->wake();
      return;
    }
  }
}

void Pool::wake_all() {
  for (auto& worker : workers) worker->wake();
}

}  // namespace anqa::detail
