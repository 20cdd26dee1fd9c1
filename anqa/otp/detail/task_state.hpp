#pragma once

#include <atomic>
#include <cstdint>
#include <expected>
#include <optional>
#include <type_traits>
#include <utility>

#include "anqa/base/pool.hpp"
#include "anqa/runtime/detail/waiter.hpp"
#include "anqa/runtime/exit_reason.hpp"
#include "anqa/runtime/pid.hpp"

namespace anqa::detail {

class TaskGroup;

/// What a task and its owner share: who is told of its end, and what became of it. Counted by those who hold
/// it. The task's end writes it and, if the owner waits by then, wakes it with one message; a task that ends
/// before anybody waits costs none.
class TaskState {
 public:
  TaskState(Pid owner, bool linked) : owner_(owner), linked_(linked) {}
  virtual ~TaskState() = default;
  TaskState(const TaskState&) = delete;
  TaskState& operator=(const TaskState&) = delete;
  static void* operator new(std::size_t size) { return pool_allocate(size); }
  static void operator delete(void* state, std::size_t size) { pool_free(state, size); }

  void hold() { holders_.fetch_add(1, std::memory_order_relaxed); }
  void release() {
    if (holders_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
  }

  Pid owner() const { return owner_; }
  /// Of the task; known to the owner only.
  Pid pid;
  bool linked() const { return linked_; }

  // The task's side.
  /// The process has ended without a value, for drop_reason(): tells a linked owner.
  void fail();
  /// The value is there.
  void succeed() { complete(); }

  // The owner's side.
  bool done() const { return slot_.load(std::memory_order_acquire) == done_slot; }
  /// Only once done(): why there is no value.
  bool failed() const { return failed_; }
  const ExitReason& failure() const { return failure_; }
  /// From now on its end wakes the wait `ref` of the owner. False when it is done.
  bool watch(std::uint64_t ref);
  /// The same, through a group of tasks that are waited for together.
  bool watch(TaskGroup& group);
  void unwatch();
  /// The owner wants nothing to do with it any more: no exit signal of it counts.
  void abandon() { abandoned_.store(true, std::memory_order_relaxed); }

 private:
  friend struct TaskExitEnvelope;
  static constexpr std::uintptr_t pending_slot = 0;
  static constexpr std::uintptr_t done_slot = 1;
  static constexpr std::uintptr_t one_slot = 2;  // a single wait, ref_; any other number is a TaskGroup*
  void complete();

  std::atomic<std::uint32_t> holders_{1};
  std::atomic<bool> abandoned_{false};
  bool failed_ = false;
  const Pid owner_;
  const bool linked_;
  std::atomic<std::uintptr_t> slot_{pending_slot};
  std::uint64_t ref_ = 0;
  ExitReason failure_;
};

/// A wait of one process for several tasks: woken once, when `left` of them have ended, or one has failed.
class TaskGroup {
 public:
  TaskGroup(Pid owner, std::uint64_t ref, std::uint32_t left, bool until_failure)
      : owner_(owner), ref_(ref), left_(left), until_failure_(until_failure) {}
  static void* operator new(std::size_t size) { return pool_allocate(size); }
  static void operator delete(void* group, std::size_t size) { pool_free(group, size); }
  void hold() { holders_.fetch_add(1, std::memory_order_relaxed); }
  void release() {
    if (holders_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
  }
  void one_ended(bool failed);

 private:
  const Pid owner_;
  const std::uint64_t ref_;
  std::atomic<std::uint32_t> left_;
  std::atomic<std::uint32_t> holders_{1};
  const bool until_failure_;
};

/// Holds a counted object (TaskState, TaskGroup).
template <class S>
class Held {
 public:
  Held() = default;
  explicit Held(S* object) : object_(object) {}
  Held(Held&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  Held& operator=(Held&& other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }
  ~Held() {
    if (object_) object_->release();
  }
  Held share() const {
    object_->hold();
    return Held(object_);
  }
  S* get() const { return object_; }
  S* operator->() const { return object_; }
  S& operator*() const { return *object_; }
  explicit operator bool() const { return object_ != nullptr; }

 private:
  S* object_ = nullptr;
};

/// A task's value, or why there is none.
template <class T>
using Outcome = std::expected<T, ExitReason>;

template <class T>
class TaskResult final : public TaskState {
 public:
  using TaskState::TaskState;
  template <class... U>
  void succeed_with(U&&... value) {
    value_.emplace(std::forward<U>(value)...);
    succeed();
  }
  Outcome<T> take() {
    if (failed()) return std::unexpected(failure());
    if constexpr (std::is_void_v<T>) {
      return {};
    } else {
      return std::move(*value_);
    }
  }

 private:
  std::optional<std::conditional_t<std::is_void_v<T>, Nothing, T>> value_;
};

}  // namespace anqa::detail
