// Three nodes that call, monitor and link to each other over a network that is slow, lossy and breaks, while
// nodes crash, sleep and come back.
#include <gtest/gtest.h>

#include <array>
#include <map>

#include "anqa/base/log.hpp"
#include "anqa/otp/supervisor.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/runtime/receive.hpp"
#include "anqa/testing/explore.hpp"
#include "silence.hpp"
#include "worker.hpp"

namespace {

using namespace anqa;
using namespace std::chrono_literals;
using anqa::testing::SimulatedNode;
using anqa::testing::Simulation;
using promises::Ref;
using promises::Silence;

constexpr int node_count = 3;
constexpr int servers = 3;

class Echo : public GenServer {
 public:
  struct Ask {
    std::uint64_t nonce;
    Duration wait;
    using Reply = std::uint64_t;
  };
  Task<std::uint64_t> handle_call(Ask ask) {
    if (ask.wait > Duration::zero()) co_await sleep_for(ask.wait);
    co_return ask.nonce;
  }
  void handle_info(const Exit&) {}
};

struct Cluster {
  explicit Cluster(Simulation& simulation) : sim(simulation) {}
  Simulation& sim;
  std::array<SimulatedNode*, node_count> nodes{};
  std::uint64_t next_nonce = 1;
  std::uint64_t answers = 0;
  std::array<Duration, node_count> slept{};

