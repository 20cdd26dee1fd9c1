#pragma once

#include <atomic>
#include <cstdint>

#include "anqa/runtime/detail/process_core.hpp"
#include "anqa/runtime/internal/this_thread.hpp"

namespace anqa::detail {

/// What a scheduler thread is doing, for the watchdog to read from outside. Only static data is pointed to.
struct Progress {
  std::atomic<std::uint64_t> steps{
      0};  ///< handlers begun; a watchdog that sees no change sees one long handler
  std::atomic<std::uint64_t> slices{0};  ///< turns that processes have had
  /// Set by the watchdog when a process has had its turn for long, with one handler after the other: it goes
  /// behind the others before its next.
  std::atomic<bool> overdue{false};
  std::atomic<std::uint64_t> pid{0};  ///< Pid::bits() of the process that runs, 0 when none does
  std::atomic<std::string_view (*)()> process{nullptr};
  std::atomic<std::string_view (*)()> message{nullptr};
};

/// A handler of `core` begins or goes on.
inline void note_progress(const ProcessCore& core) {
  Progress* progress = this_thread.progress;  // null on threads that no watchdog looks at
  if (!progress) return;
  progress->steps.store(progress->steps.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  progress->pid.store(core.pid().bits(), std::memory_order_relaxed);
  progress->process.store(core.behaviour->name, std::memory_order_relaxed);
  progress->message.store(core.current ? core.current->type->name : nullptr, std::memory_order_relaxed);
}
inline void note_idle() {
  if (Progress* progress = this_thread.progress) progress->pid.store(0, std::memory_order_relaxed);
}

}  // namespace anqa::detail
