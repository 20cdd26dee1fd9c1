#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "anqa/runtime/detail/process_core.hpp"

namespace anqa::detail {

/// All control blocks, by index. Blocks live as long as the table; a free one keeps its place and is handed
/// out again with a new serial.
class ProcessTable {
 public:
  /// The indices of its blocks carry `node`, see Pid; their serials begin with `first_serial`, so that the
  /// pids of a System are none that an earlier one of the same number had.
  explicit ProcessTable(std::uint8_t node = 0, std::uint32_t first_serial = 1);
  ~ProcessTable();

  /// Free blocks in the hands of one thread, so that it seldom meets the others.
  struct Cache {
    ProcessCore* free = nullptr;
    unsigned count = 0;
  };
  /// The thread takes its blocks from `cache` from now on, and gives them back there; null: no more. The
  /// cache's blocks stay the table's.
  void use_cache(Cache* cache);

  /// A free block, with its serial set and its inbox still dead. Throws std::length_error beyond 16 million.
  ProcessCore& allocate();
  /// Gives it back; its serial has been moved on by then.
  void release(ProcessCore& core);
  /// Null for an index that was never in use here, that of another node among them.
  ProcessCore* find(std::uint32_t index) const {
    const std::uint32_t slot = index - first_;
    if (slot >= size_.load(std::memory_order_acquire)) return index == lent_index_ ? lent_ : nullptr;
    return &chunks_[slot / chunk_size].load(std::memory_order_acquire)[slot % chunk_size];
  }
  /// The next process of this thread is known by `pid`, a pid of another System that sends what is for it
  /// here. Once, before other threads use this table.
  void lend(Pid pid);
  /// Whether an index is one of this node's.
  bool owns(std::uint32_t index) const { return index - first_ < (1U << Pid::slot_bits); }
  std::uint32_t first() const { return first_; }
  std::uint32_t size() const { return size_.load(std::memory_order_acquire); }

 private:
  static constexpr std::uint32_t chunk_size = 4096;
  static constexpr std::uint32_t max_chunks = (1U << Pid::slot_bits) / chunk_size;

  const std::uint32_t first_;
  const std::uint32_t first_serial_;
  std::uint32_t lent_index_ = ~0U;
  ProcessCore* lent_ = nullptr;

  std::unique_ptr<std::atomic<ProcessCore*>[]> chunks_;
  std::atomic<std::uint32_t> size_{0};
  /// How many blocks go between a thread and the table at a time.
  static constexpr unsigned batch = 64;
  Cache* my_cache() const;
  /// One that nobody had yet, under the lock.
  ProcessCore& fresh();
  void fill(Cache& cache);
  void return_batch(Cache& cache);

  std::mutex mutex_;
  ProcessCore* free_ = nullptr;
};

}  // namespace anqa::detail
