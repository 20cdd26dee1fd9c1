#include "anqa/otp/task_supervisor.hpp"

#include <stdexcept>

#include "anqa/base/log_capture.hpp"
#include "anqa/runtime/receive.hpp"
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
Task<void> tells(Pid whom, int what, Duration wait) {
  co_await sleep_for(wait);
  send(whom, what);
}
/// Crashes until it has told three times.
Task<void> tells_and_crashes(Pid whom) {
  send(whom, 1);
  co_await sleep_for(1ms);
  throw std::runtime_error("boom");
}

}  // namespace

PROCESS_TEST(TaskSupervisor, RunsTasksUnderItself) {
  auto tasks = start_link<TaskSupervisor>();
  auto task = co_await TaskSupervisor::async(tasks, &after, Duration(1s), 4);
  EXPECT_EQ(co_await TaskSupervisor::children(tasks), std::vector<Pid>{task.pid()});
  EXPECT_EQ(co_await await(task), 4);
  auto plain = co_await TaskSupervisor::async_nolink(tasks, &doubled, 4);
  EXPECT_EQ(co_await await(plain), 8);
  co_await sleep_for(1ms);
  EXPECT_TRUE((co_await TaskSupervisor::children(tasks)).empty());
}

PROCESS_TEST(TaskSupervisor, ACrashWithoutALinkIsAValue) {
  LogCapture log;
  auto tasks = start_link<TaskSupervisor>();
  auto task = co_await TaskSupervisor::async_nolink(tasks, &failing, Duration(1ms));
  auto outcome = co_await task.yield(1s);
  EXPECT_EQ(outcome.value().error().to_string(), "crash: std::runtime_error: boom");

  auto again = co_await TaskSupervisor::async_nolink(tasks, &failing, Duration(1ms));
  std::string what;
  try {
    co_await await(again);
  } catch (const CallError& error) {
    what = error.what();
  }
  EXPECT_THAT(what, ::testing::EndsWith("failed: crash: std::runtime_error: boom"));
  EXPECT_TRUE(is_alive(tasks.pid()));
}

PROCESS_TEST(TaskSupervisor, ACrashWithALinkEndsTheOwnerAndNotTheSupervisor) {
  LogCapture log;
  auto tasks = start_link<TaskSupervisor>();
  Pid owner = spawn(
      [](Server<TaskSupervisor> supervisor) -> Task<void> {
        auto task = co_await TaskSupervisor::async(supervisor, &failing, Duration(1ms));
        co_await sleep_for(1h);
      },
      tasks);
  auto reason = co_await down(owner, 1s);
  EXPECT_EQ(reason.value().to_string(), "crash: std::runtime_error: boom");
  EXPECT_TRUE(is_alive(tasks.pid()));
}

PROCESS_TEST(TaskSupervisor, ATaskThatIsDroppedIsKilled) {
  auto tasks = start_link<TaskSupervisor>();
  Pid pid;
  {
    auto task = co_await TaskSupervisor::async_nolink(tasks, &after, Duration(1h), 1);
    pid = task.pid();
  }
  EXPECT_TRUE(co_await down(pid, 10ms));
  co_await sleep_for(1ms);
  EXPECT_TRUE((co_await TaskSupervisor::children(tasks)).empty());
}

PROCESS_TEST(TaskSupervisor, HasNoMoreThanItsMaxChildren) {
  auto tasks = start_link<TaskSupervisor>({.max_children = 1});
  auto first = co_await TaskSupervisor::async_nolink(tasks, &after, Duration(1s), 1);
  std::string reason;
  try {
    static_cast<void>(co_await TaskSupervisor::async_nolink(tasks, &doubled, 1));
  } catch (const CallError& error) {
    reason = error.reason().to_string();
  }
  EXPECT_EQ(reason, "max_children");
  EXPECT_EQ((co_await TaskSupervisor::start_child(tasks, &doubled, 1)).error().kind,
            SupervisorError::max_children);
  co_await await(first);
}

PROCESS_TEST(TaskSupervisor, StartsChildrenThatNobodyWaitsFor) {
  auto tasks = start_link<TaskSupervisor>();
  auto pid = co_await TaskSupervisor::start_child(tasks, &tells, self(), 7, Duration(1ms));
  EXPECT_TRUE(is_alive(pid.value()));
  EXPECT_EQ(co_await receive<int>(1s), 7);
}

PROCESS_TEST(TaskSupervisor, StartsATransientChildAgain) {
  LogCapture log;
  trap_exit();
  auto tasks = start_link<TaskSupervisor>({.max_restarts = 2});
  auto started =
      co_await TaskSupervisor::start_child(tasks, {.restart = transient}, &tells_and_crashes, self());
  EXPECT_TRUE(started.has_value());
  EXPECT_EQ((co_await down(tasks.pid(), 1s)).value().kind(), ExitReason::shutdown);
  int starts = 0;
  while (co_await receive<int>(0ms)) ++starts;
  EXPECT_EQ(starts, 3);
}

PROCESS_TEST(TaskSupervisor, StopsItsTasksWhenItEnds) {
  trap_exit();
  auto tasks = start_link<TaskSupervisor>();
  auto pid = co_await TaskSupervisor::start_child(tasks, &after, Duration(1h), 1);
  exit(tasks.pid(), ExitReason::shutdown);
  EXPECT_TRUE(co_await down(tasks.pid(), 1s));
  EXPECT_FALSE(is_alive(pid.value()));
}

PROCESS_TEST(TaskSupervisor, TerminatesAChild) {
  auto tasks = start_link<TaskSupervisor>();
  auto pid = co_await TaskSupervisor::start_child(tasks, &after, Duration(1h), 1);
  EXPECT_TRUE((co_await TaskSupervisor::terminate_child(tasks, pid.value())).has_value());
  EXPECT_FALSE(is_alive(pid.value()));
}
