#pragma once

#include <string>
#include <vector>

#include "anqa/runtime/inspect.hpp"

namespace anqa {

/// A list of processes as a tree, by who started whom, one line each: for a person who wants to know what a
/// running application is doing.
std::string format_tree(std::vector<ProcessInfo> processes);

/// format_tree() of all processes of this System. One that does not answer within `limit` is shown as busy.
Task<std::string> dump_tree(Duration limit = std::chrono::milliseconds(200));

/// Writes it to the log at level notice, from any thread: what SIGUSR1 does in a program started by run().
void log_tree();

}  // namespace anqa
