#pragma once

#include <atomic>

namespace anqa::detail {

/// A store-load fence of two unequal halves: one thread calls light() between its store and its load, which
/// costs nothing at run time; the other calls heavy(), which makes every thread of the program pass a full
/// fence (Linux's membarrier(2), MEMBARRIER_CMD_PRIVATE_EXPEDITED). For a path taken millions of times a
/// second that must agree with one taken a few times. Where the kernel has no membarrier both are full
/// fences.
namespace asymmetric {

extern const bool has_membarrier;

inline void light() {
  if (has_membarrier) [[likely]] {
    std::atomic_signal_fence(std::memory_order_seq_cst);
  } else {
    std::atomic_thread_fence(std::memory_order_seq_cst);
  }
}
void heavy();

}  // namespace asymmetric
}  // namespace anqa::detail
