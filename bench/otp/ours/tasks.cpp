// task
#include <vector>

#include "anqa/otp/async.hpp"
#include "rows.hpp"

namespace bench {
namespace {

using namespace anqa;

constexpr int width = 100;

Task<void> async_and_await(int rounds) {
  for (int round = 0; round < rounds; ++round) {
    std::vector<Async<int>> tasks;
    for (int i = 1; i <= width; ++i) tasks.push_back(async([](int number) { return number; }, i));
    int sum = 0;
    for (Async<int>& each : tasks) sum += co_await await(each);
    check(sum == width * (width + 1) / 2, "a task was lost");
  }
}

}  // namespace

void task(System& system, int count) {
  const Stopwatch watch;
  system.run(&async_and_await, count / width);
  print_rate("task", count, watch);
}

}  // namespace bench
