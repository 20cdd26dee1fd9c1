// timers
#include "anqa/runtime/process.hpp"
#include "rows.hpp"

namespace bench {
namespace {

using namespace anqa;

struct Tick {
  int milliseconds;
};

/// 100,000 timers for each second.
Task<void> start_and_await(int count) {
  const int spread = count / 100;
  long sum = 0;
  for (int i = 0; i < count; ++i) {
    const int milliseconds = 1 + i % spread;
    sum += milliseconds;
    send_after(self(), std::chrono::milliseconds(milliseconds), Tick{milliseconds});
  }
  for (int i = 0; i < count; ++i) sum -= (co_await receive<Tick>())->milliseconds;
  check(sum == 0, "timers were lost");
}

}  // namespace

void timers(System& system, int count) {
  const Stopwatch watch;
  system.run(&start_and_await, count);
  print("timers", watch.cpu());
  print("timers.wall", watch.wall());
}

}  // namespace bench
