// What OTP promises, asked of trees that seeds draw while everything in them crashes: see world.hpp for the
// model.
#include <gtest/gtest.h>

#include "anqa/testing/explore.hpp"
#include "client.hpp"
#include "silence.hpp"
#include "world.hpp"

namespace {

using namespace promises;
using namespace std::chrono_literals;
using anqa::testing::Simulation;

void one_life_of_a_tree(Simulation& sim) {
  auto& node = sim.node("n");
  World world(sim, node);
  std::vector<Account> accounts(2);
  std::vector<Pid> clients;
  world.exact_time = sim.seed() % 2 == 0;
  if (!world.exact_time) sim.haste(0.02);
  const int root = world.draw_tree(2);
  // Mostly it is there before trouble comes; sometimes trouble is there first.
  const bool born_in_peace = sim.random(4) != 0;
  const bool spare_root = sim.random(4) != 0;
  world.harmless = born_in_peace;
  const Pid root_pid = node.start(world.spec(root));
  if (born_in_peace) sim.run_for(20s);
  world.harmless = false;
  for (Account& account : accounts)
    clients.push_back(node.spawn(&client, Ref<World>(world), Ref<Account>(account), 20));
  sim.always("OTP's promises", [&] { return world.problem(); });
  sim.faults({.crash = 0.004,
              .kill = 0.004,
              .exit = 0.004,
              .spare =
                  [&](Pid pid) {
                    return (spare_root && pid == root_pid) ||
                           std::ranges::find(clients, pid) != clients.end();
                  },
              .on_kill = [&](Pid pid) { world.killed(pid); }});
  sim.run_for(20s);
  sim.faults({});
  // Mostly what fails to start is mended then; sometimes the tree is asked to stop while it is not.
  if (sim.random(4) != 0) {
    world.harmless = true;
    sim.run_for(24h);
    world.check_quiet();
  }

  world.root_was_asked = true;
  sim.exit(root_pid, ExitReason::shutdown);
  sim.run_for(24h);  // terminate() may take an hour
  for (Pid pid : clients) node.enter([&] { send(pid, Settle{}); });
  sim.run_for(1s);
  sim.check(!node.is_alive(root_pid), "the tree does not stop");
  sim.check(node.processes().size() == clients.size(),
            std::to_string(node.processes().size() - clients.size()) + " processes are left of the tree");
  sim.check(world.wrong_answers == 0, "an answer to another question");
  for (const Account& account : accounts) check_account(world, account);
  for (int place = 0; place < static_cast<int>(world.places.size()); ++place)
    sim.check(!node.whereis(world.name(place)), "the name " + world.name(place) + " is not free");
}

}  // namespace

TEST(Promises, HoldForTreesUnderRandomCrashes) {
  Silence silence;
  anqa::testing::explore(10000, &one_life_of_a_tree, {.trace = 120});
}
