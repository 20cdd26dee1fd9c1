#include "anqa/runtime/callers.hpp"

#include "anqa/otp/task_supervisor.hpp"
#include "anqa/runtime/detail/record_callers.hpp"
#include "anqa/runtime/receive.hpp"
#include "anqa/runtime/spawn.hpp"
#include "anqa/testing/process_test.hpp"

using namespace anqa;
using namespace std::chrono_literals;

namespace {

using Pids = std::vector<Pid>;

/// Says its callers to `whom`, from its constructor.
class Said : public GenServer {
 public:
  explicit Said(Pid whom) { send(whom, callers()); }
};

Task<Pids> callers_of_a_task_in_a_task() {
  auto inner = async([] { return callers(); });
  co_return co_await await(inner);
}

Task<void> starts_everything(Pid whom) {
  spawn(
      [](Pid test) -> Task<void> {
        send(test, callers());
        co_return;
      },
      whom);
  static_cast<void>(anqa::start<Said>(whom));
  co_return;
}

}  // namespace

PROCESS_TEST(Callers, ATaskKnowsWhoAskedForIt) {
  EXPECT_TRUE(callers().empty());
  EXPECT_EQ(co_await await(async([] { return callers(); })), Pids{self()});
  start([](Pid test) { send(test, callers()); }, self());
  EXPECT_EQ(co_await receive<Pids>(1s), Pids{self()});
}

PROCESS_TEST(Callers, ThroughEveryLevel) {
  auto outer = async(&callers_of_a_task_in_a_task);
  const Pid pid = outer.pid();
  EXPECT_EQ(co_await await(outer), (Pids{pid, self()}));
}

PROCESS_TEST(Callers, WhatATaskStartsRecordsThemToo) {
  const Pid pid = start(&starts_everything, self());
  EXPECT_EQ(co_await receive<Pids>(1s), (Pids{pid, self()}));
  EXPECT_EQ(co_await receive<Pids>(1s), (Pids{pid, self()}));
}

PROCESS_TEST(Callers, APlainProcessHasNone) {
  spawn(
      [](Pid test) -> Task<void> {
        send(test, callers());
        co_return;
      },
      self());
  EXPECT_EQ(co_await receive<Pids>(1s), Pids{});
}

PROCESS_TEST(Callers, OneThatRecordsThemIsTheCallerOfAllThatItStarts) {
  detail::record_callers();
  EXPECT_TRUE(callers().empty());
  const Pid pid = spawn(&starts_everything, self());
  EXPECT_EQ(co_await receive<Pids>(1s), (Pids{pid, self()}));
  EXPECT_EQ(co_await receive<Pids>(1s), (Pids{pid, self()}));
}

PROCESS_TEST(Callers, ASupervisorStartsOnBehalfOfWhoAsked) {
  auto tasks = anqa::start_link<TaskSupervisor>();
  auto direct = co_await TaskSupervisor::async(tasks, [] { return callers(); });
  EXPECT_EQ(co_await await(direct), Pids{self()});

  auto outer = async(
      [](Server<TaskSupervisor> supervisor) -> Task<Pids> {
        auto inner = co_await TaskSupervisor::async_nolink(supervisor, [] { return callers(); });
        co_return co_await await(inner);
      },
      tasks);
  const Pid pid = outer.pid();
  EXPECT_EQ(co_await await(outer), (Pids{pid, self()}));
}
