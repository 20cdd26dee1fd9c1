#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "anqa/base/clock.hpp"
#include "anqa/runtime/detail/envelope.hpp"
#include "anqa/runtime/timer.hpp"

namespace anqa::detail {

class TimerWheel;

/// One timer. Its memory is used again but never freed while the wheel lives, so a stale handle may be looked
/// at.
struct TimerNode {
  TimerNode* next = nullptr;
  TimerNode* previous = nullptr;
  TimerWheel* wheel = nullptr;
  std::uint64_t due = 0;  ///< the tick at which it fires
  std::uint64_t tick =
      0;  ///< the tick that it is filed under: nearer than `due` when that is beyond the last level
  std::uint64_t ref = 0;
  Envelope* envelope = nullptr;  ///< what to deliver; null: a TimeoutEnvelope for `ref`
  Pid to;
  std::uint32_t generation = 0;
  /// Whether the timer that got this generation still runs. Any thread.
  bool runs(std::uint32_t given) {
    return std::atomic_ref(generation).load(std::memory_order_relaxed) == given;
  }
  std::uint8_t level = 0;
  std::uint8_t slot = 0;
};

/// Timers of one scheduler thread: a hierarchical timing wheel (Varghese and Lauck, 1987, scheme 7) of six
/// levels of 64 slots, one tick being a millisecond, so that starting and cancelling take constant time
/// however many there are. One thread at a time.
class TimerWheel {
 public:
  /// `owner` is for whoever has several: which of them a handle belongs to.
  explicit TimerWheel(TimePoint epoch, unsigned owner = 0) : epoch_(epoch), owner_(owner) {}
  ~TimerWheel();
  TimerWheel(const TimerWheel&) = delete;
  TimerWheel& operator=(const TimerWheel&) = delete;

  TimerHandle start(TimePoint deadline, Pid to, std::uint64_t ref, Envelope* envelope);
  /// False when it has fired or was cancelled.
  bool cancel(TimerHandle handle);
  /// The same; what it would have delivered is left to the caller, to destroy it where a destructor may do as
  /// it likes.
  bool cancel(TimerHandle handle, EnvelopePtr& unsent);

  /// A timer that has come due, off the wheel.
  struct Due {
    Pid to;
    std::uint64_t ref;
    Envelope* envelope;
    void deliver() const;
  };
  /// Takes off everything that is due at `now`, in order. The caller delivers it.
  void take_due(TimePoint now, std::vector<Due>& due);
  /// take_due() and delivers; true when there was any.
  bool advance(TimePoint now);
  /// No timer is due before this moment (it may be too early, never too late); nothing when there are none.
  std::optional<TimePoint> next_deadline() const;
  unsigned owner() const { return owner_; }

 private:
  static constexpr unsigned levels = 6;
  static constexpr unsigned bits = 6;
  static constexpr unsigned slots = 1U << bits;

  struct Level {
    std::uint64_t occupied = 0;             // a bit per slot
    std::array<TimerNode*, slots> first{};  // of each slot: oldest first
    std::array<TimerNode*, slots> last{};
  };
  struct Expiry {
    unsigned level;
    unsigned slot;
    std::uint64_t tick;
  };
  /// Files it under `due`, or as far ahead as the levels reach.
  void insert(TimerNode& node);
  void remove(TimerNode& node);
  void release(TimerNode& node);
  std::optional<Expiry> next_expiry() const;

  TimePoint epoch_;
  unsigned owner_;
  std::uint64_t elapsed_ = 0;  // ticks since epoch_ that have been dealt with
  std::array<Level, levels> levels_;
  static constexpr std::size_t chunk = 512;
  std::vector<std::unique_ptr<TimerNode[]>> chunks_;
  std::size_t unused_ = 0;  // nodes of the last chunk that nobody had yet
  TimerNode* free_ = nullptr;
};

}  // namespace anqa::detail
