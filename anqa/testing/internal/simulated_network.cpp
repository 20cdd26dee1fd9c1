#include "anqa/testing/internal/simulated_network.hpp"

#include <utility>

#include "anqa/runtime/detail/outage.hpp"
#include "anqa/testing/internal/simulation_state.hpp"

namespace anqa::testing {
namespace {

using detail::EnvelopeKind;

/// Links, monitors and what answers them: what Erlang loses only together with the connection.
bool is_signal(const detail::Envelope& envelope) {
  return envelope.type->kind != EnvelopeKind::message && envelope.type->kind != EnvelopeKind::completion &&
         envelope.type->kind != EnvelopeKind::inspect;
}

std::pair<std::uint8_t, std::uint8_t> ordered(std::uint8_t a, std::uint8_t b) {
  return a < b ? std::pair{a, b} : std::pair{b, a};
}

Pid sender(std::uint8_t node) {
  const detail::ProcessCore* core = detail::current_core();
  return core ? core->pid() : Pid{std::uint32_t{node} << Pid::slot_bits, 0};
}

}  // namespace

void SimulatedNetwork::send(std::uint8_t from_node, Pid to, detail::EnvelopePtr envelope) {
  Simulation::State& state = *simulation_.state_;
  SimulatedNode* destination = state.by_number[to.node()];
  if (losing_) {  // what was lost takes along what it held
    if (!destination) return;
    System::Scope scope(destination->system());
    envelope.reset();
    return;
  }
  Packet packet{sender(from_node), to, std::move(envelope)};
  if (closed_ || !destination) return discard(std::move(packet.envelope), ExitReason::noconnection);
  Side& side = sides_[{from_node, to.node()}];
  if (side.unnoticed) {
    side.held.push_back(std::move(packet));
    return;
  }
  if (is_broken(from_node, to.node()) || sides_[{to.node(), from_node}].unnoticed) {
    return discard(std::move(packet.envelope), ExitReason::noconnection);
  }
  if (state.strikes(conditions.break_rate)) {
    state.record_fault("the connection between " + state.by_number[from_node]->name() + " and " +
                       destination->name() + " breaks");
    break_connection(from_node, to.node());
    at(state.engine->now() + conditions.outage, Heal{from_node, to.node()});
    side.held.push_back(std::move(packet));
    return;
  }
  if (!is_signal(*packet.envelope) && state.strikes(conditions.drop)) {
    state.record_fault("the network drops " + std::string(packet.envelope->type->name()) + " from " +
                       packet.from.to_string() + " to " + to.to_string());
    return lose(std::move(packet));
  }
  TimePoint arrival = state.engine->now() + draw(conditions.min_latency, conditions.max_latency);
  if (!conditions.reorder || is_signal(*packet.envelope)) {
    TimePoint& last = last_arrival_[std::uint64_t{packet.from.index} << 32 | to.index];
    arrival = last = std::max(arrival, last + Duration(1));
  }
  auto& event = state.event(EventTrace::Kind::sent);
  event.from = packet.from;
  event.to = to;
  event.what = packet.envelope->type->name();
  ++packets_;
  at(arrival, std::move(packet));
}

void SimulatedNetwork::at(TimePoint when, Event event) {
  events_.emplace(std::pair{when, next_number_++}, std::move(event));
}

Duration SimulatedNetwork::draw(Duration least, Duration most) {
  if (most <= least) return least;
  const auto range = static_cast<std::uint64_t>((most - least).count()) + 1;
  return least + Duration(static_cast<std::int64_t>(simulation_.state_->engine->random() % range));
}

std::optional<TimePoint> SimulatedNetwork::next_event() const {
  if (events_.empty()) return std::nullopt;
  return events_.begin()->first.first;
}

void SimulatedNetwork::happen() {
  Event event = std::move(events_.extract(events_.begin()).mapped());
  if (auto* packet = std::get_if<Packet>(&event)) {
    --packets_;
    arrive(std::move(*packet));
  } else if (auto* seen = std::get_if<Notice>(&event)) {
    notice(seen->node, seen->other);
  } else {
    const auto& mended = std::get<Heal>(event);
    heal(mended.a, mended.b);
  }
}

void SimulatedNetwork::arrive(Packet packet) {
  Simulation::State& state = *simulation_.state_;
  auto& event = state.event(EventTrace::Kind::arrived);
  event.from = packet.from;
  event.to = packet.to;
  event.what = packet.envelope->type->name();
  System::Scope scope(state.by_number[packet.to.node()]->system());
  detail::deliver(packet.to, packet.envelope.release());
}

void SimulatedNetwork::lose(Packet packet) {
  Simulation::State& state = *simulation_.state_;
  System::Scope scope(state.by_number[packet.to.node()]->system());
  const bool before = std::exchange(losing_, true);
  packet.envelope.reset();
  losing_ = before;
}

bool SimulatedNetwork::is_broken(std::uint8_t a, std::uint8_t b) const {
  auto found = broken_.find(ordered(a, b));
  const Simulation::State& state = *simulation_.state_;
  return (found != broken_.end() && found->second) || !state.by_number[a]->is_up() ||
         !state.by_number[b]->is_up();
}

void SimulatedNetwork::break_connection(std::uint8_t a, std::uint8_t b) {
  Simulation::State& state = *simulation_.state_;
  broken_[ordered(a, b)] = true;
  for (auto [node, other] : {Pair{a, b}, Pair{b, a}}) {
    Side& side = sides_[{node, other}];
    if (side.unnoticed) continue;  // broken already; it will notice
    side.unnoticed = true;
    at(state.engine->now() + draw(Duration::zero(), conditions.max_detection), Notice{node, other});
  }
  for (auto event = events_.begin(); event != events_.end();) {
    auto* packet = std::get_if<Packet>(&event->second);
    if (!packet || ordered(packet->from.node(), packet->to.node()) != ordered(a, b)) {
      ++event;
      continue;
    }
    sides_[{packet->from.node(), packet->to.node()}].held.push_back(std::move(*packet));
    event = events_.erase(event);
    --packets_;
  }
}

void SimulatedNetwork::notice(std::uint8_t node, std::uint8_t other) {
  Simulation::State& state = *simulation_.state_;
  Side& side = sides_[{node, other}];
  side.unnoticed = false;
  SimulatedNode& here = *state.by_number[node];
  state.event(EventTrace::Kind::node).text =
      here.name() + " has lost its connection to " + state.by_number[other]->name();
  detail::connection_lost(here.system(), other, ExitReason::noconnection);
  System::Scope scope(here.system());
  for (Packet& packet : std::exchange(side.held, {}))
    discard(std::move(packet.envelope), ExitReason::noconnection);
}

void SimulatedNetwork::heal(std::uint8_t a, std::uint8_t b) {
  Simulation::State& state = *simulation_.state_;
  if (!std::exchange(broken_[ordered(a, b)], false)) return;
  state.event(EventTrace::Kind::node).text =
      state.by_number[a]->name() + " and " + state.by_number[b]->name() + " can reach each other again";
}

void SimulatedNetwork::close() {
  closed_ = true;
  losing_ = true;
  for (auto& [when, event] : events_) {
    if (auto* packet = std::get_if<Packet>(&event)) lose(std::move(*packet));
  }
  for (auto& [pair, side] : sides_) {
    for (Packet& packet : std::exchange(side.held, {})) lose(std::move(packet));
  }
  losing_ = false;
  events_.clear();
}

}  // namespace anqa::testing
