#pragma once

#include <atomic>
#include <mutex>

#include "anqa/runtime/internal/asymmetric.hpp"

namespace anqa::detail {

/// A lock that belongs to one thread: its owner takes it with two plain stores and a load, as long as nobody
/// else wants it. Others may seize it, which costs them a membarrier; they seldom do (Dice, Moir and Scherer,
/// "Quickly Reacquirable Locks", 2003). Under the thread sanitizer it is the mutex inside.
class OwnerLock {
 public:
  void enter() {
#if __has_feature(thread_sanitizer)
    mutex_.lock();
#else
    inside_.store(true, std::memory_order_relaxed);
    asymmetric::light();
    if (wanted_.load(std::memory_order_acquire)) [[unlikely]]
      wait_out();
#endif
  }
  void leave() {
#if __has_feature(thread_sanitizer)
    mutex_.unlock();
#else
    inside_.store(false, std::memory_order_release);
#endif
  }

  /// By any thread but the owner.
  void seize();
  void give_back();

  /// The owner's scope.
  class Entered {
   public:
    explicit Entered(OwnerLock& lock) : lock_(lock) { lock_.enter(); }
    ~Entered() { lock_.leave(); }
    Entered(const Entered&) = delete;
    Entered& operator=(const Entered&) = delete;

   private:
    OwnerLock& lock_;
  };
  /// Another thread's scope.
  class Seized {
   public:
    explicit Seized(OwnerLock& lock) : lock_(lock) { lock_.seize(); }
    ~Seized() { lock_.give_back(); }
    Seized(const Seized&) = delete;
    Seized& operator=(const Seized&) = delete;

   private:
    OwnerLock& lock_;
  };

 private:
  void wait_out();

  std::atomic<bool> inside_{false};  // the owner's
  std::atomic<bool> wanted_{false};  // of whoever holds the mutex
  std::mutex mutex_;
};

}  // namespace anqa::detail
