#pragma once

#include <cstddef>

namespace anqa {

/// Reading what others change, without a lock (epoch-based reclamation; K. Fraser, "Practical lock-freedom",
/// 2004, section 5.2.3).
///
/// A reader holds an EpochGuard while it follows atomic pointers into a shared structure. A writer takes an
/// object out of the structure first and gives it to epoch_retire() then: it is destroyed when every guard
/// that stood at that moment is gone. A guard is a write to a cache line of the reader's own, so readers do
/// not slow each other down.
///
/// What makes it right: the pointers that lead into the structure are loaded and stored with
/// memory_order_seq_cst (a load costs nothing extra on x86-64). See epoch.cpp for the argument.
///
/// A guard must be short and must not live across a co_await. Guards nest.
class EpochGuard {
 public:
  EpochGuard() noexcept;
  ~EpochGuard();
  EpochGuard(const EpochGuard&) = delete;
  EpochGuard& operator=(const EpochGuard&) = delete;

 private:
  void* reader_;
};

/// While one stands, what its thread retires waits and nothing is destroyed. Destructors run whatever their
/// authors wrote, so nobody calls them with a lock in hand: whoever retires something under a lock makes one
/// before it takes the lock, so that it goes after the lock does. Must not live across a co_await. They nest.
class EpochHold {
 public:
  EpochHold() noexcept;
  ~EpochHold();
  EpochHold(const EpochHold&) = delete;
  EpochHold& operator=(const EpochHold&) = delete;

 private:
  void* reader_;
};

/// Calls `destroy(object)` some time after all guards of now are gone, on any thread, at the latest when this
/// thread has retired some dozens more, but not while this thread has an EpochHold. The object must be out of
/// reach for new readers.
void epoch_retire(void* object, void (*destroy)(void*) noexcept);

template <class T>
void epoch_delete(T* object) {
  epoch_retire(const_cast<void*>(static_cast<const void*>(object)),
               [](void* memory) noexcept { delete static_cast<T*>(memory); });
}

/// Destroys what this thread has retired, as far as no guard of another thread and no EpochHold of this one
/// stands in the way; gives how many objects still wait. For what is large, and for tests.
std::size_t epoch_collect();

}  // namespace anqa
