#include "anqa/otp/async_stream.hpp"

#include <rapidcheck/gtest.h>

#include <ranges>
#include <stdexcept>

#include "anqa/base/log_capture.hpp"
#include "anqa/otp/task_supervisor.hpp"
#include "anqa/runtime/receive.hpp"
#include "anqa/runtime/spawn.hpp"
#include "anqa/testing/process_test.hpp"

using namespace anqa;
using namespace std::chrono_literals;

namespace {

int doubled(int number) { return number * 2; }
/// The first takes longest.
Task<int> backwards(int number) {
  co_await sleep_for((10 - number) * 1ms);
  co_return number;
}
Task<int> odd_ones_crash(int number) {
  co_await sleep_for(1ms);
  if (number % 2 == 1) throw std::runtime_error("odd");
  co_return number;
}
Task<int> odd_ones_hang(int number) {
  co_await sleep_for(number % 2 == 1 ? 1h : 1ms);
  co_return number;
}
Task<void> tells(int number, Pid whom) {
  send(whom, number);
  co_await sleep_for(1ms);
}

}  // namespace

PROCESS_TEST(AsyncStream, KeepsTheOrderOfItsInput) {
  auto stream = async_stream(std::vector{1, 2, 3, 4, 5}, &backwards, {.max_concurrency = 3});
  std::vector<int> values;
  while (auto item = co_await stream.next()) values.push_back(item->value());
  EXPECT_EQ(values, (std::vector{1, 2, 3, 4, 5}));
  EXPECT_FALSE(co_await stream.next());
}

PROCESS_TEST(AsyncStream, OrGivesThemAsTheyEnd) {
  auto stream = async_stream(std::vector{1, 2, 3}, &backwards, {.max_concurrency = 3, .ordered = false});
  std::vector<int> values;
  while (auto item = co_await stream.next()) values.push_back(item->value());
  EXPECT_EQ(values, (std::vector{3, 2, 1}));
}

PROCESS_TEST(AsyncStream, PullsLazilyFromInputWithoutEnd) {
  auto stream = async_stream(std::views::iota(1), &tells, {.max_concurrency = 2}, self());
  for (int i = 0; i < 3; ++i) EXPECT_TRUE((co_await stream.next()).value().has_value());
  int started = 0;
  while (co_await receive<int>(0ms)) ++started;
  EXPECT_LE(started, 4);
}

PROCESS_TEST(AsyncStream, DroppedItKillsItsTasks) {
  const std::size_t before = System::current().processes().size();
  {
    auto stream =
        async_stream(std::vector{1, 2, 3, 4}, &odd_ones_hang, {.max_concurrency = 4, .ordered = false});
    co_await stream.next();
    co_await stream.next();
    EXPECT_GT(System::current().processes().size(), before);
  }
  co_await sleep_for(1ms);
  EXPECT_EQ(System::current().processes().size(), before);
}

PROCESS_TEST(AsyncStream, ThrowsWhenATaskIsLate) {
  auto stream = async_stream(std::vector{2, 1, 4}, &odd_ones_hang, {.max_concurrency = 1, .timeout = 1s});
  EXPECT_EQ((co_await stream.next()).value().value(), 2);
  std::string what;
  try {
    co_await stream.next();
  } catch (const CallError& error) {
    what = error.what();
  }
  EXPECT_THAT(what, ::testing::EndsWith("of the stream was not done within 1000 ms"));
}

PROCESS_TEST(AsyncStream, OrKillsTheLateTask) {
  auto stream = async_stream(std::vector{1, 2, 3, 4}, &odd_ones_hang,
                             {.max_concurrency = 2,
                              .timeout = 1s,
                              .on_timeout = StreamOptions::kill_task,
                              .zip_input_on_exit = true});
  auto items = co_await stream.collect();
  EXPECT_EQ(items[0].error().reason, ExitReason::timeout);
  EXPECT_EQ(items[0].error().input, 1);
  EXPECT_EQ(items[1].value(), 2);
  EXPECT_EQ(items[2].error().input, 3);
  EXPECT_EQ(items[3].value(), 4);
}

PROCESS_TEST(AsyncStream, ACrashEndsTheOwner) {
  LogCapture log;
  Pid owner = spawn([]() -> Task<void> {
    auto stream = async_stream(std::vector{1, 2}, &odd_ones_crash, {.max_concurrency = 1});
    while (auto item = co_await stream.next()) ADD_FAILURE() << "it is linked";
  });
  EXPECT_EQ((co_await down(owner, 1s)).value().kind(), ExitReason::crash);
}

PROCESS_TEST(AsyncStream, UnderASupervisorACrashIsAnItem) {
  LogCapture log;
  auto tasks = start_link<TaskSupervisor>();
  auto stream = TaskSupervisor::async_stream_nolink(tasks, std::vector{1, 2, 3}, &odd_ones_crash,
                                                    {.max_concurrency = 2, .zip_input_on_exit = true});
  auto items = co_await stream.collect();
  EXPECT_EQ(items[0].error().reason.kind(), ExitReason::crash);
  EXPECT_EQ(items[0].error().input, 1);
  EXPECT_EQ(items[1].value(), 2);
  EXPECT_EQ(items[2].error().input, 3);
  auto linked = TaskSupervisor::async_stream(tasks, std::vector{1, 2, 3}, &doubled);
  EXPECT_EQ((co_await linked.collect()).at(2).value(), 6);
}

namespace {

struct Load {
  int running = 0;
  int most = 0;
};
/// Counts how many run at once, in the test's one thread.
struct Loads {
  static Load& of() {
    static Load load;
    return load;
  }
};
Task<int> loading(int number) {
  Load& load = Loads::of();
  load.most = std::max(load.most, ++load.running);
  co_await sleep_for((number * 7 % 5) * 1ms);
  --Loads::of().running;
  co_return number;
}

}  // namespace

RC_GTEST_PROP(AsyncStreamProperty, GivesEachOnceAndNeverRunsMoreThanItMay, ()) {
  const auto input = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 100));
  const auto room = *rc::gen::inRange<std::size_t>(1, 10);
  const auto ordered = *rc::gen::arbitrary<bool>();
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  Loads::of() = {};
  System system(std::make_unique<DeterministicScheduler>(seed));
  auto values = system.run(
      [](std::vector<int> given, std::size_t at_once, bool in_order) -> Task<std::vector<int>> {
        auto stream = async_stream(given, &loading, {.max_concurrency = at_once, .ordered = in_order});
        std::vector<int> all;
        while (auto item = co_await stream.next()) all.push_back(item->value());
        co_return all;
      },
      input, room, ordered);
  auto expected = input;
  if (!ordered) {
    std::ranges::sort(expected);
    std::ranges::sort(values);
  }
  RC_ASSERT(values == expected);
  RC_ASSERT(Loads::of().most <= static_cast<int>(room));
}
