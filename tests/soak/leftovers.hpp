#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

namespace soak {

/// The descriptors that this process has open, each as "NUMBER -> WHAT", in order.
std::vector<std::string> open_descriptors();

/// Makes orphans of cells children of this process: a cell that outlives who made it is seen.
void adopt_orphans();

/// Those who make cells: one for the program, none before the first and after it was killed.
std::vector<pid_t> zygotes();

/// All that this process has started of processes of the machine and not waited for.
std::vector<pid_t> child_processes();

/// The cells that there are, in use, ready or orphans.
std::vector<pid_t> cells();

/// Sends SIGKILL to a child of ours, or to nobody when it is no longer there: its number may be another's.
void kill_child(pid_t child);

}  // namespace soak
