#pragma once

#include <cstdint>
#include <map>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "anqa/runtime/detail/router.hpp"
#include "anqa/runtime/detail/seeded_engine.hpp"
#include "anqa/testing/network.hpp"

namespace anqa::testing {

class Simulation;

/// What travels between the nodes of a Simulation, and which connections are broken.
class SimulatedNetwork final : public detail::EventSource {
 public:
  explicit SimulatedNetwork(Simulation& simulation) : simulation_(simulation) {}

  NetworkConditions conditions;

  void send(std::uint8_t from_node, Pid to, detail::EnvelopePtr envelope);
  /// Until heal(), for `detection` at most unnoticed.
  void break_connection(std::uint8_t a, std::uint8_t b);
  void heal(std::uint8_t a, std::uint8_t b);
  /// Nothing gets in or out any more: the simulation ends.
  void close();
  bool anything_travels() const { return packets_ > 0; }

  std::optional<TimePoint> next_event() const override;
  void happen() override;

 private:
  struct Packet {
    Pid from;
    Pid to;
    detail::EnvelopePtr envelope;
  };
  struct Notice {  ///< `node` notices that it has lost `other`
    std::uint8_t node;
    std::uint8_t other;
  };
  struct Heal {
    std::uint8_t a;
    std::uint8_t b;
  };
  using Event = std::variant<Packet, Notice, Heal>;
  /// How one node sees another.
  struct Side {
    bool unnoticed = false;  ///< broken, but it does not know yet
    std::vector<Packet> held;
  };
  using Pair = std::pair<std::uint8_t, std::uint8_t>;

  void at(TimePoint when, Event event);
  void arrive(Packet packet);
  void lose(Packet packet);
  void notice(std::uint8_t node, std::uint8_t other);
  bool is_broken(std::uint8_t a, std::uint8_t b) const;
  Duration draw(Duration least, Duration most);

  Simulation& simulation_;
  std::map<std::pair<TimePoint, std::uint64_t>, Event> events_;
  std::uint64_t next_number_ = 0;
  std::uint64_t packets_ = 0;
  std::map<Pair, bool> broken_;
  std::map<Pair, Side> sides_;                                 // (who looks, at whom)
  std::unordered_map<std::uint64_t, TimePoint> last_arrival_;  // by sender's and receiver's index
  bool losing_ = false;
  bool closed_ = false;
};

/// The way out of one node.
class NodeRouter final : public detail::Router {
 public:
  NodeRouter(SimulatedNetwork& network, std::uint8_t node) : network_(network), node_(node) {}
  void route(Pid to, detail::EnvelopePtr envelope) override { network_.send(node_, to, std::move(envelope)); }

 private:
  SimulatedNetwork& network_;
  std::uint8_t node_;
};

}  // namespace anqa::testing
