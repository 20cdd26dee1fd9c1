#include "anqa/cell/internal/guard.hpp"

#include <fcntl.h>
#include <pthread.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <new>

#include "anqa/cell/internal/confine.hpp"
#include "anqa/runtime/detail/remote.hpp"

// Under the address and thread sanitizers much of the address space is their shadow: a limit on it means
// nothing there, and what the cell really holds is looked at instead.
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define ANQA_SANITIZED 1
#endif
#endif

namespace anqa::cell {
namespace {

using std::chrono::nanoseconds;

CellPage* this_page = nullptr;
int statm = -1;  // /proc/self/statm, opened before the file system may be out of reach

[[noreturn]] void die_of(Cause cause) {
  this_page->cause.store(cause);
  ::_exit(1);
}

/// Pages of field `number` of statm: 1 is what is resident, 5 is data and stack.
std::size_t pages(int number) {
  std::array<char, 256> text{};
  if (::pread(statm, text.data(), text.size() - 1, 0) <= 0) return 0;
  const char* at = text.data();
  for (int i = 0; i < number && at; ++i) {
    at = std::strchr(at, ' ');
    if (at) ++at;
  }
  return at ? std::strtoul(at, nullptr, 10) : 0;
}
std::size_t bytes(int number) { return pages(number) * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)); }

bool set_limit(int what, rlim_t value, rlim_t more = 0) {
  rlimit limit{};
  ::getrlimit(what, &limit);
  const rlim_t most = limit.rlim_max;
  limit.rlim_cur = most == RLIM_INFINITY ? value : std::min(value, most);
  limit.rlim_max = most == RLIM_INFINITY ? value + more : std::min(value + more, most);
  return ::setrlimit(what, &limit) == 0;
}

/// Where a crash is piped to a program, only this keeps it from being started.
bool core_goes_to_a_program() {
  const int fd = ::open("/proc/sys/kernel/core_pattern", O_RDONLY | O_CLOEXEC);
  char first = '\0';
  const bool piped = fd >= 0 && ::read(fd, &first, 1) == 1 && first == '|';
  if (fd >= 0) ::close(fd);
  return piped;
}

/// The thread whose handlers are limited.
struct Guarded {
  const std::atomic<std::uint64_t>* steps;
  const std::atomic<std::uint64_t>* running;
  clockid_t clock;
};
Guarded guarded_thread{};
std::atomic<bool> is_guarded{false};

nanoseconds time_on(clockid_t clock) {
  timespec now{};
  ::clock_gettime(clock, &now);
  return std::chrono::seconds(now.tv_sec) + nanoseconds(now.tv_nsec);
}

int guard_signal() { return SIGRTMAX - 3; }

/// Sends the guard signal each time that much CPU time has passed on `clock`. False when there is no timer.
bool start_ticking(clockid_t clock, nanoseconds interval) {
  sigevent event{};
  event.sigev_notify = SIGEV_SIGNAL;
  event.sigev_signo = guard_signal();
  timer_t timer{};
  if (::timer_create(clock, &event, &timer) != 0) return false;
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(interval);
  const timespec time{seconds.count(), (interval - seconds).count()};
  const itimerspec repeated{time, time};
  return ::timer_settime(timer, 0, &repeated, nullptr) == 0;
}

}  // namespace

std::string apply_limits(const CellLimits& limits, CellPage& page) {
  this_page = &page;
  if (!limits.core_dumps) {
    set_limit(RLIMIT_CORE, 0);
    if (core_goes_to_a_program()) ::prctl(PR_SET_DUMPABLE, 0);
  }
  if (limits.descriptors != 0 && !set_limit(RLIMIT_NOFILE, limits.descriptors))
    return "cannot limit the cell's descriptors";
  if (limits.total_cpu > Duration::zero()) {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(limits.total_cpu).count();
    // A second more for the hard limit: at that one SIGKILL comes, which could be anybody's.
    if (!set_limit(RLIMIT_CPU, static_cast<rlim_t>(seconds), 1)) return "cannot limit the cell's CPU time";
  }
  if (limits.memory != 0) {
    statm = ::open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    if (statm < 0) return "cannot limit the cell's memory: no /proc/self/statm";
    std::set_new_handler([] { die_of(Cause::memory); });
  }
  return confine(limits);
}

void block_guard_signal() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, guard_signal());
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

void guard_this_thread() {
  guarded_thread.steps = detail::handlers_begun();
  guarded_thread.running = detail::process_running();
  ::pthread_getcpuclockid(::pthread_self(), &guarded_thread.clock);
  is_guarded.store(true, std::memory_order_release);
  is_guarded.notify_all();
}

std::string watch_limits(const CellLimits& limits, CellPage&) {
  is_guarded.wait(false, std::memory_order_acquire);
  const std::size_t empty = limits.memory != 0 ? bytes(1) : 0;
#ifndef ANQA_SANITIZED
  // Threads, stacks and the like of the cell itself stand by now.
  if (limits.memory != 0) set_limit(RLIMIT_DATA, bytes(5) + limits.memory);
#endif
  constexpr nanoseconds shortest = std::chrono::milliseconds(1);
  constexpr nanoseconds longest = std::chrono::milliseconds(100);
  const nanoseconds allowed = limits.cpu;
  if (allowed > nanoseconds::zero() &&
      !start_ticking(guarded_thread.clock, std::clamp(allowed / 8, shortest, longest)))
    return "cannot limit the cell's CPU time: no timer";
  if (limits.memory != 0 && !start_ticking(CLOCK_PROCESS_CPUTIME_ID, std::chrono::milliseconds(5)))
    return "cannot limit the cell's memory: no timer";

  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, guard_signal());
  std::uint64_t last = 0;
  nanoseconds since{};
  for (;;) {
    ::sigwaitinfo(&signals, nullptr);
    if (limits.memory != 0 && bytes(1) > empty + limits.memory) die_of(Cause::memory);
    if (allowed <= nanoseconds::zero()) continue;
    const std::uint64_t step = guarded_thread.steps->load(std::memory_order_relaxed);
    const bool runs = guarded_thread.running->load(std::memory_order_relaxed) != 0;
    const nanoseconds now = time_on(guarded_thread.clock);
    if (!runs || step != last) {
      last = step;
      since = now;
    } else if (now - since >= allowed) {
      die_of(Cause::cpu);
    }
  }
}

}  // namespace anqa::cell
