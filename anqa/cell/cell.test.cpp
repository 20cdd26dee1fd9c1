#include "anqa/cell/cell.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "anqa/base/log_capture.hpp"
#include "anqa/cell/internal/victim.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/runtime/receive.hpp"
#include "anqa/runtime/spawn.hpp"
#include "anqa/testing/process_test.hpp"

// The thread sanitizer's heap does not notice that a block is freed twice.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define ANQA_HEAP_UNCHECKED 1
#endif
#endif

using namespace anqa;
using namespace anqa::cell_tests;
using namespace std::chrono_literals;
using ::testing::HasSubstr;

namespace {

const Server<Victim> victim{victim_name};

/// Starts a supervisor of a victim in a cell, and waits until it runs.
Task<Server<Supervisor>> started(Victim::Options options, CellLimits limits = {}) {
  auto supervisor = start_link<Supervisor>(victim_tree(std::move(options), limits));
  co_await call(supervisor, Supervisor::WhichChildren{}, 30s);
  co_return supervisor;
}

/// Harms the victim; gives the reason that it ended with, once its supervisor has started another.
Task<std::string> reason_after(Server<Supervisor> supervisor, Harm harm) {
  const Pid before = victim.pid();
  const MonitorRef watch = monitor(before);
  cast(victim, Victim::Suffer{harm});
  auto ended = co_await receive<Down>(30s);
  EXPECT_TRUE(ended);
  if (!ended) co_return "(nothing)";
  EXPECT_EQ(ended->monitor, watch);
  EXPECT_EQ(ended->pid, before);
  // Asked after the end, so answered after the restart.
  auto children = co_await call(supervisor, Supervisor::WhichChildren{}, 30s);
  EXPECT_EQ(children[0].last_exit, ended->reason.to_string());
  EXPECT_NE(victim.pid(), before);
  EXPECT_EQ(co_await call(victim, Victim::Note{}, 30s), "note");
  co_return ended->reason.to_string();
}

}  // namespace

TEST(Cell, AServerAnswersFromAProcessOfItsOwn) {
  System system(threads());
  system.run([]() -> Task<void> {
    co_await started({.note = "note"});
    EXPECT_EQ(co_await call(victim, Victim::Note{}), "note");
    EXPECT_NE(co_await call(victim, Victim::SystemProcess{}), ::getpid());
    EXPECT_FALSE(is_cell());
  });
}

TEST(Cell, FaultsAreExitReasonsThatTheSupervisorHandles) {
  LogCapture log;
  System system(threads());
  system.run([]() -> Task<void> {
    auto supervisor = co_await started({.note = "note"});
    EXPECT_EQ(co_await reason_after(supervisor, Harm::segv), "signal SIGSEGV");
    EXPECT_EQ(co_await reason_after(supervisor, Harm::abort), "signal SIGABRT");
    EXPECT_EQ(co_await reason_after(supervisor, Harm::stack_overflow), "signal SIGSEGV");
    EXPECT_EQ(co_await reason_after(supervisor, Harm::kill_itself), "signal SIGKILL");
    EXPECT_EQ(co_await reason_after(supervisor, Harm::exit_with_3), "exit status 3");
    EXPECT_EQ(co_await reason_after(supervisor, Harm::exception), "crash: std::runtime_error: boom");
    EXPECT_EQ(co_await reason_after(supervisor, Harm::unusual_exception), "crash: int");
#ifndef ANQA_HEAP_UNCHECKED
    // A sanitizer ends the process itself when it finds the heap broken.
    EXPECT_THAT(co_await reason_after(supervisor, Harm::double_free),
                ::testing::AnyOf("signal SIGABRT", "exit status 1", "exit status 66"));
#endif
  });
  EXPECT_TRUE(log.contains("crashed handling")) << log.text();
}

TEST(Cell, LimitsAreExitReasonsToo) {
  LogCapture log;
  System system(threads());
  system.run([]() -> Task<void> {
    auto supervisor = co_await started({.note = "note"}, {.memory = 64_MiB, .cpu = 50ms});
    EXPECT_EQ(co_await reason_after(supervisor, Harm::endless_loop), "cpu limit");
  });
}

TEST(Cell, MemoryOverItsLimitEndsTheCell) {
  LogCapture log;
  System system(threads());
  system.run([]() -> Task<void> {
    auto supervisor = co_await started({.note = "note"}, {.memory = 64_MiB});
    EXPECT_EQ(co_await reason_after(supervisor, Harm::eat_memory), "memory limit");
    EXPECT_EQ(co_await reason_after(supervisor, Harm::eat_memory_as_c_does), "memory limit");
  });
}

TEST(Cell, CallsThatAreOutstandingFailWithTheReasonAtOnce) {
  LogCapture log;
  System system(threads());
  system.run([]() -> Task<void> {
    co_await started({.note = "note"});
    auto answer = co_await try_call(victim, Victim::SufferAndTell{Harm::segv}, 1h);
    EXPECT_FALSE(answer);
    if (!answer) EXPECT_EQ(answer.error().to_string(), "signal SIGSEGV");
  });
}

TEST(Cell, CallsThatComeBeforeItIsReadyAreAnswered) {
  LogCapture log;
  System system(threads());
  system.run([]() -> Task<void> {
    co_await started({.note = "note"});
    for (int i = 0; i < 50; ++i) {
      cast(victim, Victim::Suffer{Harm::kill_itself});
      // Asked all the time: of the old one, of nobody, of the new one before its cell runs.
      for (;;) {
        auto answer = co_await try_call(victim, Victim::Note{}, 1h);
        if (answer) break;
        co_await yield();
      }
    }
  });
}

TEST(Cell, AnEndInOrderRunsTerminateInTheCell) {
  System system(threads());
  system.run([]() -> Task<void> {
    trap_exit();
    auto supervisor = co_await started({.note = "note", .test = self(), .traps_exits = true});
    exit(supervisor.pid(), ExitReason::shutdown);
    EXPECT_EQ((co_await receive<std::string>(30s)).value_or(""), "terminate shutdown");
    EXPECT_EQ((co_await receive<Exit>(30s))->reason.kind(), ExitReason::shutdown);
    EXPECT_FALSE(whereis(victim_name));
  });
}

TEST(Cell, AChildThatFailsToStartFailsItsSupervisorWithTheReason) {
  LogCapture log;
  System system(threads());
  system.run([]() -> Task<void> {
    trap_exit();
    for (auto [harm, reason] : {std::pair(Harm::exception, "crash: std::runtime_error: boom"),
                                std::pair(Harm::segv, "signal SIGSEGV")}) {
      auto supervisor = start_link<Supervisor>(victim_tree({.at_start = harm}));
      auto ended = co_await receive<Exit>(30s);
      EXPECT_EQ(ended->from, supervisor.pid());
      EXPECT_THAT(ended->reason.to_string(), HasSubstr(reason));
    }
  });
}

PROCESS_TEST(Cell, OnADeterministicSchedulerTheChildIsAnOrdinaryProcess) {
  co_await started({.note = "note"});
  EXPECT_EQ(co_await call(victim, Victim::SystemProcess{}), ::getpid());
}
