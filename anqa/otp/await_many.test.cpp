#include "anqa/otp/await_many.hpp"

#include <stdexcept>

#include "anqa/base/log_capture.hpp"
#include "anqa/otp/task_supervisor.hpp"
#include "anqa/runtime/spawn.hpp"
#include "anqa/testing/process_test.hpp"

using namespace anqa;
using namespace std::chrono_literals;

namespace {

int doubled(int number) { return number * 2; }
Task<int> after(Duration wait, int number) {
  co_await sleep_for(wait);
  co_return number;
}
Task<int> failing(Duration wait) {
  co_await sleep_for(wait);
  throw std::runtime_error("boom");
}

}  // namespace

PROCESS_TEST(AwaitMany, GivesTheValuesInOrder) {
  std::vector<Async<int>> tasks;
  for (int i = 0; i < 20; ++i) tasks.push_back(async(&after, Duration((20 - i) * 1ms), i));
  tasks.push_back(async(&doubled, 10));
  auto values = co_await await_many(std::move(tasks));
  EXPECT_EQ(values.size(), 21U);
  for (int i = 0; i < 21; ++i) EXPECT_EQ(values[static_cast<std::size_t>(i)], i);
  EXPECT_TRUE((co_await await_many(std::vector<Async<int>>())).empty());
}

PROCESS_TEST(AwaitMany, OfDifferentTypes) {
  auto [number, text] = co_await await_many(
      std::tuple(async(&doubled, 2), async([](std::string name) { return name + "!"; }, std::string("a"))));
  EXPECT_EQ(number, 4);
  EXPECT_EQ(text, "a!");
}

PROCESS_TEST(AwaitMany, HasOneLimitForAllAndKillsTheRest) {
  std::vector<Async<int>> tasks;
  tasks.push_back(async(&after, Duration(3s), 1));
  tasks.push_back(async(&after, Duration(6s), 2));
  const Pid late = tasks[1].pid();
  std::string what;
  try {
    co_await await_many(std::move(tasks));
  } catch (const CallError& error) {
    what = error.what();
  }
  EXPECT_EQ(what, "task " + late.to_string() + " was not done within 5000 ms");
  co_await sleep_for(1ms);
  EXPECT_FALSE(is_alive(late));
}

PROCESS_TEST(AwaitMany, FailsAsSoonAsOneDoes) {
  LogCapture log;
  auto supervisor = start_link<TaskSupervisor>();
  std::vector<Async<int>> tasks;
  tasks.push_back(co_await TaskSupervisor::async_nolink(supervisor, &after, Duration(4s), 1));
  tasks.push_back(co_await TaskSupervisor::async_nolink(supervisor, &failing, Duration(1ms)));
  const Pid other = tasks[0].pid();
  std::string what;
  try {
    co_await await_many(std::move(tasks));
  } catch (const CallError& error) {
    what = error.what();
  }
  EXPECT_THAT(what, ::testing::EndsWith("failed: crash: std::runtime_error: boom"));
  co_await sleep_for(1ms);
  EXPECT_FALSE(is_alive(other));
}

PROCESS_TEST(AwaitMany, EndsTheOwnerOfALinkedTaskThatCrashes) {
  LogCapture log;
  Pid owner = spawn([]() -> Task<void> {
    std::vector<Async<int>> tasks;
    tasks.push_back(async(&after, Duration(1h), 1));
    tasks.push_back(async(&failing, Duration(1ms)));
    try {
      co_await await_many(std::move(tasks), 2h);
    } catch (const CallError&) {
      ADD_FAILURE() << "a linked owner ends, whatever it catches";
    }
  });
  EXPECT_EQ((co_await down(owner, 1s)).value().kind(), ExitReason::crash);
}

PROCESS_TEST(YieldMany, SaysWhatEachHasComeTo) {
  LogCapture log;
  auto supervisor = start_link<TaskSupervisor>();
  std::vector<Async<int>> tasks;
  tasks.push_back(co_await TaskSupervisor::async_nolink(supervisor, &after, Duration(10s), 1));
  tasks.push_back(co_await TaskSupervisor::async_nolink(supervisor, &failing, Duration(1ms)));
  tasks.push_back(co_await TaskSupervisor::async_nolink(supervisor, &doubled, 3));
  auto outcomes = co_await yield_many(tasks, 1s);
  EXPECT_FALSE(outcomes[0]);
  EXPECT_EQ(outcomes[1].value().error().kind(), ExitReason::crash);
  EXPECT_EQ(outcomes[2].value().value(), 6);
  EXPECT_TRUE(tasks[0]);
  EXPECT_FALSE(tasks[1]);
  EXPECT_EQ(co_await await(tasks[0], 10s), 1);
}

PROCESS_TEST(YieldMany, KillsWhatIsLate) {
  std::vector<Async<int>> tasks;
  tasks.push_back(async(&after, Duration(1h), 1));
  const Pid late = tasks[0].pid();
  auto outcomes = co_await yield_many(tasks, 1s, OnTimeout::kill_task);
  EXPECT_FALSE(outcomes[0]);
  co_await sleep_for(1ms);
  EXPECT_FALSE(is_alive(late));
}
