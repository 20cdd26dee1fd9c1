#include "anqa/runtime/internal/owner_lock.hpp"

#include <thread>

namespace anqa::detail {

void OwnerLock::wait_out() {
  inside_.store(false, std::memory_order_release);
  // Whoever seized it holds the mutex until it gives back. Entering under the mutex, nobody seizes meanwhile,
  // and whoever does next sees us inside.
  std::scoped_lock lock(mutex_);
  inside_.store(true, std::memory_order_relaxed);
}

void OwnerLock::seize() {
  mutex_.lock();
#if !__has_feature(thread_sanitizer)
  wanted_.store(true, std::memory_order_relaxed);
  asymmetric::heavy();
  while (inside_.load(std::memory_order_acquire)) std::this_thread::yield();
#endif
}

void OwnerLock::give_back() {
#if !__has_feature(thread_sanitizer)
  wanted_.store(false, std::memory_order_release);
#endif
  mutex_.unlock();
}

}  // namespace anqa::detail
