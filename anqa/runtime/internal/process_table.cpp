#include "anqa/runtime/internal/process_table.hpp"

#include <stdexcept>

namespace anqa::detail {

ProcessTable::ProcessTable() : chunks_(std::make_unique<std::atomic<ProcessCore*>[]>(max_chunks)) {}

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
  std::uint32_t index = size_.load(std::memory_order_relaxed);
  if (index == chunk_size * max_chunks)
    throw std::length_error("the process table is full: 67108864 processes are alive");
  if (index % chunk_size == 0) {
    chunks_[index / chunk_size].store(new ProcessCore[chunk_size], std::memory_order_release);
  }
  ProcessCore& core = chunks_[index / chunk_size].load(std::memory_order_relaxed)[index % chunk_size];
  core.index = index;
  core.serial.store(1, std::memory_order_relaxed);
  size_.store(index + 1, std::memory_order_release);
  return core;
}

void ProcessTable::release(ProcessCore& core) {
  std::scoped_lock lock(mutex_);
  core.run_next = free_;
  free_ = &core;
}

}  // namespace anqa::detail
