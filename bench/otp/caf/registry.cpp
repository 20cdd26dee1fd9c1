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
  for (std::size_t i = 0; i < names.size(); ++i) {
    check(self->system().registry().get(names[i]) == owners[i], "a name led elsewhere");
  }
  return {
      [](get_atom) { return done_atom::value; },
      [=](start_atom) {
        std::size_t at = first;
        int found = 0;
        for (int i = 0; i < count; ++i) {
          if (self->system().registry().get(names[at])) ++found;
          if (++at == names.size()) at = 0;
        }
        check(found == count, "a name was not found");
        self->quit();
        return done_atom::value;
      },
  };
}

}  // namespace

void registry(actor_system& system, int count) {
  std::vector<atom_value> names;
  std::vector<actor> owners;
  for (int i = 0; i < keys; ++i) {
    names.push_back(atom_from_string("room" + std::to_string(static_cast<long>(i) * 7919 % keys)));
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
  for (const actor& each : all) self->send(each, get_atom::value);
  for (int i = 0; i < searchers; ++i) self->receive([](done_atom) {});
  const Stopwatch watch;
  for (const actor& each : all) self->send(each, start_atom::value);
  for (int i = 0; i < searchers; ++i) self->receive([](done_atom) {});
  print_rate("registry", count, watch);
  for (atom_value name : names) system.registry().erase(name);
  for (const actor& each : owners) self->send(each, stop_atom::value);
}

}  // namespace bench
