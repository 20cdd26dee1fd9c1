#include "anqa/runtime/internal/run_queue.hpp"

namespace anqa::detail {

void SharedQueue::push(ProcessCore& core) { push(&core, &core, 1); }

void SharedQueue::push(ProcessCore* first, ProcessCore* last, std::size_t count) {
  last->run_next = nullptr;
  std::scoped_lock lock(mutex_);
  (tail_ ? tail_->run_next : head_) = first;
  tail_ = last;
  size_.fetch_add(count, std::memory_order_release);
}

ProcessCore* SharedQueue::pop() { return pop_some(1); }

ProcessCore* SharedQueue::pop_some(std::size_t most) {
  if (empty()) return nullptr;
  std::scoped_lock lock(mutex_);
  ProcessCore* first = head_;
  if (!first) return nullptr;
  ProcessCore* last = first;
  std::size_t count = 1;
  for (; count < most && last->run_next; ++count) last = last->run_next;
  head_ = std::exchange(last->run_next, nullptr);
  if (!head_) tail_ = nullptr;
  size_.fetch_sub(count, std::memory_order_release);
  return first;
}

void RunQueue::push(ProcessCore& core, SharedQueue& overflow) {
  const std::uint32_t tail = tail_.load(std::memory_order_relaxed);
  std::uint32_t head = head_.load(std::memory_order_acquire);
  if (tail - head >= capacity) {
    // Claim the older half first: what a thief takes meanwhile must not be spilt too.
    if (head_.compare_exchange_strong(head, head + capacity / 2, std::memory_order_acq_rel)) {
      ProcessCore* first = at(head).load(std::memory_order_relaxed);
      ProcessCore* last = first;
      for (std::uint32_t i = 1; i < capacity / 2; ++i) {
        last->run_next = at(head + i).load(std::memory_order_relaxed);
        last = last->run_next;
      }
      overflow.push(first, last, capacity / 2);
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

ProcessCore* RunQueue::take_one() {
  std::uint32_t head = head_.load(std::memory_order_acquire);
  while (head != tail_.load(std::memory_order_acquire)) {
    ProcessCore* core = at(head).load(std::memory_order_relaxed);
    if (head_.compare_exchange_weak(head, head + 1, std::memory_order_acq_rel)) return core;
  }
  return nullptr;
}

ProcessCore* RunQueue::refill_from(SharedQueue& shared) {
  ProcessCore* first = shared.pop_some(capacity / 4);
  if (!first) return nullptr;
  // Nobody but the owner pushes, and it was empty: there is room.
  std::uint32_t tail = tail_.load(std::memory_order_relaxed);
  for (ProcessCore* core = std::exchange(first->run_next, nullptr); core;) {
    at(tail++).store(core, std::memory_order_relaxed);
    core = std::exchange(core->run_next, nullptr);
  }
  tail_.store(tail, std::memory_order_release);
  return first;
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
