// Tasks on threads: for the sanitizers, and for the races between a task's end and its owner that one thread
// does not have.
#include <ranges>
#include <stdexcept>

#include "anqa/base/log_capture.hpp"
#include "anqa/otp/async_stream.hpp"
#include "anqa/otp/task_supervisor.hpp"
#include "anqa/runtime/spawn.hpp"
#include "anqa/runtime/threaded_scheduler.hpp"
#include "anqa/testing/process_test.hpp"

using namespace anqa;
using namespace std::chrono_literals;

namespace {

int doubled(int number) { return number * 2; }
Task<int> doubled_later(int number) {
  co_await yield();
  co_return number * 2;
}
int failing() { throw std::runtime_error("boom"); }
Task<int> never() {
  co_await sleep_for(1h);
  co_return 1;
}

Task<long> sum_of_tasks(int count) {
  long sum = 0;
  for (int round = 0; round < 20; ++round) {
    std::vector<Async<int>> tasks;
    for (int i = 0; i < count; ++i) tasks.push_back(i % 2 ? async(&doubled, i) : async(&doubled_later, i));
    if (round % 2) {
      for (int value : co_await await_many(std::move(tasks))) sum += value;
    } else {
      for (auto& task : tasks) sum += co_await await(task);
    }
  }
  co_return sum;
}

Task<bool> let_go_of_all_kinds() {
  for (int i = 0; i < 500; ++i) {
    {
      auto dropped = async(&never);
    }
    {
      auto dropped = async(&doubled, i);
    }
    static_cast<void>(ignore(async(&doubled_later, i)));
    auto late = async(&doubled_later, i);
    static_cast<void>(co_await late.yield(0ms));
    co_await shutdown(async(&doubled_later, i), 1s);
  }
  co_return true;
}

/// Ends by its linked task, which may crash at any moment of its life.
Task<void> owner_of_a_crash() {
  auto task = async(&failing);
  co_await yield();
  co_await await(task);
}

Task<int> owners_that_end_with_their_tasks(int count) {
  int crashed = 0;
  for (int i = 0; i < count; ++i) {
    const Pid owner = spawn(&owner_of_a_crash);
    // One that ended before the monitor came is `noproc`.
    if (auto reason = co_await down(owner, 5s)) crashed += reason->kind() != ExitReason::normal ? 1 : 0;
  }
  co_return crashed;
}

Task<long> sum_of_a_stream(bool ordered) {
  long sum = 0;
  auto tasks = start_link<TaskSupervisor>();
  auto stream = TaskSupervisor::async_stream_nolink(tasks, std::views::iota(0, 300), &doubled_later,
                                                    {.max_concurrency = 16, .ordered = ordered});
  while (auto item = co_await stream.next()) sum += item->value();
  auto linked = async_stream(std::views::iota(0, 300), &doubled, {.max_concurrency = 16, .ordered = ordered});
  while (auto item = co_await linked.next()) sum += item->value();
  co_return sum;
}

class AsyncOnThreads : public ::testing::Test {
 protected:
  LogCapture log_;
  System system_{std::make_unique<ThreadedScheduler>(ThreadedScheduler::Options{.threads = 4})};
};

}  // namespace

TEST_F(AsyncOnThreads, EveryValueComes) { EXPECT_EQ(system_.run(&sum_of_tasks, 200), 20L * 199 * 200); }
TEST_F(AsyncOnThreads, WhatIsLetGoLeavesNothingBehind) { EXPECT_TRUE(system_.run(&let_go_of_all_kinds)); }
TEST_F(AsyncOnThreads, AnOwnerEndsWithItsTask) {
  EXPECT_EQ(system_.run(&owners_that_end_with_their_tasks, 200), 200);
}
TEST_F(AsyncOnThreads, StreamsGiveEachItem) {
  EXPECT_EQ(system_.run(&sum_of_a_stream, true), 2L * 299 * 300);
  EXPECT_EQ(system_.run(&sum_of_a_stream, false), 2L * 299 * 300);
}
