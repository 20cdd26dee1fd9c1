#include "anqa/runtime/internal/watchdog.hpp"

#include <pthread.h>
#include <time.h>

#include <string>
#include <vector>

#include "anqa/base/log.hpp"
#include "anqa/runtime/internal/worker.hpp"

namespace anqa::detail {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds look_interval{20};

std::chrono::nanoseconds cpu_time_of(std::thread& thread) {
  clockid_t clock{};
  timespec time{};
  if (pthread_getcpuclockid(thread.native_handle(), &clock) != 0 || clock_gettime(clock, &time) != 0)
    return {};
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

/// What was seen of one thread at the last look.
struct Seen {
  std::uint64_t steps = 0;
  std::uint64_t slices = 0;
  Clock::time_point since;
  std::chrono::nanoseconds cpu_then{};
  long reported = 0;  // how many times this handler has been named
};

std::string describe(const Progress& progress, unsigned thread, std::chrono::milliseconds length,
                     bool computing) {
  std::uint64_t bits = progress.pid.load(std::memory_order_relaxed);
  Pid pid{static_cast<std::uint32_t>(bits), static_cast<std::uint32_t>(bits >> 32)};
  auto* process = progress.process.load(std::memory_order_relaxed);
  auto* message = progress.message.load(std::memory_order_relaxed);
  std::string text = "process " + pid.to_string() + " ";
  text += process ? process() : "(unknown)";
  text += computing ? " has been computing for " : " has been blocked for ";
  text += std::to_string(length.count()) + " ms";
  if (message) text += " in its handler of " + std::string(message());
  text += " and holds scheduler thread " + std::to_string(thread);
  text += computing ? "; split the work with co_await yield(), or move it to blocking()"
                    : "; a call that blocks belongs in co_await blocking(…)";
  return text;
}

}  // namespace

Watchdog::Watchdog(Pool& pool, std::chrono::milliseconds long_handler)
    : pool_(pool), long_handler_(long_handler), thread_(&Watchdog::run, this) {}

Watchdog::~Watchdog() {
  {
    std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  pool_.watchdog_asleep.store(false);
  pool_.watchdog_asleep.notify_all();
  wake_.notify_all();
  thread_.join();
}

void Watchdog::run() {
  std::vector<Seen> seen(pool_.workers.size());
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      if (wake_.wait_for(lock, look_interval, [this] { return stopping_; })) return;
    }
    if (pool_.sleeping.load() == pool_.workers.size()) {
      // Nobody to look at. The next thread that wakes clears the flag.
      pool_.watchdog_asleep.store(true);
      if (pool_.sleeping.load() == pool_.workers.size()) {
        std::unique_lock lock(mutex_);
        if (stopping_) return;
        lock.unlock();
        pool_.watchdog_asleep.wait(true);
      }
      pool_.watchdog_asleep.store(false);
    }
    const Clock::time_point now = Clock::now();
    for (std::size_t i = 0; i < seen.size(); ++i) {
      Worker& worker = *pool_.workers[i];
      Seen& last = seen[i];
      const std::uint64_t steps = worker.progress.steps.load(std::memory_order_relaxed);
      if (steps != last.steps || worker.progress.pid.load(std::memory_order_relaxed) == 0) {
        worker.stuck.store(false, std::memory_order_relaxed);
        const std::uint64_t slices = worker.progress.slices.load(std::memory_order_relaxed);
        if (slices == last.slices) worker.progress.overdue.store(true, std::memory_order_relaxed);
        last = Seen{steps, slices, now, cpu_time_of(pool_.threads[i]), 0};
        continue;
      }
      // The same handler as at the last look: what waits behind it is for the others now.
      worker.stuck.store(true, std::memory_order_relaxed);
      pool_.wake_one();
      const auto length = std::chrono::duration_cast<std::chrono::milliseconds>(now - last.since);
      if (length < long_handler_ || length / long_handler_ <= last.reported) continue;
      last.reported = length / long_handler_;
      const bool computing = cpu_time_of(pool_.threads[i]) - last.cpu_then > length / 2;
      log_warning(describe(worker.progress, worker.index, length, computing));
    }
  }
}

}  // namespace anqa::detail
