#include <algorithm>

#include "anqa/runtime/detail/outage.hpp"
#include "anqa/testing/internal/simulation_state.hpp"

namespace anqa::testing {
namespace {

/// What a simulated crash throws.
class SimulatedCrash : public std::exception {
 public:
  const char* what() const noexcept override { return "a simulated crash"; }
};

struct CrashMessage {};
std::string_view crash_name() { return "a simulated crash"; }
Task<void> throw_crash(Process&, detail::Envelope&) { throw SimulatedCrash(); }
const detail::EnvelopeType crash_type{detail::EnvelopeKind::message,
                                      detail::payload_id<CrashMessage>,
                                      &crash_name,
                                      &detail::destroy_envelope<detail::MessageEnvelope<CrashMessage>>,
                                      &throw_crash,
                                      &detail::MessageEnvelope<CrashMessage>::payload_of};

std::string_view kind_name(const detail::Envelope& envelope) {
  switch (envelope.type->kind) {
    case detail::EnvelopeKind::exit:
      return "exit signal";
    case detail::EnvelopeKind::down:
      return "Down";
    case detail::EnvelopeKind::link:
      return "link";
    case detail::EnvelopeKind::unlink:
      return "unlink";
    case detail::EnvelopeKind::monitor:
      return "monitor";
    case detail::EnvelopeKind::demonitor:
      return "demonitor";
    default:
      return envelope.type->name();
  }
}

/// What the process takes up next.
std::string_view next_thing(const detail::ProcessCore& core) {
  if (core.initialising && !core.running) return "starts";
  if (core.ready) return "goes on";
  if (!core.running && core.queue_head) return kind_name(*core.queue_head);
  const detail::Envelope* oldest = nullptr;
  for (const detail::Envelope* envelope = core.inbox.load(std::memory_order_relaxed);
       envelope && envelope != detail::ProcessCore::busy() && envelope != detail::ProcessCore::dead();
       envelope = envelope->next)
    oldest = envelope;
  return oldest ? kind_name(*oldest) : "looks around";
}

}  // namespace

Simulation::State::State(Simulation& simulation, std::uint64_t seed, Options given)
    : owner(simulation),
      options(std::move(given)),
      engine(std::make_shared<detail::SeededEngine>(seed)),
      began(engine->now()),
      fault_generator(seed ^ 0x9E3779B97F4A7C15U),
      test_generator(seed ^ 0xC2B2AE3D27D4EB4FU),
      trace(std::max<std::size_t>(options.trace, 1)),
      network(simulation) {}

bool Simulation::State::draw(double probability) {
  if (probability <= 0 || closing) return false;
  return static_cast<double>(fault_generator() >> 11) * 0x1p-53 < probability;
}

bool Simulation::State::is_wanted() {
  const std::uint64_t number = chances_hit++;
  if (number >= options.max_faults) return false;
  return !options.select_faults ||
         std::ranges::find(options.only_faults, number) != options.only_faults.end();
}

void Simulation::State::record_fault(std::string text) {
  ++faults_done;
  fault_lines.push_back(std::to_string(chances_hit - 1) + ": at " + seconds_text(engine->now() - began) +
                        " " + text);
  event(EventTrace::Kind::fault).text = fault_lines.back();
}

void Simulation::State::before_step(System&, const detail::ProcessCore& core) {
  stepping = &core;
  stepping_pid = core.pid();
  stepping_type = core.behaviour->name();
  auto& next = event(EventTrace::Kind::step);
  next.from = stepping_pid;
  next.type = stepping_type;
  next.what = next_thing(core);
}

void Simulation::State::after_step() {
  if (const detail::ProcessCore* core = std::exchange(stepping, nullptr);
      core && core->pid() != stepping_pid) {
    auto& ended = event(EventTrace::Kind::ended);
    ended.from = stepping_pid;
    ended.type = stepping_type;
  }
  if (!failure.empty()) owner.fail(std::exchange(failure, {}));
  for (Invariant& invariant : invariants) {
    std::string problem = invariant.problem();
    if (!problem.empty()) owner.fail("\"" + invariant.what + "\": " + problem);
  }
  maybe_strike_a_process();
}

void Simulation::State::maybe_strike_a_process() {
  const double any = rates.crash + rates.kill + rates.exit;
  if (!draw(any)) return;
  // Drawn whether or not the fault is wanted, so that leaving one out changes no other.
  const std::uint64_t which = fault_generator();
  const double how = static_cast<double>(fault_generator() >> 11) * 0x1p-53 * any;
  if (!is_wanted()) return;
  std::vector<Pid> candidates;
  for (auto& node : nodes) {
    for (Pid pid : node->processes())
      if (!rates.spare || !rates.spare(pid)) candidates.push_back(pid);
  }
  if (candidates.empty()) return;
  const Pid victim = candidates[which % candidates.size()];
  if (how < rates.crash) {
    record_fault("crash of " + victim.to_string());
    owner.crash(victim);
  } else if (how < rates.crash + rates.kill) {
    record_fault("kill of " + victim.to_string());
    if (rates.on_kill) rates.on_kill(victim);
    owner.kill(victim);
  } else {
    record_fault("exit signal to " + victim.to_string());
    owner.exit(victim, ExitReason("a simulated exit"));
  }
}

void Simulation::crash(Pid pid) {
  SimulatedNode* node = state_->by_number[pid.node()];
  if (!node || !node->is_up() || !node->is_alive(pid)) return;
  System::Scope scope(node->system());
  if (detail::is_body(node->system(), pid)) return anqa::exit(pid, ExitReason("a simulated crash"));
  detail::deliver(pid, detail::make_envelope<detail::MessageEnvelope<CrashMessage>>(crash_type));
}

std::string Simulation::State::report(const std::string& what) const {
  std::string text = what + "\n  seed " + std::to_string(engine->seed()) + ", step " +
                     std::to_string(engine->steps()) + ", " + seconds_text(engine->now() - began) +
                     " of virtual time\n  replay with ANQA_SEED=" + std::to_string(engine->seed());
  if (options.select_faults) {
    text += " ANQA_FAULTS=";
    for (std::size_t i = 0; i < options.only_faults.size(); ++i)
      text += (i ? "," : "") + std::to_string(options.only_faults[i]);
    if (options.only_faults.empty()) text += "none";
  }
  text += "\n" + std::to_string(faults_done) + " faults:\n" + owner.fault_list() + "the last events:\n" +
          trace.to_string();
  return text;
}

}  // namespace anqa::testing
