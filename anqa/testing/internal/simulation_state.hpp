#pragma once

#include <array>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "anqa/runtime/detail/seeded_engine.hpp"
#include "anqa/testing/internal/event_trace.hpp"
#include "anqa/testing/internal/simulated_network.hpp"
#include "anqa/testing/simulation.hpp"

namespace anqa::testing {

struct Simulation::State final : detail::StepObserver {
  State(Simulation& simulation, std::uint64_t seed, Options given);

  struct Invariant {
    std::string what;
    std::function<std::string()> problem;
  };

  /// Something happens with this probability, unless this run is to go without it. Adds it to the faults.
  bool strikes(double probability) { return draw(probability) && is_wanted(); }
  bool draw(double probability);
  bool is_wanted();
  void record_fault(std::string text);
  void before_step(System& system, const detail::ProcessCore& core) override;
  void after_step() override;
  void maybe_strike_a_process();
  std::string report(const std::string& what) const;
  EventTrace::Event& event(EventTrace::Kind kind) {
    return trace.next(kind, engine->steps(), engine->now() - began);
  }

  Simulation& owner;
  Options options;
  std::shared_ptr<detail::SeededEngine> engine;
  TimePoint began;
  std::mt19937_64 fault_generator;
  std::mt19937_64 test_generator;
  std::uint64_t chances_hit = 0;  // faults that happened or were left out
  std::uint64_t faults_done = 0;
  std::vector<std::string> fault_lines;
  EventTrace trace;
  SimulatedNetwork network;
  Faults rates;
  std::vector<Invariant> invariants;
  std::string failure;  // of a check() inside a process
  bool closing = false;
  std::vector<std::unique_ptr<SimulatedNode>> nodes;
  std::array<SimulatedNode*, 256> by_number{};
  // The process of the step that is being made.
  const detail::ProcessCore* stepping = nullptr;
  Pid stepping_pid;
  std::string_view stepping_type;
};

}  // namespace anqa::testing
