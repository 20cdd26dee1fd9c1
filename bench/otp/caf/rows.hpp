#pragma once

#include <caf/all.hpp>
#include <string>

#include "../measure.hpp"

/// The rows of CAF's side; each prints its own figure. See bench/README.md for what they do.
namespace bench {

void memory(caf::actor_system& system, int count);
void spawn(caf::actor_system& system, int count);
void ping_pong(caf::actor_system& system, int count);
void fan_in(caf::actor_system& system, int count);
void call_1(caf::actor_system& system, int count);
void call_64(caf::actor_system& system, int count);
void call_1000(caf::actor_system& system, int count);
void restart(caf::actor_system& system, int count);
void restart_few(caf::actor_system& system, int count);
void registry(caf::actor_system& system, int count);
void timers(caf::actor_system& system, int count);
void task(caf::actor_system& system, int count);

using add_atom = caf::atom_constant<caf::atom("add")>;
using crash_atom = caf::atom_constant<caf::atom("crash")>;
using done_atom = caf::atom_constant<caf::atom("done")>;
using get_atom = caf::atom_constant<caf::atom("get")>;
using item_atom = caf::atom_constant<caf::atom("item")>;
using next_atom = caf::atom_constant<caf::atom("next")>;
using ping_atom = caf::atom_constant<caf::atom("ping")>;
using pong_atom = caf::atom_constant<caf::atom("pong")>;
using start_atom = caf::atom_constant<caf::atom("start")>;
using started_atom = caf::atom_constant<caf::atom("started")>;
using stop_atom = caf::atom_constant<caf::atom("stop")>;
using tick_atom = caf::atom_constant<caf::atom("tick")>;

/// Waits until all actors of the system have ended.
inline void until_all_ended(caf::actor_system& system) { system.await_all_actors_done(); }

}  // namespace bench
