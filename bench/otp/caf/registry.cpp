// registry: CAF's names are atoms of at most 10 letters and digits, packed into 64 bits
#include <vector>

#include "rows.hpp"

namespace bench {
namespace {

using namespace caf;

constexpr int keys = 100'000;

behavior owner(event_based_actor* self) {
  return {[=](stop_atom) { self->quit(); }};
}

/// The names are made beforehand: what is measured is the lookup.
behavior searcher(event_based_actor* self, const std::vector<atom_value>& names,
                  const std::vector<actor>& owners, std::size_t first, int count) {
  return {[=](start_atom) {
    std::size_t at = first;
    for (int i = 0; i < count; ++i) {
      check(self->system().registry().get(names[at]) == owners[at], "a name led elsewhere");
      at = (at + 7919) % names.size();
    }
    self->quit();
    return done_atom::value;
  }};
}

}  // namespace

void registry(actor_system& system, int count) {
  std::vector<atom_value> names;
  std::vector<actor> owners;
  for (int i = 0; i < keys; ++i) {
    names.push_back(atom_from_string("room" + std::to_string(i)));
    owners.push_back(system.spawn(owner));
    system.registry().put(names.back(), owners.back());
  }
  const int searchers = get_or(system.config(), "scheduler.max-threads", 1);
  std::vector<actor> all;
  for (int i = 0; i < searchers; ++i) {
    all.push_back(system.spawn(searcher, names, owners, static_cast<std::size_t>(i * keys / searchers),
                               count / searchers));
  }
  scoped_actor self(system);
  const Stopwatch watch;
  for (const actor& each : all) self->send(each, start_atom::value);
  for (int i = 0; i < searchers; ++i) self->receive([](done_atom) {});
  print_rate("registry", count, watch);
  for (atom_value name : names) system.registry().erase(name);
  for (const actor& each : owners) self->send(each, stop_atom::value);
}

}  // namespace bench
