#include "world.hpp"

#include <algorithm>

#include "worker.hpp"

namespace promises {

using namespace std::chrono_literals;

int World::draw_tree(int depth) { return add(-1, depth); }

int World::add(int parent, int depth) {
  const int number = static_cast<int>(places.size());
  places.emplace_back();
  Place place;
  place.parent = parent;
  if (parent >= 0) place.restart = static_cast<Restart>(sim.random(8) < 5 ? 0 : 1 + sim.random(2));
  place.is_supervisor = parent < 0 || (depth > 0 && sim.random(3) == 0);
  if (place.is_supervisor) {
    place.strategy = static_cast<Strategy>(sim.random(3));
    place.max_restarts = static_cast<unsigned>(parent < 0 ? 3 + sim.random(6) : sim.random(5));
    place.max_seconds = std::chrono::seconds(1 + sim.random(5));
    place.shutdown = infinity;
    const auto count = 1 + static_cast<int>(sim.random(4));
    for (int i = 0; i < count; ++i) {
      place.children.push_back(add(number, depth - 1));
      places[static_cast<std::size_t>(place.children.back())].index = i;
    }
  } else {
    place.traps = sim.random(2) == 0;
    if (sim.random(5) == 0) place.slow_init = std::chrono::milliseconds(1 + sim.random(3000));
    if (place.traps && sim.random(6) == 0) {
      place.slow_terminate = sim.random(3) == 0 ? Duration(1h) : Duration(1ms * (1 + sim.random(300)));
    }
    if (sim.random(6) == 0) place.fails_to_start = sim.random(3) == 0 ? 1 : 0.3;
    switch (sim.random(4)) {
      case 0:
        place.shutdown = brutal_kill;
        break;
      case 1:
        place.shutdown = Shutdown{100ms};
        break;
      default:
        break;
    }
  }
  places[static_cast<std::size_t>(number)] = std::move(place);
  return number;
}

ChildSpec World::spec(int number) {
  Place& place = places[static_cast<std::size_t>(number)];
  if (!place.is_supervisor) {
    return child<Worker>(Ref<World>(*this), number)
        .id(name(number))
        .named(name(number))
        .restart(place.restart)
        .shutdown(place.shutdown);
  }
  Supervisor::Spec below{.strategy = place.strategy,
                         .max_restarts = place.max_restarts,
                         .max_seconds = place.max_seconds,
                         .children = {}};
  for (int each : place.children) below.children.push_back(spec(each));
  return child<WatchedSupervisor>(Ref<World>(*this), number, std::move(below))
      .id(name(number))
      .named(name(number))
      .restart(place.restart)
      .shutdown(place.shutdown);
}

bool World::fails_now(int place) {
  if (harmless) return false;
  return sim.chance(places[static_cast<std::size_t>(place)].fails_to_start,
                    "failure to start of " + name(place));
}

std::string World::describe(int number) const {
  const Place& place = places[static_cast<std::size_t>(number)];
  return name(number) + " " + place.pid.to_string();
}

/// Whether stopping it takes no virtual time.
bool World::instant(int number) const {
  const Place& place = places[static_cast<std::size_t>(number)];
  if (place.slow_terminate > Duration::zero() || place.slow_init > Duration::zero()) return false;
  return std::ranges::all_of(place.children, [&](int each) { return instant(each); });
}

void World::constructed(int number) {
  Place& place = places[static_cast<std::size_t>(number)];
  const Pid before = std::exchange(place.pid, self());
  if (place.parent < 0) {
    place.supervisor = {};
  } else {
    Place& above = places[static_cast<std::size_t>(place.parent)];
    const bool same_supervisor = place.supervisor == above.pid;
    if (!same_supervisor) place.starts = 0;
    if (same_supervisor && is_alive(before)) {
      sim.fail("two of " + describe(number) + ": " + before.to_string() + " still lives");
    }
    place.supervisor = above.pid;
    if (above.terminating)
      sim.fail(describe(place.parent) + " starts " + name(number) + " while it terminates");
    if (place.restart == temporary && place.starts > 0)
      sim.fail("temporary " + name(number) + " started again");
    for (int other : above.children) {
      const Place& sibling = places[static_cast<std::size_t>(other)];
      if (other == number || sibling.supervisor != above.pid || !is_alive(sibling.pid)) continue;
      if (sibling.starting) sim.fail(name(number) + " starts before " + name(other) + " has started");
      if (above.strategy != one_for_one && sibling.index > place.index) {
        sim.fail(name(number) + " starts while " + name(other) + ", which comes after it, runs");
      }
    }
    if (!above.started_all) {
      if (place.index != above.last_started + 1) sim.fail(name(number) + " starts out of order");
      above.last_started = place.index;
    } else {
      count_restart(place.parent, number);
    }
  }
  ++place.starts;
  place.starting = true;
  place.stops_normally = false;
  if (place.is_supervisor) {
    place.started_all = place.terminating = false;
    place.last_started = -1;
    place.restarts.clear();
  }
}

void World::count_restart(int supervisor, int number) {
  Place& above = places[static_cast<std::size_t>(supervisor)];
  const int index = places[static_cast<std::size_t>(number)].index;
  // One restart of several children is one: they come in their order.
  const bool new_one = above.strategy == one_for_one || index <= above.last_started;
  above.last_started = index;
  if (!new_one) return;
  above.restarts.push_back(now());
  while (above.restarts.front() + above.max_seconds < now()) above.restarts.pop_front();
  if (above.restarts.size() > above.max_restarts && exact_time && instant(supervisor)) {
    sim.fail(describe(supervisor) + " restarts more than " + std::to_string(above.max_restarts) +
             " times within " + std::to_string(above.max_seconds.count()) + " s");
  }
}

void World::initialised(int number) {
  Place& place = places[static_cast<std::size_t>(number)];
  place.starting = false;
  if (!place.is_supervisor) return;
  place.started_all = true;
  place.last_started = static_cast<int>(place.children.size());  // the next start begins a restart
}

void World::supervisor_terminates(int number, const ExitReason& reason) {
  Place& place = places[static_cast<std::size_t>(number)];
  place.terminating = true;
  if (place.parent >= 0 || root_was_asked || reason.kind() != ExitReason::shutdown) return;
  // Nobody asked: it has given up.
  while (!place.restarts.empty() && place.restarts.front() + place.max_seconds < now())
    place.restarts.pop_front();
  if (exact_time && instant(number) && place.restarts.size() != place.max_restarts) {
    sim.fail(describe(number) + " gives up after " + std::to_string(place.restarts.size()) +
             " restarts; it may make " + std::to_string(place.max_restarts));
  }
}

void World::asked_to_end(int number) {
  const Place& place = places[static_cast<std::size_t>(number)];
  const Place& above = places[static_cast<std::size_t>(place.parent)];
  if (place.supervisor != above.pid || !is_alive(above.pid)) return;
  for (int other : above.children) {
    const Place& later = places[static_cast<std::size_t>(other)];
    if (later.index <= place.index || later.supervisor != above.pid || !is_alive(later.pid)) continue;
    sim.fail(name(number) + " is asked to end while " + name(other) + ", which was started after it, runs");
  }
}

std::string World::problem() {
  for (int number = 0; number < static_cast<int>(places.size()); ++number) {
    const Place& place = places[static_cast<std::size_t>(number)];
    if (const Pid named = node_.whereis(name(number)); named && !is_alive(named)) {
      return name(number) + " is the name of " + named.to_string() + ", which is dead";
    }
    if (!place.is_supervisor || !place.pid || is_alive(place.pid)) continue;
    if (std::ranges::find(killed_, place.pid) != killed_.end())
      continue;  // its children learn by their links
    for (int each : place.children) {
      const Place& below = places[static_cast<std::size_t>(each)];
      if (below.supervisor == place.pid && is_alive(below.pid))
        return describe(each) + " is an orphan: " + describe(number) + " is dead";
    }
  }
  return {};
}

void World::check_quiet() {
  for (int number = 0; number < static_cast<int>(places.size()); ++number) {
    const Place& place = places[static_cast<std::size_t>(number)];
    if (place.parent < 0) continue;
    const Place& above = places[static_cast<std::size_t>(place.parent)];
    const bool alive = is_alive(place.pid);
    const bool above_alive = is_alive(above.pid);
    // Who never stops to terminate may outlive a supervisor that was killed, in OTP as well.
    if (alive && !above_alive && place.slow_terminate < 1h)
      sim.fail(describe(number) + " lives, its supervisor " + describe(place.parent) + " does not");
    if (!above_alive || !above.started_all || above.terminating) continue;
    if (place.restart == permanent && !alive) sim.fail("permanent " + describe(number) + " is not running");
    if (place.restart == transient && !alive && !place.stops_normally && !place.is_supervisor)
      sim.fail("transient " + describe(number) + " is not running, and did not stop by itself");
  }
}

}  // namespace promises
