#include "anqa/testing/simulation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest-spi.h>

#include <set>

#include "anqa/base/log_capture.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/runtime/receive.hpp"
#include "anqa/testing/explore.hpp"

using namespace anqa;
using namespace anqa::testing;
using namespace std::chrono_literals;
using ::testing::HasSubstr;

namespace {

class Counter : public GenServer {
 public:
  struct Ponder {
    using Reply = int;
  };
  struct Add {
    int amount;
    using Reply = int;
  };
  int handle_call(const Add& add) { return sum_ += add.amount; }
  Task<int> handle_call(Ponder) {
    co_await sleep_for(1min);
    co_return sum_;
  }

 private:
  int sum_ = 0;
};

Supervisor::Spec counters() {
  return {.max_restarts = 1000,
          .children = {child<Counter>().id("c").named("c"), child<Counter>().id("d").named("d")}};
}

/// Tells what became of a monitored process.
struct Outcome {
  std::optional<ExitReason> reason;
  std::optional<int> answer;
  int downs = 0;
};

Task<void> watch(Pid pid, Outcome* outcome) {
  monitor(pid);
  for (;;) {
    auto down = co_await receive<Down>();
    ++outcome->downs;
    outcome->reason = down->reason;
  }
}

Task<void> ask(Pid server, int amount, Outcome* outcome) {
  auto answer = co_await try_call(Server<Counter>(server), Counter::Add{amount});
  if (answer)
    outcome->answer = *answer;
  else
    outcome->reason = answer.error();
}

Task<void> ask_to_ponder(Pid server, Outcome* outcome) {
  auto answer = co_await try_call(Server<Counter>(server), Counter::Ponder{}, 1h);
  if (answer)
    outcome->answer = *answer;
  else
    outcome->reason = answer.error();
  // The answer that comes after all is for nobody.
  if (co_await receive<AnyMessage>(1h)) ++outcome->downs;
}

Task<void> wait_for_ever() { co_await receive<int>(); }

}  // namespace

TEST(Simulation, NodesHaveNamesAndProcessesOfTheirOwn) {
  Simulation sim(1);
  auto& a = sim.node("a");
  auto& b = sim.node("b");
  a.start(counters());
  b.start(counters());
  sim.run_until_idle();
  EXPECT_EQ(&sim.node("a"), &a);
  EXPECT_EQ(a.processes().size(), 3U);
  EXPECT_NE(a.whereis("c"), b.whereis("c"));
  EXPECT_EQ(a.whereis("c").node(), a.number());
}

TEST(Simulation, CallsAndMonitorsCrossTheNetwork) {
  LogCapture log;
  Simulation sim(1);
  auto& a = sim.node("a");
  auto& b = sim.node("b");
  b.start(counters());
  sim.run_until_idle();
  Outcome asked;
  Outcome seen;
  a.spawn(&ask, b.whereis("c"), 5, &asked);
  a.spawn(&watch, b.whereis("c"), &seen);
  sim.run_until_idle();
  EXPECT_EQ(asked.answer, 5);
  EXPECT_GE(sim.elapsed(), 2 * sim.network().min_latency);
  sim.kill(b.whereis("c"));
  sim.run_until_idle();
  EXPECT_EQ(seen.reason, ExitReason(ExitReason::killed));
}

TEST(Simulation, APartitionIsNoconnection) {
  Simulation sim(1);
  auto& a = sim.node("a");
  auto& b = sim.node("b");
  const Pid there = b.spawn(&wait_for_ever);
  Outcome seen;
  Outcome asked;
  a.spawn(&watch, there, &seen);
  sim.run_until_idle();
  sim.partition(a, b);
  a.spawn(&ask, there, 1, &asked);
  sim.run_for(1s);
  EXPECT_EQ(seen.reason, ExitReason(ExitReason::noconnection));
  EXPECT_EQ(asked.reason, ExitReason(ExitReason::noconnection));
  sim.heal(a, b);
  Outcome again;
  a.spawn(&watch, there, &again);
  sim.kill(there);
  sim.run_for(1s);
  EXPECT_EQ(again.downs, 1);
  EXPECT_EQ(seen.downs, 1);
}

TEST(Simulation, ACallThatIsBeingAnsweredFailsWhenTheConnectionBreaks) {
  LogCapture log;
  Simulation sim(1);
  auto& a = sim.node("a");
  auto& b = sim.node("b");
  b.start(counters());
  sim.run_until_idle();
  Outcome asked;
  const Pid asking = a.spawn(&ask_to_ponder, b.whereis("c"), &asked);
  sim.run_for(10s);
  EXPECT_FALSE(asked.reason);
  sim.partition(a, b);
  sim.run_for(1s);
  EXPECT_EQ(asked.reason, ExitReason(ExitReason::noconnection));
  sim.heal(a, b);
  sim.run_for(30min);
  EXPECT_TRUE(a.is_alive(asking));
  EXPECT_EQ(asked.downs, 0);
  EXPECT_FALSE(asked.answer);
  EXPECT_EQ(b.processes().size(), 3U);
}

