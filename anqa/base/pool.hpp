#pragma once

#include <cstddef>

namespace anqa {

/// Memory for what is made and dropped millions of times a second: coroutine frames, messages, processes.
///
/// Blocks of up to 1024 bytes come from lists of the calling thread, one for each multiple of 16 bytes, so
/// that neither function takes a lock or an atomic most of the time. A block may be freed on another thread
/// than it was allocated on: lists travel between threads in batches of 32. Larger blocks go to
/// `operator new`. What the pool got from the system it keeps for reuse and never gives back.
///
/// Under the address and thread sanitizers both are plain `operator new` and `operator delete`, so that
/// each block is watched.

/// At least `size` bytes, aligned to 16. Throws std::bad_alloc when the system has no more.
[[nodiscard]] void* pool_allocate(std::size_t size);

/// Takes back a block; `size` must be what it was allocated with. A null `block` is ignored.
void pool_free(void* block, std::size_t size) noexcept;

/// The pool as a standard allocator, for containers that come and go with a process.
template <class T>
struct PoolAllocator {
  using value_type = T;
  PoolAllocator() = default;
  template <class U>
  PoolAllocator(const PoolAllocator<U>&) noexcept {}  // NOLINT(google-explicit-constructor)
  T* allocate(std::size_t count) {
    static_assert(alignof(T) <= 16);
    return static_cast<T*>(pool_allocate(count * sizeof(T)));
  }
  void deallocate(T* memory, std::size_t count) noexcept { pool_free(memory, count * sizeof(T)); }
  friend bool operator==(const PoolAllocator&, const PoolAllocator&) = default;
};

}  // namespace anqa
