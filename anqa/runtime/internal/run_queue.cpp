#include "anqa/runtime/internal/run_queue.hpp"

namespace anqa::detail {

void SharedQueue::push(ProcessCore& core) {
  std::scoped_lock lock(mutex_);
  core.run_next = nullptr;
  (tail_ ? tail_->run_next : head_) = &core;
  tail_ = &core;
  size_.fetch_add(1, std::memory_order_release);
}

ProcessCore* SharedQueue::pop() {
  if (empty()) return nullptr;
  std::scoped_lock lock(mutex_);
  ProcessCore* core = head_;
  if (!core) return nullptr;
  head_ = core->run_next;
  if (!head_) tail_ = nullptr;
  size_.fetch_sub(1, std::memory_order_release);
  return core;
}

void RunQueue::push(ProcessCore& core, SharedQueue& overflow) {
  const std::uint32_t tail = tail_.load(std::memory_order_relaxed);
  std::uint32_t head = head_.load(std::memory_order_acquire);
  if (tail - head >= capacity) {
    // Claim the older half first: what a thief takes meanwhile must not be spilt too.
    if (head_.compare_exchange_strong(head, head + capacity / 2, std::memory_order_acq_rel)) {
      for (std::uint32_t i = 0; i < capacity / 2; ++i)
        overflow.push(*at(head + i).load(std::memory_order_relaxed));
    }
  }
  at(tail).store(&core, std::memory_order_relaxed);
  tail_.store(tail + 1, std::memory_order_release);
}

ProcessCore* RunQueue::pop() {
  std::uint32_t head = head_.load(std::memory_order_acquire);
  while (head != tail_.load(std::memory_order_relaxed)) {
    ProcessCore* core = at(head).load(std::memory_order_relaxed);
    if (head_.compare_exchange_weak(head, head + 1, std::memory_order_acq_rel)) return core;
  }
  return nullptr;
}

ProcessCore* RunQueue::steal_from(RunQueue& victim) {
  const std::uint32_t tail = tail_.load(std::memory_order_relaxed);
  std::uint32_t head = victim.head_.load(std::memory_order_acquire);
  for (;;) {
    const std::uint32_t available = victim.tail_.load(std::memory_order_acquire) - head;
    if (available == 0) return nullptr;
    if (available > capacity) {  // head is outdated
      head = victim.head_.load(std::memory_order_acquire);
      continue;
    }
    const std::uint32_t count = available - available / 2;
    // Copied before they are ours: the exchange fails if anybody took one meanwhile.
    for (std::uint32_t i = 0; i < count; ++i) {
      at(tail + i).store(victim.at(head + i).load(std::memory_order_relaxed), std::memory_order_relaxed);
    }
    if (!victim.head_.compare_exchange_weak(head, head + count, std::memory_order_acq_rel)) continue;
    ProcessCore* mine = at(tail + count - 1).load(std::memory_order_relaxed);
    if (count > 1) tail_.store(tail + count - 1, std::memory_order_release);
    return mine;
  }
}

}  // namespace anqa::detail
