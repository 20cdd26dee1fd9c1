// cell_bench: how long it takes from a cell's crash until its replacement answers, and what a call costs.
// Prints `cell_restart_ms MEDIAN`, `cell_call_us MEDIAN` and `cell_memory_kib RESIDENT`.

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "anqa/base/log.hpp"
#include "anqa/cell/cell.hpp"
#include "anqa/otp/gen_server.hpp"
#include "anqa/otp/supervisor.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/runtime/system.hpp"

namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

class Victim : public anqa::GenServer {
 public:
  struct Add {
    using Reply = int;
    int number = 0;
  };
  struct SystemProcess {
    using Reply = int;
  };
  struct Crash {};
  int handle_call(const Add& add) { return sum_ += add.number; }
  int handle_call(const SystemProcess&) { return ::getpid(); }
  void handle_cast(const Crash&) { ::raise(SIGSEGV); }

 private:
  int sum_ = 0;
};

template <class Ratio>
double median(std::vector<Clock::duration> times) {
  std::nth_element(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2), times.end());
  return std::chrono::duration<double, Ratio>(times[times.size() / 2]).count();
}

/// Memory of its own, not shared with the zygote.
long private_kib(int process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/smaps_rollup");
  long sum = 0;
  for (std::string word; file >> word;) {
    long kib = 0;
    if (word.starts_with("Private_") && file >> kib) sum += kib;
  }
  return sum;
}

anqa::Task<void> measure() {
  using namespace anqa;
  auto supervisor = start_link<Supervisor>(
      Supervisor::Spec{.max_restarts = 1000000, .children = {child<Victim>().named("victim").in_cell()}});
  co_await call(supervisor, Supervisor::WhichChildren{}, 30s);
  const Server<Victim> victim("victim");

  std::vector<Clock::duration> restarts;
  for (int i = 0; i < 200; ++i) {
    co_await call(victim, Victim::Add{1});
    const auto begin = Clock::now();
    cast(victim, Victim::Crash{});
    while (!co_await try_call(victim, Victim::Add{1})) co_await yield();
    restarts.push_back(Clock::now() - begin);
  }
  std::vector<Clock::duration> calls;
  for (int i = 0; i < 20000; ++i) {
    const auto begin = Clock::now();
    co_await call(victim, Victim::Add{1});
    calls.push_back(Clock::now() - begin);
  }
  std::printf("cell_restart_ms %.2f\n", median<std::milli>(restarts));
  std::printf("cell_call_us %.1f\n", median<std::micro>(calls));
  std::printf("cell_memory_kib %ld\n", private_kib(co_await call(victim, Victim::SystemProcess{})));
}

}  // namespace

int main() {
  anqa::set_log_level(anqa::LogLevel::off);
  anqa::System system;
  system.run(&measure);
}
