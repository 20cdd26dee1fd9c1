#include "anqa/testing/simulation.hpp"

#include <algorithm>

#include "anqa/runtime/detail/outage.hpp"
#include "anqa/runtime/deterministic.hpp"
#include "anqa/testing/internal/simulation_state.hpp"

namespace anqa::testing {

Simulation::Simulation(std::uint64_t seed, Options options)
    : state_(std::make_unique<State>(*this, seed, std::move(options))) {
  state_->engine->add_source(state_->network);
  state_->engine->set_observer(state_.get());
  state_->engine->set_haste(state_->options.haste);
}

Simulation::~Simulation() {
  state_->closing = true;
  state_->engine->set_observer(nullptr);
  state_->network.close();
  // A node's last words find the others still there.
  for (auto& node : state_->nodes) detail::end_all_processes(node->system());
  for (auto& node : state_->nodes) node->system_.reset();
  state_->engine->remove_source(state_->network);
}

SimulatedNode& Simulation::node(std::string_view name) {
  for (auto& node : state_->nodes)
    if (node->name() == name) return *node;
  if (state_->nodes.size() == 255) throw std::length_error("a simulation has at most 255 nodes");
  const auto number = static_cast<std::uint8_t>(state_->nodes.size() + 1);
  state_->nodes.push_back(std::make_unique<SimulatedNode>(*this, std::string(name), number));
  return *(state_->by_number[number] = state_->nodes.back().get());
}

NetworkConditions& Simulation::network() { return state_->network.conditions; }

void Simulation::partition(SimulatedNode& a, SimulatedNode& b) {
  note("the connection between " + a.name() + " and " + b.name() + " breaks");
  state_->network.break_connection(a.number(), b.number());
}
void Simulation::heal(SimulatedNode& a, SimulatedNode& b) { state_->network.heal(a.number(), b.number()); }

void Simulation::stop_node(SimulatedNode& node) {
  note(node.name() + " is asked to stop");
  for (auto root = node.roots_.rbegin(); root != node.roots_.rend(); ++root) {
    exit(*root, ExitReason::shutdown);
    run_until([&] { return !node.is_alive(*root); });
  }
  crash_node(node);
}

void Simulation::crash_node(SimulatedNode& node) {
  if (!node.up_) return;
  note(node.name() + " is down");
  node.up_ = false;
  node.roots_.clear();
  for (auto& other : state_->nodes) {
    if (other.get() == &node) continue;
    state_->network.break_connection(node.number(), other->number());
    state_->network.heal(node.number(), other->number());  // but for the node's being down
  }
  auto& scheduler = static_cast<DeterministicScheduler&>(node.system().scheduler());
  detail::end_all_processes(node.system());
  // After that: the dying have woken each other.
  state_->engine->forget(scheduler.member());
}

void Simulation::restart_node(SimulatedNode& node) {
  if (node.up_) return;
  note(node.name() + " is up again");
  node.up_ = true;
  for (auto& work : node.boot_) node.enter(work);
}

void Simulation::exit(Pid pid, ExitReason reason) {
  SimulatedNode* node = state_->by_number[pid.node()];
  if (!node || !node->is_up()) return;
  System::Scope scope(node->system());
  anqa::exit(pid, std::move(reason));
}

void Simulation::faults(Faults faults) { state_->rates = std::move(faults); }

bool Simulation::chance(double probability, std::string_view what) {
  if (!state_->strikes(probability)) return false;
  state_->record_fault(std::string(what));
  return true;
}

std::uint64_t Simulation::random(std::uint64_t below) {
  if (below == 0) throw std::invalid_argument("random(0): there is no number below 0");
  return state_->test_generator() % below;
}
std::uint64_t Simulation::fault_count() const { return state_->faults_done; }

void Simulation::add_invariant(std::string what, std::function<std::string()> problem) {
  state_->invariants.push_back({std::move(what), std::move(problem)});
}

void Simulation::fail(const std::string& what) {
  if (detail::current_core()) {
    if (state_->failure.empty()) state_->failure = what;
    return;
  }
  throw SimulationFailure(state_->report(what));
}

void Simulation::haste(double probability) { state_->engine->set_haste(probability); }
bool Simulation::step() { return state_->engine->step(); }
void Simulation::run_for(Duration duration) { state_->engine->advance(duration); }

void Simulation::run_until_idle() {
  state_->engine->run_until_idle();
  while (state_->network.anything_travels() && step()) state_->engine->run_until_idle();
}

void Simulation::run_until_true(const std::function<bool()>& done, Duration limit) {
  const TimePoint deadline = state_->engine->now() + limit;
  while (!done()) {
    if (!step())
      fail("it waits for what never comes: every process waits, no timer runs, nothing is on its way");
    if (state_->engine->now() > deadline) fail("what was waited for did not come in " + seconds_text(limit));
  }
}

std::uint64_t Simulation::seed() const { return state_->engine->seed(); }
std::uint64_t Simulation::steps() const { return state_->engine->steps(); }
Duration Simulation::elapsed() const { return state_->engine->now() - state_->began; }
void Simulation::note(std::string text) { state_->event(EventTrace::Kind::note).text = std::move(text); }
std::string Simulation::trace() const { return state_->trace.to_string(); }

std::string Simulation::fault_list() const {
  std::string out;
  for (const std::string& line : state_->fault_lines) out += "  " + line + "\n";
  return out;
}

}  // namespace anqa::testing
