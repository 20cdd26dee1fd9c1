#include "anqa/runtime/internal/process_table.hpp"

#include <stdexcept>
#include <utility>

namespace anqa::detail {

ProcessTable::ProcessTable(std::uint8_t node, std::uint32_t first_serial)
    : first_(std::uint32_t{node} << Pid::slot_bits),
      first_serial_(first_serial),
      chunks_(std::make_unique<std::atomic<ProcessCore*>[]>(max_chunks)) {}

ProcessTable::~ProcessTable() {
  for (std::uint32_t i = 0; i < max_chunks; ++i) {
    ProcessCore* chunk = chunks_[i].load(std::memory_order_relaxed);
    if (!chunk) break;
    delete[] chunk;
  }
}

namespace {
/// The cache that this thread uses, and whose.
thread_local struct {
  const ProcessTable* table = nullptr;
  ProcessTable::Cache* cache = nullptr;
} in_use;
}  // namespace

void ProcessTable::use_cache(Cache* cache) {
  if (!cache && in_use.cache) {
    while (in_use.cache->count) return_batch(*in_use.cache);
  }
  in_use = {this, cache};
}

ProcessTable::Cache* ProcessTable::my_cache() const { return in_use.table == this ? in_use.cache : nullptr; }

ProcessCore& ProcessTable::allocate() {
  if (Cache* cache = my_cache()) {
    if (!cache->free) fill(*cache);
    ProcessCore* core = std::exchange(cache->free, cache->free->run_next);
    --cache->count;
    core->run_next = nullptr;
    return *core;
  }
  std::scoped_lock lock(mutex_);
  if (!free_) return fresh();
  ProcessCore* core = std::exchange(free_, free_->run_next);
  core->run_next = nullptr;
  return *core;
}

void ProcessTable::release(ProcessCore& core) {
  if (Cache* cache = my_cache()) {
    core.run_next = cache->free;
    cache->free = &core;
    if (++cache->count >= 2 * batch) return_batch(*cache);
    return;
  }
  std::scoped_lock lock(mutex_);
  core.run_next = free_;
  free_ = &core;
}

void ProcessTable::lend(Pid pid) {
  ProcessCore& core = allocate();
  core.index = pid.index;
  core.serial.store(pid.serial, std::memory_order_relaxed);
  lent_index_ = pid.index;
  lent_ = &core;
  release(core);  // on top of those that are free
}

void ProcessTable::fill(Cache& cache) {
  std::scoped_lock lock(mutex_);
  while (cache.count < batch) {
    if (!free_) break;
    ProcessCore* core = std::exchange(free_, free_->run_next);
    core->run_next = cache.free;
    cache.free = core;
    ++cache.count;
  }
  if (cache.free) return;
  ProcessCore** last = &cache.free;
  for (unsigned i = 0; i < batch; ++i) {
    // The table is full when there is not even one; what there is will do.
    if (cache.count > 0 && size_.load(std::memory_order_relaxed) == chunk_size * max_chunks) break;
    ProcessCore& core = fresh();
    *last = &core;
    last = &core.run_next;
    ++cache.count;
  }
}

void ProcessTable::return_batch(Cache& cache) {
  std::scoped_lock lock(mutex_);
  for (unsigned i = 0; i < batch && cache.free; ++i) {
    ProcessCore* core = std::exchange(cache.free, cache.free->run_next);
    core->run_next = free_;
    free_ = core;
    --cache.count;
  }
}

ProcessCore& ProcessTable::fresh() {
  std::uint32_t slot = size_.load(std::memory_order_relaxed);
  if (slot == chunk_size * max_chunks)
    throw std::length_error("the process table is full: 16777216 processes are alive");
  if (slot % chunk_size == 0) {
    chunks_[slot / chunk_size].store(new ProcessCore[chunk_size], std::memory_order_release);
  }
  ProcessCore& core = chunks_[slot / chunk_size].load(std::memory_order_relaxed)[slot % chunk_size];
  core.index = first_ | slot;
  core.serial.store(first_serial_, std::memory_order_relaxed);
  size_.store(slot + 1, std::memory_order_release);
  return core;
}

}  // namespace anqa::detail