  SimulatedNode& any_node() { return *nodes[sim.random(node_count)]; }
  Pid any_server() { return any_node().whereis("echo." + std::to_string(sim.random(servers))); }
  bool is_alive(Pid pid) { return nodes[static_cast<std::size_t>(pid.node() - 1)]->is_alive(pid); }
};

/// What a client on one node knows of its monitors and links. Gone with its node.
struct Ties {
  std::map<std::uint64_t, Pid> monitors;
  std::map<Pid, int> links;
};

Task<void> client(Ref<Cluster> cluster, Ref<Ties> ties) {
  trap_exit();
  Simulation& sim = cluster->sim;
  for (;;) {
    const Pid server = cluster->any_server();
    const std::uint64_t nonce = cluster->next_nonce++;
    const Duration limit = 1ms * (1 + sim.random(400));
    switch (sim.random(server ? 4 : 1)) {
      case 0:
        break;
      case 1: {
        const TimePoint began = System::current().scheduler().now();
        const std::size_t here = self().node() - 1U;
        const Duration slept_before = cluster->slept[here];
        auto answer = co_await try_call(Server<Echo>(server), Echo::Ask{nonce, 1ms * sim.random(20)}, limit);
        const Duration took = System::current().scheduler().now() - began;
        const Duration slept = cluster->slept[here] - slept_before;
        if (answer) ++cluster->answers;
        sim.check(!answer || *answer == nonce, "an answer to another question");
        // A machine that slept is late by as long as it slept, on a clock that may be too fast.
        sim.check(took <= limit + slept * 6 / 5 + 3ms, "a call took longer than its limit");
        break;
      }
      case 2:
        ties->monitors[monitor(server).value] = server;
        break;
      default:
        if (ties->links.contains(server)) break;
        link(server);
        ties->links[server] = 1;
        break;
    }
    while (auto down = co_await receive<Down>(0ms)) {
      auto found = ties->monitors.find(down->monitor.value);
      if (found == ties->monitors.end()) {
        sim.fail("a Down of no monitor, or a second one");
      } else {
        sim.check(found->second == down->pid, "a Down that names another process");
        const bool may_live = down->reason.kind() == ExitReason::noconnection;
        sim.check(may_live || !cluster->is_alive(down->pid), "a Down of a process that lives");
        ties->monitors.erase(found);
      }
    }
    while (auto exit = co_await receive<Exit>(0ms)) {
      if (exit->from && ties->links.erase(exit->from) == 0) sim.fail("an Exit over no link, or a second one");
    }
    co_await sleep_for(1ms * sim.random(300));
  }
}

Supervisor::Spec tree(std::vector<ChildSpec> clients) {
  Supervisor::Spec spec{.max_restarts = 100000, .children = {}};
  for (int i = 0; i < servers; ++i) {
    const std::string name = "echo." + std::to_string(i);
    spec.children.push_back(child<Echo>().id(name).named(name));
  }
  for (ChildSpec& each : clients) spec.children.push_back(std::move(each));
  return spec;
}

void some_trouble(Simulation& sim, Cluster& cluster) {
  SimulatedNode& a = cluster.any_node();
  SimulatedNode& b = cluster.any_node();
  switch (sim.random(6)) {
    case 0:
    case 1:
      if (&a != &b && sim.chance(0.8, "partition of " + a.name() + " and " + b.name())) sim.partition(a, b);
      break;
    case 2:
      if (&a != &b) sim.heal(a, b);
      break;
    case 3:
      if (sim.chance(0.5, "crash of " + a.name())) sim.crash_node(a);
      break;
    case 4:
      sim.restart_node(a);
      break;
    default:
      if (a.is_up() && sim.chance(0.5, "sleep of " + a.name())) {
        const Duration length = 1ms * (1 + sim.random(2000));
        cluster.slept[a.number() - 1U] += length;
        a.pause(length);
      }
      break;
  }
}

void one_life_of_a_cluster(Simulation& sim) {
  Cluster cluster(sim);
  std::array<Ties, node_count> ties;
  for (int i = 0; i < node_count; ++i) {
    SimulatedNode& node = sim.node(std::string(1, static_cast<char>('a' + i)));
    cluster.nodes[static_cast<std::size_t>(i)] = &node;
    node.drift(static_cast<std::int64_t>(sim.random(200001)) - 100000);  // a tenth too fast or too slow
  }
  for (std::size_t i = 0; i < node_count; ++i) {
    SimulatedNode& node = *cluster.nodes[i];
    node.on_boot([&node, &ties, &cluster, i] {
      ties[i] = {};
      node.start(tree({}));
      node.spawn(&client, Ref<Cluster>(cluster), Ref<Ties>(ties[i]));
    });
  }
  sim.network() = {.min_latency = 100us,
                   .max_latency = 1ms * (1 + sim.random(100)),
                   .drop = sim.random(2) == 0 ? 0.02 : 0,
                   .reorder = sim.random(4) == 0,
                   .break_rate = sim.random(2) == 0 ? 0.005 : 0,
                   .outage = 300ms,
                   .max_detection = 1ms * sim.random(300)};
  sim.faults({.crash = 0.002, .kill = 0.002});
  for (int i = 0; i < 30; ++i) {
    sim.run_for(1ms * sim.random(300));
    some_trouble(sim, cluster);
  }
  sim.faults({});
  sim.network() = {};
  for (SimulatedNode* a : cluster.nodes) {
    sim.restart_node(*a);
    for (SimulatedNode* b : cluster.nodes)
      if (a != b) sim.heal(*a, *b);
  }
  sim.run_for(10s);
  for (SimulatedNode* node : cluster.nodes) sim.crash_node(*node);
  for (SimulatedNode* node : cluster.nodes)
    sim.check(node->processes().empty(), "processes are left of node " + node->name());
}

/// No client sees the same tie answered twice; here each must be answered once.
void every_tie_is_answered(Simulation& sim) {
  auto& a = sim.node("a");
  auto& b = sim.node("b");
  Cluster cluster(sim);
  struct Told {
    std::map<std::uint64_t, int> downs;
    int exits = 0;
  } told;
  b.on_boot([&] { b.start(tree({})); });
  sim.run_until_idle();
  a.spawn(
      [](Ref<SimulatedNode> there, Ref<Told> answers) -> Task<void> {
        trap_exit();
        for (int i = 0; i < servers; ++i) {
          const Pid pid = there->whereis("echo." + std::to_string(i));
          answers->downs[monitor(pid).value] = 0;
          link(pid);
        }
        for (;;) {
          while (auto down = co_await receive<Down>(50ms)) ++answers->downs[down->monitor.value];
          while (co_await receive<Exit>(50ms)) ++answers->exits;
        }
      },
      Ref<SimulatedNode>(b), Ref<Told>(told));
  // The ties are on their way, there, or answered already when it happens.
  sim.run_for(1us * sim.random(6000));
  if (sim.random(2) == 0) sim.kill(b.whereis("echo.1"));
  sim.run_for(1us * sim.random(3000));
  const auto how = sim.random(3);
  if (how == 0) sim.partition(a, b);
  if (how == 1) sim.crash_node(b);
  if (how == 2) sim.stop_node(b);
  sim.run_for(1us * sim.random(400000));
  if (how == 0) sim.heal(a, b);
  if (how != 0) sim.restart_node(b);
  sim.run_for(5s);
  for (const auto& [ref, count] : told.downs)
    sim.check(count == 1, "a monitor was answered " + std::to_string(count) + " times");
  sim.check(told.exits == servers,
            "of " + std::to_string(servers) + " links " + std::to_string(told.exits) + " were answered");
}

}  // namespace

TEST(Nodes, KeepOnesOwnWhenTheNetworkAndTheOthersDoNot) {
  Silence silence;
  anqa::testing::explore(1000, &one_life_of_a_cluster, {.trace = 120});
}

TEST(Nodes, EveryLinkAndMonitorIsAnsweredOnce) {
  Silence silence;
  anqa::testing::explore(2000, &every_tie_is_answered, {.trace = 120});
}
