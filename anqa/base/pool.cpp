#include "anqa/base/pool.hpp"

#include <array>
#include <cstdint>
#include <mutex>
#include <new>
#include <utility>

#include <sys/mman.h>

#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)

namespace anqa {

void* pool_allocate(std::size_t size) { return ::operator new(size); }
void pool_free(void* block, std::size_t size) noexcept { ::operator delete(block, size); }

}  // namespace anqa

#else

namespace anqa {
namespace {

constexpr std::size_t granule = 16;
constexpr std::size_t largest = 1024;
constexpr std::size_t class_count = largest / granule;
constexpr std::uint32_t batch_size = 32;

/// A free block. It fits the smallest class exactly.
struct Block {
  Block* next;
  Block* next_batch;  // meaningful in the first block of a batch that waits in the depot
};
static_assert(sizeof(Block) <= granule);

/// Batches between threads. Constant-initialised and trivially destroyed, so that it works before main()
/// and after it.
struct Depot {
  std::mutex mutex;
  Block* batches = nullptr;

  void put(Block* batch) {
    std::lock_guard lock(mutex);
    batch->next_batch = batches;
    batches = batch;
  }

  Block* take() {
    std::lock_guard lock(mutex);
    Block* batch = batches;
    if (batch) batches = batch->next_batch;
    return batch;
  }
};

constinit std::array<Depot, class_count> depots;

/// One thread's blocks of one class. Two lists, so that a thread that allocates and frees around the edge
/// of a batch does not visit the depot each time.
struct Shelf {
  Block* open;          // where blocks are put and taken
  Block* full;          // a whole batch in reserve, or null
  std::uint32_t count;  // how many blocks lie in `open`; an upper bound after a short batch came in
};

enum class Thread : std::uint8_t { fresh, running, leaving };

// Trivial types only: they can be used while the thread's other thread_local objects are destroyed.
constinit thread_local std::array<Shelf, class_count> shelves{};
constinit thread_local Thread thread = Thread::fresh;
// 0 sends even the first block through the slow path, where the thread's departure is arranged for.
constinit thread_local std::uint32_t open_limit = 0;

void hand_over(std::size_t index) {
  Shelf& shelf = shelves[index];
  if (shelf.open) depots[index].put(shelf.open);
  if (shelf.full) depots[index].put(shelf.full);
  shelf = {};
}

/// Hands everything over when its thread ends.
struct Departure {
  ~Departure() {
    for (std::size_t index = 0; index < class_count; ++index) hand_over(index);
    thread = Thread::leaving;
    open_limit = 0;
  }
};

void arrive() {
  static thread_local Departure departure;
  static_cast<void>(&departure);
  thread = Thread::running;
  open_limit = batch_size;
}

/// Where batches are cut from: pieces of address space, of which the operating system backs what is touched.
struct Quarry {
  std::mutex mutex;
  std::byte* next = nullptr;
  std::size_t left = 0;
  std::size_t total = 0;

  /// Null when the system has no more.
  std::byte* take(std::size_t size) {
    std::lock_guard lock(mutex);
    if (size > left && !grow()) return nullptr;
    left -= size;
    return std::exchange(next, next + size);
  }

 private:
  static constexpr std::size_t huge_page = std::size_t{2} << 20;
  static constexpr std::size_t small_piece = std::size_t{1} << 20;
  static constexpr std::size_t large_piece = 4 * huge_page;
  /// A program that has come so far is no small one: it gets its memory in large pages, a page fault for
  /// each.
  static constexpr std::size_t large_from = std::size_t{16} << 20;

  bool grow() {
    const bool large = total >= large_from;
    const std::size_t size = large ? large_piece : small_piece;
    const std::size_t asked = large ? size + huge_page : size;  // so that it can be aligned
    void* mapped = mmap(nullptr, asked, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapped == MAP_FAILED) return false;
    next = static_cast<std::byte*>(mapped);
    if (large) {
      const auto address = reinterpret_cast<std::uintptr_t>(mapped);
      const std::size_t before = (huge_page - address % huge_page) % huge_page;
      if (before) munmap(mapped, before);
      next += before;
      if (before < huge_page) munmap(next + size, huge_page - before);
      madvise(next, size, MADV_HUGEPAGE);
    }
    left = size;
    total += size;
    return true;
  }
};

constinit Quarry quarry;

Block* new_batch(std::size_t index) {
  const std::size_t size = (index + 1) * granule;
  std::byte* memory = quarry.take(size * batch_size);
  // Says so to the new-handler, or throws.
  if (!memory) memory = static_cast<std::byte*>(::operator new(size * batch_size));
  Block* next = nullptr;
  for (std::uint32_t i = batch_size; i-- > 0;) next = ::new (memory + i * size) Block{next, nullptr};
  return next;
}

[[gnu::noinline]] void* allocate_slowly(std::size_t index) {
  if (thread == Thread::fresh) arrive();
  Shelf& shelf = shelves[index];
  Block* batch = shelf.full;
  shelf.full = nullptr;
  if (!batch) batch = depots[index].take();
  if (!batch) batch = new_batch(index);
  shelf.open = batch->next;
  shelf.count = batch_size - 1;
  if (thread == Thread::leaving) hand_over(index);
  return batch;
}

[[gnu::noinline]] void free_slowly(std::size_t index, void* block) {
  if (thread == Thread::fresh) arrive();
  Shelf& shelf = shelves[index];
  // The batch goes when one more comes, not when it is full: whoever frees and allocates one at this edge
  // does not change batches each time.
  if (thread == Thread::running && shelf.count >= batch_size) {
    if (shelf.full) depots[index].put(shelf.full);
    shelf.full = std::exchange(shelf.open, nullptr);
    shelf.count = 0;
  }
  shelf.open = ::new (block) Block{shelf.open, nullptr};
  ++shelf.count;
  if (thread == Thread::leaving) hand_over(index);
}

}  // namespace

void* pool_allocate(std::size_t size) {
  if (size > largest) return ::operator new(size);
  const std::size_t index = size == 0 ? 0 : (size - 1) / granule;
  Shelf& shelf = shelves[index];
  Block* block = shelf.open;
  if (!block) return allocate_slowly(index);
  shelf.open = block->next;
  --shelf.count;
  return block;
}

void pool_free(void* block, std::size_t size) noexcept {
  if (!block) return;
  if (size > largest) return ::operator delete(block, size);
  const std::size_t index = size == 0 ? 0 : (size - 1) / granule;
  Shelf& shelf = shelves[index];
  if (shelf.count >= open_limit) return free_slowly(index, block);
  shelf.open = ::new (block) Block{shelf.open, nullptr};
  ++shelf.count;
}

}  // namespace anqa

#endif
