#include "anqa/otp/async.hpp"

#include <stdexcept>

#include "anqa/base/log_capture.hpp"
#include "anqa/otp/gen_server.hpp"
#include "anqa/runtime/callers.hpp"
#include "anqa/runtime/receive.hpp"
#include "anqa/runtime/spawn.hpp"
#include "anqa/testing/process_test.hpp"

using namespace anqa;
using namespace std::chrono_literals;

namespace {

int doubled(int number) { return number * 2; }
Task<int> slowly_doubled(int number) {
  co_await sleep_for(10ms);
  co_return number * 2;
}
Task<int> after(Duration wait, int number) {
  co_await sleep_for(wait);
  co_return number;
}
Task<int> failing(Duration wait) {
  co_await sleep_for(wait);
  throw std::runtime_error("boom");
}
int failing_now() { throw std::runtime_error("boom"); }
Task<void> tells(Pid whom, int what, Duration wait) {
  co_await sleep_for(wait);
  send(whom, what);
}

}  // namespace

PROCESS_TEST(Async, ComputesInAProcessOfItsOwn) {
  auto plain = async(&doubled, 21);
  auto waits = async(&slowly_doubled, 4);
  EXPECT_NE(plain.pid(), self());
  EXPECT_EQ(co_await await(waits), 8);
  EXPECT_EQ(co_await await(plain), 42);
  EXPECT_FALSE(plain);
  EXPECT_EQ(co_await await(async([](std::string text) { return text + "!"; }, std::string("hi"))), "hi!");
}

PROCESS_TEST(Async, OfNothingTellsThatItIsDone) {
  auto task = async(&tells, self(), 5, Duration(1ms));
  co_await await(task);
  EXPECT_EQ(co_await receive<int>(0ms), 5);
}

PROCESS_TEST(Async, AnAwaitThatTimesOutMayBeRepeated) {
  auto task = async(&after, Duration(10s), 3);
  std::string what;
  try {
    co_await await(task);
  } catch (const CallError& error) {
    EXPECT_EQ(error.reason(), ExitReason::timeout);
    what = error.what();
  }
  EXPECT_EQ(what, "task " + task.pid().to_string() + " was not done within 5000 ms");
  EXPECT_EQ(co_await await(task, 6s), 3);
}

PROCESS_TEST(Async, YieldsWhatItCameTo) {
  auto task = async(&after, Duration(10s), 3);
  EXPECT_FALSE(co_await task.yield(1s));
  EXPECT_FALSE(co_await task.yield(1s));
  auto outcome = co_await task.yield(20s);
  EXPECT_EQ(outcome.value().value(), 3);
}

PROCESS_TEST(Async, ACrashEndsItsOwnerToo) {
  LogCapture log;
  Pid owner = spawn([]() -> Task<void> {
    auto task = async(&failing, Duration(1ms));
    try {
      co_await await(task);
    } catch (const CallError&) {
      ADD_FAILURE() << "a linked owner ends, whatever it catches";
    }
  });
  auto reason = co_await down(owner, 1s);
  EXPECT_EQ(reason.value().to_string(), "crash: std::runtime_error: boom");

  // Also when it waits for something else, and when the crash came before it waited.
  Pid busy = spawn([]() -> Task<void> {
    auto task = async(&failing_now);
    co_await sleep_for(1h);
  });
  EXPECT_EQ((co_await down(busy, 1s))->kind(), ExitReason::crash);
}

PROCESS_TEST(Async, AnOwnerThatTrapsExitsIsTold) {
  LogCapture log;
  trap_exit();
  auto task = async(&failing, Duration(1ms));
  const Pid pid = task.pid();
  std::string what;
  try {
    co_await await(task);
  } catch (const CallError& error) {
    what = error.what();
  }
  EXPECT_EQ(what, "task " + pid.to_string() + " failed: crash: std::runtime_error: boom");
  auto exit = co_await receive<Exit>(0ms);
  EXPECT_EQ(exit.value().from, pid);
  EXPECT_EQ(exit->reason.kind(), ExitReason::crash);

  // Of a normal end it has the value.
  co_await await(async(&doubled, 1));
  EXPECT_FALSE(co_await receive<Exit>(1s));
}

