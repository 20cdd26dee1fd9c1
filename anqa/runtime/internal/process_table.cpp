#include "anqa/runtime/internal/process_table.hpp"

#include <stdexcept>

namespace anqa::detail {

ProcessTable::ProcessTable(std::uint8_t node)
    : first_(std::uint32_t{node} << Pid::slot_bits),
      chunks_(std::make_unique<std::atomic<ProcessCore*>[]>(max_chunks)) {}

ProcessTable::~ProcessTable() {
  for (std::uint32_t i = 0; i < max_chunks; ++i) {
    ProcessCore* chunk = chunks_[i].load(std::memory_order_relaxed);
    if (!chunk) break;
    delete[] chunk;
  }
}

ProcessCore& ProcessTable::allocate() {
  std::scoped_lock lock(mutex_);
  if (ProcessCore* core = free_) {
    free_ = core->run_next;
    core->run_next = nullptr;
    return *core;
  }
  std::uint32_t slot = size_.load(std::memory_order_relaxed);
  if (slot == chunk_size * max_chunks)
    throw std::length_error("the process table is full: 16777216 processes are alive");
  if (slot % chunk_size == 0) {
    chunks_[slot / chunk_size].store(new ProcessCore[chunk_size], std::memory_order_release);
  }
  ProcessCore& core = chunks_[slot / chunk_size].load(std::memory_order_relaxed)[slot % chunk_size];
  core.index = first_ | slot;
  core.serial.store(1, std::memory_order_relaxed);
  size_.store(slot + 1, std::memory_order_release);
  return core;
}

void ProcessTable::release(ProcessCore& core) {
  std::scoped_lock lock(mutex_);
  core.run_next = free_;
  free_ = &core;
}

}  // namespace anqa::detail
