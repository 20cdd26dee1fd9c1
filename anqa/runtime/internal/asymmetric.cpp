#include "anqa/runtime/internal/asymmetric.hpp"

#include <linux/membarrier.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace anqa::detail::asymmetric {
namespace {

bool register_membarrier() {
#if __has_feature(thread_sanitizer)
  return false;  // it would not see the order that the kernel makes
#else
  return syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0) == 0;
#endif
}

}  // namespace

// Before it is initialised it is false: full fences, which are right too.
const bool has_membarrier = register_membarrier();

void heavy() {
  std::atomic_thread_fence(std::memory_order_seq_cst);
  if (has_membarrier) syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0);
}

}  // namespace anqa::detail::asymmetric
