// What the seeds have found, each as a test of its own: docs/decisions/0073.
#include <gtest/gtest.h>

#include <stdexcept>

#include "anqa/otp/supervisor.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/testing/simulation.hpp"
#include "silence.hpp"

namespace {

using namespace anqa;
using namespace std::chrono_literals;
using anqa::testing::Simulation;
using promises::Silence;

/// Starts once; after that its database is gone, which it notices after a while.
class NeedsDatabase : public GenServer {
 public:
  explicit NeedsDatabase(bool* gone) : gone_(gone) {}
  Task<void> init() {
    if (!*gone_) co_return;
    co_await sleep_for(3s);
    throw std::runtime_error("no database");
  }

 private:
  bool* gone_;
};

/// Its init() fails, and its terminate() would take an hour.
class FailsAndLingers : public GenServer {
 public:
  explicit FailsAndLingers(bool* terminated) : terminated_(terminated) { trap_exit(); }
  Task<void> init() {
    co_await sleep_for(1ms);
    throw std::runtime_error("no");
  }
  Task<void> terminate(ExitReason) {
    *terminated_ = true;
    co_await sleep_for(1h);
  }

 private:
  bool* terminated_;
};

}  // namespace

// Seed 274: three restarts in five seconds are never reached when each takes three, and a supervisor that
// restarted in a loop inside one handler never read its parent's request to stop.
TEST(Found, ASupervisorThatCannotRestartAChildCanBeStopped) {
  Silence silence;
  Simulation sim(274);
  auto& node = sim.node("n");
  bool gone = false;
  const Server<Supervisor> root = node.start(Supervisor::Spec{
      .max_restarts = 3, .max_seconds = 5s, .children = {child<NeedsDatabase>(&gone).named("database")}});
  sim.run_until_idle();
  gone = true;
  sim.kill(node.whereis("database"));
  sim.run_for(1min);
  ASSERT_TRUE(node.is_alive(root.pid()));
  sim.exit(root.pid(), ExitReason::shutdown);
  sim.run_for(10s);
  EXPECT_FALSE(node.is_alive(root.pid()));
  EXPECT_TRUE(node.processes().empty());
}

// Seed 92: who failed in init() has nothing to terminate, and whoever starts it learns of it at once.
TEST(Found, AServerWhoseInitFailsDoesNotTerminate) {
  Silence silence;
  Simulation sim(92);
  auto& node = sim.node("n");
  bool terminated = false;
  const Server<Supervisor> root =
      node.start(Supervisor::Spec{.children = {child<FailsAndLingers>(&terminated)}});
  sim.run_for(1s);
  EXPECT_FALSE(terminated);
  EXPECT_FALSE(node.is_alive(root.pid()));
}