TEST(Simulation, ACallToANodeThatCrashesFailsAndOthersGoOn) {
  LogCapture log;
  Simulation sim(1);
  auto& a = sim.node("a");
  auto& b = sim.node("b");
  auto& c = sim.node("c");
  b.start(counters());
  c.start(counters());
  sim.run_until_idle();
  Outcome lost;
  Outcome kept;
  a.spawn(&ask_to_ponder, b.whereis("c"), &lost);
  a.spawn(&ask_to_ponder, c.whereis("c"), &kept);
  sim.run_for(10s);
  sim.crash_node(b);
  sim.run_for(2min);
  EXPECT_EQ(lost.reason, ExitReason(ExitReason::noconnection));
  EXPECT_EQ(kept.answer, 0);
}

TEST(Simulation, ANodeThatCrashesIsNoticedAndComesBackEmpty) {
  Simulation sim(1);
  auto& a = sim.node("a");
  auto& b = sim.node("b");
  b.on_boot([&] { b.start(counters()); });
  sim.run_until_idle();
  const Pid before = b.whereis("c");
  Outcome seen;
  a.spawn(&watch, before, &seen);
  sim.run_until_idle();
  sim.crash_node(b);
  EXPECT_TRUE(b.processes().empty());
  EXPECT_EQ(seen.downs, 0);
  sim.run_for(1s);
  EXPECT_EQ(seen.reason, ExitReason(ExitReason::noconnection));
  sim.restart_node(b);
  sim.run_until_idle();
  EXPECT_EQ(b.processes().size(), 3U);
  EXPECT_NE(b.whereis("c"), before);
}

TEST(Simulation, OneSeedIsOneRun) {
  LogCapture log;
  auto run = [](std::uint64_t seed) {
    Simulation sim(seed, {.trace = 100000, .haste = 0.01});
    auto& a = sim.node("a");
    auto& b = sim.node("b");
    a.start(counters());
    b.start(counters());
    sim.network().break_rate = 0.05;
    sim.faults({.crash = 0.02, .kill = 0.02, .exit = 0.02});
    std::vector<Outcome> outcomes(50);
    for (Outcome& outcome : outcomes) {
      a.spawn(&ask, b.whereis("c"), 1, &outcome);
      b.spawn(&ask, a.whereis("d"), 1, &outcome);
      sim.run_for(1ms);
    }
    sim.run_for(1min);
    return sim.trace();
  };
  const std::string once = run(7);
  EXPECT_THAT(once, HasSubstr("fault 0: "));
  EXPECT_EQ(once, run(7));
  EXPECT_NE(once, run(8));
}

TEST(Simulation, AFailureSaysHowToReplayIt) {
  LogCapture log;
  Simulation sim(42);
  auto& a = sim.node("a");
  a.start(counters());
  sim.run_until_idle();
  const Pid first = a.whereis("c");
  sim.always("c lives", [&] { return a.is_alive(first); });
  sim.run_until_idle();
  sim.kill(first);
  std::string text;
  try {
    sim.run_until_idle();
  } catch (const SimulationFailure& failure) {
    text = failure.what();
  }
  EXPECT_THAT(text, HasSubstr("\"c lives\": does not hold"));
  EXPECT_THAT(text, HasSubstr("seed 42, step "));
  EXPECT_THAT(text, HasSubstr("ANQA_SEED=42"));
  EXPECT_THAT(text, HasSubstr("Counter: exit signal"));
}

TEST(Explore, ReportsTheFewestFaultsThatStillFail) {
  ::testing::TestPartResultArray failures;
  {
    ::testing::ScopedFakeTestPartResultReporter reporter(
        ::testing::ScopedFakeTestPartResultReporter::INTERCEPT_ONLY_CURRENT_THREAD, &failures);
    explore(Seeds{5, 1}, [](Simulation& sim) {
      std::set<int> happened;
      for (int i = 0; i < 20; ++i)
        if (sim.chance(1, "trouble")) happened.insert(i);
      sim.check(!happened.contains(3) || !happened.contains(17), "three and seventeen together");
    });
  }
  ASSERT_EQ(failures.size(), 1);
  const std::string text = failures.GetTestPartResult(0).message();
  EXPECT_THAT(text, HasSubstr("three and seventeen together"));
  EXPECT_THAT(text, HasSubstr("replay with ANQA_SEED=5 ANQA_FAULTS=3,17\n"));
}

TEST(Simulation, StopsANodeInOrderAndBringsItBack) {
  Simulation sim(1);
  auto& a = sim.node("a");
  a.on_boot([&] { a.start(counters()); });
  sim.run_until_idle();
  sim.stop_node(a);
  EXPECT_FALSE(a.is_up());
  EXPECT_TRUE(a.processes().empty());
  sim.restart_node(a);
  sim.run_until([&] { return static_cast<bool>(a.whereis("d")); });
  EXPECT_EQ(a.processes().size(), 3U);
}

TEST(Simulation, DropsWhatItIsToldToDropAndACallThenTimesOut) {
  Simulation sim(1);
  auto& a = sim.node("a");
  auto& b = sim.node("b");
  b.start(counters());
  sim.run_until_idle();
  sim.network().drop = 1;
  Outcome asked;
  a.spawn(&ask, b.whereis("c"), 5, &asked);
  sim.run_for(10s);
  EXPECT_FALSE(asked.answer);
  EXPECT_EQ(asked.reason, ExitReason(ExitReason::timeout));
}
