#include "anqa/runtime/internal/worker.hpp"

#include <boost/asio/post.hpp>
#include <chrono>

namespace anqa::detail {
namespace {

thread_local Worker* this_worker = nullptr;

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
    : pool(pool_of_it), index(number), wheel(pool_of_it.epoch), keep_open_(io.get_executor()) {}

Worker* Worker::current() { return this_worker; }

void Worker::schedule_local(ProcessCore& core) {
  ProcessCore* displaced = next_.exchange(&core, std::memory_order_acq_rel);
  if (!displaced) return;
  queue_.push(*displaced, pool.shared);
  pool.wake_one();
}

void Worker::wake() {
  boost::asio::post(io, [] {});
}

ProcessCore* Worker::take() {
  ++turn_;
  if (turn_ % outside_interval == 0 ||
      (turn_ % clock_interval == 0 && std::chrono::steady_clock::now() >= next_look_)) {
    serve_outside();
    if (ProcessCore* core = pool.shared.pop()) return core;
  }
  if (in_a_row_ < max_in_a_row || queue_.empty()) {
    if (ProcessCore* core = next_.exchange(nullptr, std::memory_order_acq_rel)) {
      ++in_a_row_;
      return core;
    }
  }
  in_a_row_ = 0;
  if (ProcessCore* core = queue_.pop()) return core;
  if (ProcessCore* core = next_.exchange(nullptr, std::memory_order_acq_rel)) return core;
  return pool.shared.pop();
}

ProcessCore* Worker::steal() {
  const auto count = static_cast<unsigned>(pool.workers.size());
  for (unsigned i = 1; i < count; ++i) {
    Worker& victim = *pool.workers[(index + i) % count];
    if (ProcessCore* core = queue_.steal_from(victim.queue_)) return core;
    if (!victim.stuck.load(std::memory_order_relaxed)) continue;
    if (ProcessCore* core = victim.next_.exchange(nullptr, std::memory_order_acq_rel)) return core;
    if (std::unique_lock serving_it(victim.serving, std::try_to_lock); serving_it) {
      victim.wheel.advance(std::chrono::steady_clock::now());
      victim.io.poll();
    }
    // What that made runnable is in our own slot now.
    if (ProcessCore* core = next_.exchange(nullptr, std::memory_order_acq_rel)) return core;
  }
  return nullptr;
}

bool Worker::serve_outside() {
  const TimePoint now = std::chrono::steady_clock::now();
  next_look_ = now + longest_wait;
  bool any = wheel.advance(now);
  return io.poll() > 0 || any;
}

void Worker::run_one(ProcessCore& core) {
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
  std::atomic_thread_fence(std::memory_order_seq_cst);
  // Whoever schedules looks at `sleeping` after it has pushed; so we look at the queues after we have said
  // that we sleep.
  if (!work_in_sight()) {
    auto deadline = wheel.next_deadline();
    if (deadline) {
      io.run_one_until(*deadline);
    } else {
      io.run_one();
    }
  }
  asleep.store(false, std::memory_order_relaxed);
  pool.sleeping.fetch_sub(1, std::memory_order_relaxed);
  if (pool.watchdog_asleep.exchange(false, std::memory_order_relaxed)) pool.watchdog_asleep.notify_one();
}

void Worker::run() {
  this_worker = this;
  set_this_progress(&progress);
  System::Scope scope(*pool.system);
  while (!pool.stopping.load(std::memory_order_acquire)) {
    if (ProcessCore* core = take()) {
      run_one(*core);
      continue;
    }
    if (serve_outside()) continue;
    pool.searching.fetch_add(1, std::memory_order_relaxed);
    ProcessCore* found = nullptr;
    for (int round = 0; round < search_rounds && !found; ++round) {
      found = steal();
      if (!found) found = pool.shared.pop();
      if (!found) relax();
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
  this_worker = nullptr;
}

void Pool::wake_one() {
  std::atomic_thread_fence(std::memory_order_seq_cst);
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
