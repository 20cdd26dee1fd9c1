#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "anqa/otp/supervisor.hpp"
#include "anqa/runtime/spawn.hpp"
#include "anqa/runtime/system.hpp"
#include "anqa/testing/network.hpp"

namespace anqa::testing {

class Simulation;

/// What was to hold did not. what() is the whole report: seed, step, virtual time, the faults so far, the
/// last events and how to replay it.
class SimulationFailure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// One machine of a Simulation: a System of its own, with its own processes, names, registries and clock.
/// Owned by the simulation.
class SimulatedNode {
 public:
  SimulatedNode(Simulation& simulation, std::string name, std::uint8_t number);
  ~SimulatedNode();
  SimulatedNode(const SimulatedNode&) = delete;
  SimulatedNode& operator=(const SimulatedNode&) = delete;

  const std::string& name() const { return name_; }
  std::uint8_t number() const { return number_; }
  System& system() { return *system_; }
  bool is_up() const { return up_; }

  /// Does `work` now and again each time the node is restarted: what it is there for, usually start().
  void on_boot(std::function<void()> work);
  /// Starts a supervision tree, unlinked to anything.
  Server<Supervisor> start(Supervisor::Spec tree);
  Pid start(const ChildSpec& spec);
  /// Runs `body(args…)`, a captureless coroutine, in a process of this node.
  template <class Body, class... Args>
  Pid spawn(Body body, Args... args) {
    System::Scope scope(*system_);
    return anqa::spawn(std::move(body), std::move(args)...);
  }
  /// Calls `work` as if on this node, outside of any process: for whereis(), Registry::lookup(), send()…
  template <class F>
  auto enter(F&& work) {
    System::Scope scope(*system_);
    return std::forward<F>(work)();
  }
  Pid whereis(std::string_view name);
  bool is_alive(Pid pid);
  std::vector<Pid> processes() const { return system_->processes(); }

  /// Its monotonic clock.
  TimePoint now() const;
  /// Lets that run too fast by `parts_per_million`, or too slow below nothing. Timers go by it.
  void drift(std::int64_t parts_per_million);
  /// Nothing on it runs for a while, as when a machine sleeps or is moved; then its timers fire, late.
  void pause(Duration duration);

 private:
  friend class Simulation;
  Simulation& simulation_;
  std::string name_;
  std::uint8_t number_;
  bool up_ = true;
  std::unique_ptr<detail::Router> router_;
  std::unique_ptr<System> system_;
  std::vector<std::function<void()>> boot_;
  std::vector<Pid> roots_;
};

/// A world of nodes, each with whole supervision trees, on one thread under one seed: which process takes its
/// next step, how long a packet travels and what breaks are drawn from it, and the clock is virtual. The same
/// seed gives the same run, event by event.
///
///     Simulation sim(seed);
///     auto& a = sim.node("a");
///     auto& b = sim.node("b");
///     a.start(shop::tree());
///     sim.always("no orphans", [&] { return orphans(a).empty(); });
///     sim.faults({.kill = 0.01});
///     sim.run_for(10s);
///     sim.partition(a, b);
///
/// Nothing here may be called from inside a process, except note(), check() and chance().
class Simulation {
 public:
  struct Options {
    std::size_t trace = 64;  ///< how many of the last events a failure tells
    /// The probability that at a step the clock jumps to what is due next although processes could still run:
    /// timeouts then race answers.
    double haste = 0;
    /// How many faults may happen.
    std::uint64_t max_faults = ~std::uint64_t{0};
    /// The only faults that may happen, by number, when `select_faults`: to replay with fewer.
    std::vector<std::uint64_t> only_faults = {};
    bool select_faults = false;
  };

  explicit Simulation(std::uint64_t seed) : Simulation(seed, Options{}) {}
  Simulation(std::uint64_t seed, Options options);
  ~Simulation();
  Simulation(const Simulation&) = delete;
  Simulation& operator=(const Simulation&) = delete;

  /// The node of that name, made when first asked for. At most 255.
  SimulatedNode& node(std::string_view name);
  /// The conditions between all nodes; change them at any time.
  NetworkConditions& network();
  /// Breaks the connection between two nodes until heal().
  void partition(SimulatedNode& a, SimulatedNode& b);
  void heal(SimulatedNode& a, SimulatedNode& b);
  /// Asks what start() started to shut down, the newest first, waits for it and takes the node off the
  /// network.
  void stop_node(SimulatedNode& node);
  /// All its processes are gone, without a word; the others notice that the connection broke.
  void crash_node(SimulatedNode& node);
  /// After stop_node() or crash_node(): up again, and what on_boot() was given is done.
  void restart_node(SimulatedNode& node);

  /// An exception leaves the handler of the next message that the process takes. A process that is one
  /// coroutine (spawn) handles no messages; it is sent an exit signal.
  void crash(Pid pid);
  void kill(Pid pid) { exit(pid, ExitReason::kill); }
  void exit(Pid pid, ExitReason reason);

  /// Faults that happen by themselves, each with its probability at each step, to a process drawn at random.
  struct Faults {
    double crash = 0;
    double kill = 0;
    double exit = 0;  ///< an exit signal from nobody
    /// Those that are spared: the test's own processes.
    std::function<bool(Pid)> spare = {};
    std::function<void(Pid)> on_kill = {};  ///< told before
  };
  void faults(Faults faults);
  /// True with this probability: for a test's own faults. Counted, and left out where a replay asks for
  /// fewer.
  bool chance(double probability, std::string_view what = "chance");
  /// From a generator of its own: what a test draws does not change which process runs.
  std::uint64_t random(std::uint64_t below);
  std::uint64_t fault_count() const;

  /// What must hold after each step: `holds` returns a bool, or a text that is empty when all is well.
  template <class F>
  void always(std::string what, F holds) {
    if constexpr (std::is_same_v<std::invoke_result_t<F>, bool>) {
      add_invariant(std::move(what), [holds = std::move(holds)]() mutable -> std::string {
        return holds() ? std::string() : std::string("does not hold");
      });
    } else {
      add_invariant(std::move(what), std::move(holds));
    }
  }
  /// Fails the simulation with a SimulationFailure: at once, or, from inside a process, after its step.
  void fail(const std::string& what);
  void check(bool condition, const std::string& what) {
    if (!condition) fail(what);
  }

  /// Options::haste from now on.
  void haste(double probability);
  /// One step; false when nothing will ever happen any more.
  bool step();
  void run_for(Duration duration);
  /// Runs until no process is runnable and nothing is on its way, without waiting for timers.
  void run_until_idle();
  /// Fails when nothing will ever happen any more, or after `limit` of virtual time.
  template <class F>
  void run_until(F done, Duration limit = std::chrono::hours(1)) {
    run_until_true([&]() -> bool { return done(); }, limit);
  }

  std::uint64_t seed() const;
  std::uint64_t steps() const;
  /// Since the simulation began.
  Duration elapsed() const;
  /// Adds an event of the test's own to the trace.
  void note(std::string text);
  /// The last events, a line each.
  std::string trace() const;
  /// The faults that happened, a line each with its number.
  std::string fault_list() const;

 private:
  friend class SimulatedNode;
  friend class SimulatedNetwork;
  struct State;
  void add_invariant(std::string what, std::function<std::string()> problem);
  void run_until_true(const std::function<bool()>& done, Duration limit);
  void after_step();
  std::unique_ptr<State> state_;
};

}  // namespace anqa::testing
