#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>

#include "anqa/runtime/detail/process_core.hpp"

namespace anqa::detail {

/// Runnable processes that no scheduler thread has yet: what other threads schedule, and what a full local
/// queue spills. First in, first out.
class SharedQueue {
 public:
  void push(ProcessCore& core);
  /// A chain by run_next of `count` processes, in order.
  void push(ProcessCore* first, ProcessCore* last, std::size_t count);
  ProcessCore* pop();
  /// Takes up to `most` of them off as a chain by run_next, in order; null when it is empty.
  ProcessCore* pop_some(std::size_t most);
  bool empty() const { return size_.load(std::memory_order_acquire) == 0; }

 private:
  std::mutex mutex_;
  ProcessCore* head_ = nullptr;
  ProcessCore* tail_ = nullptr;
  std::atomic<std::size_t> size_{0};
};

/// The runnable processes of one scheduler thread: a ring from which its owner takes the oldest and others
/// steal half at once (the scheme of Go's and Tokio's schedulers). Only the owner pushes.
class RunQueue {
 public:
  /// Spills half into `overflow` when full.
  void push(ProcessCore& core, SharedQueue& overflow);
  /// Owner only. Null when empty.
  ProcessCore* pop();
  /// By any thread: takes the oldest. Null when empty.
  ProcessCore* take_one();
  /// Takes the oldest of `shared` and brings along what there is room for. Owner only, when empty.
  ProcessCore* refill_from(SharedQueue& shared);
  /// Moves about half of `victim`'s here and returns one of them; null when there is nothing. Owner of *this
  /// only.
  ProcessCore* steal_from(RunQueue& victim);
  bool empty() const {
    return head_.load(std::memory_order_acquire) == tail_.load(std::memory_order_acquire);
  }

 private:
  static constexpr std::uint32_t capacity = 256;
  std::atomic<ProcessCore*>& at(std::uint32_t position) { return ring_[position % capacity]; }

  alignas(64) std::atomic<std::uint32_t> head_{0};  // owner and thieves, by compare-exchange
  alignas(64) std::atomic<std::uint32_t> tail_{0};  // owner
  std::array<std::atomic<ProcessCore*>, capacity> ring_{};
};

}  // namespace anqa::detail
