#include "anqa/runtime/deterministic.hpp"
#include "anqa/testing/internal/simulation_state.hpp"

namespace anqa::testing {

SimulatedNode::SimulatedNode(Simulation& simulation, std::string name, std::uint8_t number)
    : simulation_(simulation),
      name_(std::move(name)),
      number_(number),
      router_(std::make_unique<NodeRouter>(simulation.state_->network, number)),
      system_(std::make_unique<System>(std::make_unique<DeterministicScheduler>(simulation.state_->engine),
                                       number)) {
  system_->set_router(router_.get());
}
SimulatedNode::~SimulatedNode() = default;

void SimulatedNode::on_boot(std::function<void()> work) {
  boot_.push_back(std::move(work));
  if (up_) enter(boot_.back());
}

Server<Supervisor> SimulatedNode::start(Supervisor::Spec tree) {
  return Server<Supervisor>(start(child<Supervisor>(std::move(tree))));
}

Pid SimulatedNode::start(const ChildSpec& spec) {
  System::Scope scope(*system_);
  roots_.push_back(spec.starter().start(spec.name(), {}));
  return roots_.back();
}

Pid SimulatedNode::whereis(std::string_view name) {
  System::Scope scope(*system_);
  return anqa::whereis(name);
}

bool SimulatedNode::is_alive(Pid pid) {
  System::Scope scope(*system_);
  return anqa::is_alive(pid);
}

TimePoint SimulatedNode::now() const { return system_->scheduler().now(); }

void SimulatedNode::drift(std::int64_t parts_per_million) {
  auto& scheduler = static_cast<DeterministicScheduler&>(system_->scheduler());
  simulation_.state_->engine->set_drift(scheduler.member(), parts_per_million);
}

void SimulatedNode::pause(Duration duration) {
  simulation_.note(name_ + " is paused for " + seconds_text(duration));
  auto& scheduler = static_cast<DeterministicScheduler&>(system_->scheduler());
  simulation_.state_->engine->pause(scheduler.member(), duration);
}

}  // namespace anqa::testing
