#pragma once

#include <cstdint>

#include "anqa/runtime/exit_reason.hpp"
#include "anqa/runtime/pid.hpp"

namespace anqa {
class System;
}

namespace anqa::detail {

// What happens to processes when a node does. All look into processes from outside: only for schedulers of
// one thread, while no process runs.

/// The connection from `system` to node `other` is lost: links and monitors of its processes with processes
/// there are answered with `reason`, calls that are not answered yet fail with it, monitors from there are
/// forgotten, as Erlang's distribution does it.
void connection_lost(System& system, std::uint8_t other, const ExitReason& reason);

/// Every process of the system ends now, without terminate(), as if killed. The caller sees to it that its
/// router lets nothing out and its scheduler forgets what was runnable.
void end_all_processes(System& system);

/// Whether a process is one coroutine, see spawn(): its messages wait for receive(), no handler runs.
bool is_body(System& system, Pid pid);

}  // namespace anqa::detail