PROCESS_TEST(Async, DroppedItKillsItsTask) {
  Pid pid;
  {
    auto task = async(&tells, self(), 1, Duration(1s));
    pid = task.pid();
  }
  EXPECT_NE(co_await down(pid, 1ms), ExitReason(ExitReason::normal));
  EXPECT_FALSE(co_await receive<int>(2s));

  auto first = async(&after, Duration(1h), 1);
  pid = first.pid();
  first = async(&after, Duration(1ms), 2);
  co_await down(pid, 1s);
  EXPECT_FALSE(is_alive(pid));
  EXPECT_EQ(co_await await(first), 2);
}

PROCESS_TEST(Async, ItsOwnersEndKillsIt) {
  const Pid test = self();
  Pid owner = spawn(
      [](Pid whom) -> Task<void> {
        auto task = async(&tells, whom, 1, Duration(1s));
        send(whom, task.pid());
        co_await await(task);
      },
      test);
  auto task = co_await receive<Pid>();
  exit(owner, ExitReason::kill);
  EXPECT_TRUE(co_await down(*task, 100ms));
  EXPECT_FALSE(co_await receive<int>(2s));
}

PROCESS_TEST(Async, ACrashThatComesAfterItWasLetGoIsNobodys) {
  LogCapture log;
  for (int i = 0; i < 3; ++i) static_cast<void>(ignore(async(&failing_now)));
  co_await sleep_for(1s);
}

PROCESS_TEST(Async, IgnoredItGoesOn) {
  auto task = async(&tells, self(), 7, Duration(1s));
  EXPECT_FALSE(ignore(std::move(task)));
  EXPECT_EQ(co_await receive<int>(2s), 7);
  auto done = async(&doubled, 4);
  co_await sleep_for(1s);
  EXPECT_EQ(ignore(std::move(done))->value(), 8);
}

PROCESS_TEST(Async, ShutsDown) {
  LogCapture log;
  auto task = async(&after, Duration(1h), 1);
  Pid pid = task.pid();
  EXPECT_FALSE(co_await shutdown(std::move(task), 1s));
  EXPECT_FALSE(is_alive(pid));

  auto stubborn = async([]() -> Task<int> {
    trap_exit();
    co_await sleep_for(1h);
    co_return 1;
  });
  pid = stubborn.pid();
  co_await sleep_for(1ms);
  EXPECT_FALSE(co_await shutdown(std::move(stubborn), 1s));
  EXPECT_FALSE(is_alive(pid));

  auto done = async(&doubled, 4);
  co_await sleep_for(1s);
  EXPECT_EQ((co_await shutdown(std::move(done), brutal_kill))->value(), 8);
}

PROCESS_TEST(Async, OnlyItsOwnerAwaitsIt) {
  Pid other = spawn(
      [](Async<int> task, Pid test) -> Task<void> {
        try {
          co_await await(task);
        } catch (const std::logic_error& error) {
          send(test, std::string(error.what()));
        }
      },
      async(&after, Duration(1ms), 1), self());
  auto what = co_await receive<std::string>(1s);
  EXPECT_THAT(what.value(), ::testing::HasSubstr("belongs to process " + self().to_string() +
                                                 ", which started it; process " + other.to_string()));
  Async<int> none;
  EXPECT_THROW(co_await await(none), std::logic_error);
}

PROCESS_TEST(Async, CompletedIsAValueThatIsThere) {
  auto task = completed(std::string("cached"));
  EXPECT_FALSE(task.pid());
  EXPECT_EQ(co_await await(task), "cached");
}

PROCESS_TEST(Async, StartedIsWaitedForByNobody) {
  LogCapture log;
  start(&tells, self(), 1, Duration(1ms));
  EXPECT_EQ(co_await receive<int>(1s), 1);
  start(&failing_now);
  co_await sleep_for(1s);

  Pid linked = spawn([]() -> Task<void> {
    start_link(&failing_now);
    co_await sleep_for(1h);
  });
  EXPECT_EQ((co_await down(linked, 1s))->kind(), ExitReason::crash);
}

PROCESS_TEST(Async, ThousandsAtOnce) {
  std::vector<Async<int>> tasks;
  for (int i = 0; i < 1000; ++i) tasks.push_back(async(&doubled, i));
  int sum = 0;
  for (auto& task : tasks) sum += co_await await(task);
  EXPECT_EQ(sum, 999000);
}
