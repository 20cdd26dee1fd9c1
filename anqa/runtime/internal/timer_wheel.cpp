#include "anqa/runtime/internal/timer_wheel.hpp"

#include <algorithm>
#include <bit>

#include "anqa/runtime/detail/process_core.hpp"
#include "anqa/runtime/detail/signals.hpp"

namespace anqa::detail {

using Tick = std::chrono::milliseconds;

TimerWheel::~TimerWheel() {
  for (const auto& nodes : chunks_) {
    for (std::size_t i = 0; i < chunk; ++i) EnvelopePtr unfired(nodes[i].envelope);
  }
}

TimerHandle TimerWheel::start(TimePoint deadline, Pid to, std::uint64_t ref, Envelope* envelope) {
  // Rounded up: never early.
  auto length = std::chrono::ceil<Tick>(deadline - epoch_).count();
  TimerNode* node = free_;
  if (node) {
    free_ = node->next;
  } else {
    if (unused_ == 0) {
      chunks_.push_back(std::make_unique<TimerNode[]>(chunk));
      unused_ = chunk;
    }
    node = &chunks_.back()[--unused_];
    node->wheel = this;
  }
  node->due = std::max<std::uint64_t>(length > 0 ? static_cast<std::uint64_t>(length) : 0, elapsed_ + 1);
  node->to = to;
  node->ref = ref;
  node->envelope = envelope;
  insert(*node);
  return {node, node->generation};
}

bool TimerWheel::cancel(TimerHandle handle) {
  EnvelopePtr unsent;
  return cancel(handle, unsent);
}

bool TimerWheel::cancel(TimerHandle handle, EnvelopePtr& unsent) {
  if (handle.node->generation != handle.generation) return false;
  remove(*handle.node);
  unsent = EnvelopePtr(std::exchange(handle.node->envelope, nullptr));
  release(*handle.node);
  return true;
}

void TimerWheel::take_due(TimePoint now, std::vector<Due>& due) {
  const auto target =
      static_cast<std::uint64_t>(std::max<std::int64_t>(0, std::chrono::floor<Tick>(now - epoch_).count()));
  if (target <= elapsed_) return;
  while (auto expiry = next_expiry()) {
    if (expiry->tick > target) break;
    elapsed_ = std::max(elapsed_, expiry->tick);
    Level& level = levels_[expiry->level];
    TimerNode* node = std::exchange(level.first[expiry->slot], nullptr);
    level.last[expiry->slot] = nullptr;
    level.occupied &= ~(std::uint64_t{1} << expiry->slot);
    while (node) {
      TimerNode& each = *std::exchange(node, node->next);
      // The nodes of a slot lie all over the memory: fetching the next one takes longer than filing this one.
      if (node) __builtin_prefetch(node);
      if (each.due <= elapsed_) {
        due.push_back({each.to, each.ref, std::exchange(each.envelope, nullptr)});
        release(each);
      } else {
        insert(each);  // its turn comes on a finer level
      }
    }
  }
  elapsed_ = std::max(elapsed_, target);
}

void TimerWheel::Due::deliver() const {
  detail::deliver(to, envelope ? envelope : make_envelope<TimeoutEnvelope>(ref));
}

bool TimerWheel::advance(TimePoint now) {
  std::vector<Due> due;
  take_due(now, due);
  for (const Due& each : due) each.deliver();
  return !due.empty();
}

std::optional<TimePoint> TimerWheel::next_deadline() const {
  auto expiry = next_expiry();
  if (!expiry) return std::nullopt;
  return epoch_ + Tick(static_cast<std::int64_t>(expiry->tick));
}

void TimerWheel::insert(TimerNode& node) {
  // Never a whole turn of the last level ahead: it would come to lie in the slot of now, which means now.
  constexpr std::uint64_t reach =
      (std::uint64_t{1} << (bits * levels)) - (std::uint64_t{1} << (bits * (levels - 1)));
  node.tick = std::min(node.due, elapsed_ + reach);
  // The level is where the tick first differs from now, in groups of six bits.
  std::uint64_t differing = (elapsed_ ^ node.tick) | (slots - 1);
  unsigned level = std::min((63U - static_cast<unsigned>(std::countl_zero(differing))) / bits, levels - 1);
  unsigned slot = static_cast<unsigned>(node.tick >> (level * bits)) % slots;
  node.level = static_cast<std::uint8_t>(level);
  node.slot = static_cast<std::uint8_t>(slot);
  // Behind those that were started before: timers of one tick fire in that order.
  TimerNode* last = std::exchange(levels_[level].last[slot], &node);
  node.previous = last;
  node.next = nullptr;
  (last ? last->next : levels_[level].first[slot]) = &node;
  levels_[level].occupied |= std::uint64_t{1} << slot;
}

void TimerWheel::remove(TimerNode& node) {
  Level& level = levels_[node.level];
  (node.previous ? node.previous->next : level.first[node.slot]) = node.next;
  (node.next ? node.next->previous : level.last[node.slot]) = node.previous;
  if (!level.first[node.slot]) level.occupied &= ~(std::uint64_t{1} << node.slot);
}

void TimerWheel::release(TimerNode& node) {
  std::atomic_ref(node.generation).store(node.generation + 1, std::memory_order_relaxed);
  node.next = free_;
  free_ = &node;
}

std::optional<TimerWheel::Expiry> TimerWheel::next_expiry() const {
  for (unsigned level = 0; level < levels; ++level) {
    std::uint64_t occupied = levels_[level].occupied;
    if (!occupied) continue;
    const unsigned shift = level * bits;
    const auto now_slot = static_cast<unsigned>(elapsed_ >> shift) % slots;
    const auto ahead =
        static_cast<unsigned>(std::countr_zero(std::rotr(occupied, static_cast<int>(now_slot))));
    const unsigned slot = (now_slot + ahead) % slots;
    const std::uint64_t range = std::uint64_t{1} << (shift + bits);
    std::uint64_t tick = (elapsed_ & ~(range - 1)) + (std::uint64_t{slot} << shift);
    if (slot < now_slot) tick += range;  // only the last level wraps
    return Expiry{level, slot, tick};
  }
  return std::nullopt;
}

}  // namespace anqa::detail
