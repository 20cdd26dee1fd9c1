#pragma once

#include <string>

#include "anqa/cell/internal/zygote.hpp"
#include "anqa/cell/limits.hpp"

namespace anqa::cell {

/// Puts the limits on the calling process, which has one thread yet. Says what could not be, empty when all
/// could.
std::string apply_limits(const CellLimits& limits, CellPage& page);

/// The calling thread's handlers are what CellLimits::cpu is about.
void guard_this_thread();

/// Watches over CPU time and memory from the calling thread for as long as the process lives, once
/// guard_this_thread() has been called on another. Returns only when it cannot, and says why.
std::string watch_limits(const CellLimits& limits, CellPage& page);

/// Blocks the signal that watch_limits() waits for, in the calling thread and those that it starts.
void block_guard_signal();

}  // namespace anqa::cell
