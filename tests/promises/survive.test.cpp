// What processes must survive, all of it at once, under seeds.
#include <gtest/gtest.h>

#include <stdexcept>
#include <vector>

#include "anqa/otp/supervisor.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/runtime/mailbox.hpp"
#include "anqa/runtime/receive.hpp"
#include "anqa/testing/explore.hpp"
#include "silence.hpp"
#include "worker.hpp"

namespace {

using namespace anqa;
using namespace std::chrono_literals;
using anqa::testing::Simulation;
using promises::Ref;
using promises::Silence;

struct Seen {
  std::uint64_t handled = 0;
  int alive = 0;
};

/// Ends in every way in which one should not.
class Nasty : public GenServer {
 public:
  struct Throw {
    int how;
  };
  struct End {};
  explicit Nasty(Ref<Seen> seen) : seen_(seen) {
    ++seen_->alive;
    trap_exit();
  }
  ~Nasty() noexcept(false) override {
    --seen_->alive;
    if (throws_) throw std::runtime_error("a destructor that throws");
  }
  void handle_cast(const Throw& what) {
    throws_ = what.how % 2 == 0;
    if (what.how % 3 == 0) throw 42;
    if (what.how % 3 == 1) throw std::vector<int>{1, 2, 3};
    throw std::runtime_error("boom");
  }
  void handle_cast(const End&) { stop(); }
  Task<void> terminate(ExitReason) { co_await receive_nothing(); }

 private:
  /// For ever, as far as anybody can tell.
  static Task<void> receive_nothing() { co_await sleep_for(24h * 365); }
  Ref<Seen> seen_;
  bool throws_ = false;
};

/// Is sent more than it can handle.
class Flooded : public GenServer {
 public:
  static constexpr MailboxLimit mailbox{.length = 50, .policy = Overflow::drop_newest};
  struct Drop {};
  explicit Flooded(Ref<Seen> seen) : seen_(seen) {}
  Task<void> handle_cast(Drop) {
    ++seen_->handled;
    co_await sleep_for(10ms);
  }

 private:
  Ref<Seen> seen_;
};

Task<void> flood(int how_many) {
  for (int i = 0; i < how_many; ++i) {
    cast(Server<Flooded>("flooded"), Flooded::Drop{});
    if (i % 10 == 0) co_await sleep_for(1ms);
  }
}

void everything_at_once(Simulation& sim) {
  auto& node = sim.node("n");
  Seen seen;
  Supervisor::Spec spec{
      .strategy = static_cast<Strategy>(sim.random(3)), .max_restarts = 1000, .children = {}};
  for (int i = 0; i < 4; ++i) {
    const std::string name = "nasty." + std::to_string(i);
    spec.children.push_back(
        child<Nasty>(Ref<Seen>(seen)).id(name).named(name).shutdown(1ms * sim.random(200)));
  }
  spec.children.push_back(child<Flooded>(Ref<Seen>(seen)).named("flooded"));
  const Pid root = node.start(std::move(spec)).pid();
  sim.run_until_idle();
  for (int i = 0; i < 4; ++i) node.spawn(&flood, 200);
  for (int i = 0; i < 20; ++i) {
    sim.run_for(1ms * sim.random(300));
    const Pid nasty = node.whereis("nasty." + std::to_string(sim.random(4)));
    node.enter([&] {
      if (sim.random(2) == 0) cast(Server<Nasty>(nasty), Nasty::Throw{static_cast<int>(sim.random(6))});
      if (sim.random(4) == 0) cast(Server<Nasty>(nasty), Nasty::End{});
    });
    // Who has crashed is in its terminate() for a year: only a kill helps.
    if (sim.random(3) == 0) sim.kill(nasty);
  }
  sim.run_for(10s);
  sim.check(seen.handled > 0, "a flooded server handled nothing");
  sim.check(seen.handled < 800, "a mailbox with a limit of 50 took everything");
  sim.exit(root, ExitReason::shutdown);
  sim.run_for(1min);
  sim.check(node.processes().empty(), std::to_string(node.processes().size()) + " processes are left");
  sim.check(seen.alive == 0, "an object was not destroyed");
}

Task<void> waits() { co_await receive<int>(); }
Task<void> counts_downs(std::vector<Pid> pids, Ref<int> count) {
  for (Pid pid : pids) monitor(pid);
  for (;;) {
    co_await receive<Down>();
    ++*count;
  }
}
Task<void> sleeps_a_second(Ref<TimePoint> woke) {
  co_await sleep_for(1s);
  *woke = System::current().scheduler().now();
}

}  // namespace

TEST(Survive, OddExceptionsDestructorsTerminatesAndFloods) {
  Silence silence;
  anqa::testing::explore(300, &everything_at_once, {.trace = 120});
}

TEST(Survive, TenThousandProcessesThatDieAtOnce) {
  Simulation sim(1);
  auto& node = sim.node("n");
  constexpr int many = 10000;
  std::vector<Pid> pids;
  for (int i = 0; i < many; ++i) pids.push_back(node.spawn(&waits));
  int downs = 0;
  node.spawn(&counts_downs, pids, Ref<int>(downs));
  sim.run_until_idle();
  for (Pid pid : pids) sim.kill(pid);
  sim.run_until_idle();
  EXPECT_EQ(downs, many);
  EXPECT_EQ(node.processes().size(), 1U);
}

TEST(Survive, ClocksThatDriftAndMachinesThatSleep) {
  Simulation sim(1);
  auto& fast = sim.node("fast");
  auto& sleepy = sim.node("sleepy");
  fast.drift(100000);
  TimePoint fast_woke{};
  TimePoint sleepy_woke{};
  const TimePoint fast_began = fast.now();
  const TimePoint sleepy_began = sleepy.now();
  fast.spawn(&sleeps_a_second, Ref<TimePoint>(fast_woke));
  sleepy.spawn(&sleeps_a_second, Ref<TimePoint>(sleepy_woke));
  sim.run_until_idle();
  sleepy.pause(5s);
  sim.run_for(950ms);
  EXPECT_GE(fast_woke - fast_began, 1s);  // by its own clock
  EXPECT_LT(fast_woke - fast_began, 1010ms);
  sim.run_for(10s);
  EXPECT_GE(sleepy_woke - sleepy_began, 5s);
  EXPECT_LT(sleepy_woke - sleepy_began, 5010ms);
}
