#pragma once

#include <bit>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "anqa/runtime/pid.hpp"

namespace anqa::detail {

/// A hash map of pids to small values: one array, linear probing, and erasure that moves what follows into
/// the gap (Knuth, The Art of Computer Programming 6.4, algorithm R), so that a table through which millions
/// of short-lived processes go never needs cleaning, and no entry is an allocation of its own.
/// Insertion and erasure invalidate pointers into it.
template <class T>
class PidMap {
 public:
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  T* find(Pid pid) {
    if (size_ == 0) return nullptr;
    Slot& slot = slots_[place(pid)];
    return slot.pid ? &slot.value : nullptr;
  }
  /// `pid` must not be in it.
  T& insert(Pid pid, T value) {
    if ((size_ + 1) * 4 > slots_.size() * 3) resize(slots_.empty() ? 8 : slots_.size() * 2);
    Slot& slot = slots_[place(pid)];
    slot.pid = pid;
    slot.value = std::move(value);
    ++size_;
    return slot.value;
  }
  /// Removes the entry and gives its value.
  std::optional<T> take(Pid pid) {
    if (size_ == 0) return std::nullopt;
    std::size_t gap = place(pid);
    if (!slots_[gap].pid) return std::nullopt;
    std::optional<T> value(std::move(slots_[gap].value));
    for (std::size_t next = (gap + 1) & mask(); slots_[next].pid; next = (next + 1) & mask()) {
      // An entry may move back into the gap unless that would put it before its home.
      const std::size_t home = home_of(slots_[next].pid);
      if (((next - home) & mask()) < ((next - gap) & mask())) continue;
      slots_[gap] = std::move(slots_[next]);
      gap = next;
    }
    slots_[gap] = Slot{};
    --size_;
    if (slots_.size() > 64 && size_ * 8 < slots_.size()) resize(slots_.size() / 2);
    return value;
  }

  template <class F>
  void for_each(F visit) {
    for (Slot& slot : slots_) {
      if (slot.pid) visit(slot.pid, slot.value);
    }
  }
  template <class F>
  void for_each(F visit) const {
    for (const Slot& slot : slots_) {
      if (slot.pid) visit(slot.pid, slot.value);
    }
  }

 private:
  struct Slot {
    Pid pid = {};
    T value = {};
  };

  std::size_t mask() const { return slots_.size() - 1; }
  std::size_t home_of(Pid pid) const {
    return std::hash<Pid>{}(pid) >> (64 - static_cast<unsigned>(std::countr_zero(slots_.size())));
  }
  /// Where it is, or the free slot where it would go.
  std::size_t place(Pid pid) const {
    std::size_t slot = home_of(pid);
    while (slots_[slot].pid && slots_[slot].pid != pid) slot = (slot + 1) & mask();
    return slot;
  }
  void resize(std::size_t capacity) {
    std::vector<Slot> before = std::exchange(slots_, std::vector<Slot>(capacity));
    for (Slot& slot : before) {
      if (slot.pid) slots_[place(slot.pid)] = std::move(slot);
    }
  }

  std::vector<Slot> slots_;  // a power of two of them, or none
  std::size_t size_ = 0;
};

}  // namespace anqa::detail
