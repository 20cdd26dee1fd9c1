#include "anqa/live/internal/scratch.hpp"

#include <bit>

namespace anqa {

void Renderer::Loop::Rows::start(std::size_t expected) {
  slots.assign(std::bit_ceil(expected * 2 + 8), Slot{});
  used = 0;
  active = true;
}

Renderer::Loop::Rows::Slot& Renderer::Loop::Rows::find(std::uint64_t key) {
  const std::size_t mask = slots.size() - 1;
  std::size_t at = key & mask;
  while (slots[at].in_use && slots[at].key != key) at = (at + 1) & mask;
  return slots[at];
}

Renderer::Loop::Rows::Slot& Renderer::Loop::Rows::insert(std::uint64_t key) {
  if (used * 2 >= slots.size()) grow();
  Slot& slot = find(key);
  if (!slot.in_use) {
    slot = {key, nullptr, none, true, false};
    ++used;
  }
  return slot;
}

void Renderer::Loop::Rows::grow() {
  std::vector<Slot> old(slots.size() * 2);
  old.swap(slots);
  for (const Slot& slot : old) {
    if (slot.in_use) find(slot.key) = slot;
  }
}

Renderer::Loop::Rows& Renderer::Scratch::enter_loop() {
  if (depth == rows.size()) rows.push_back(std::make_unique<Loop::Rows>());
  Loop::Rows& entered = *rows[depth++];
  entered.widths.clear();
  entered.active = false;
  return entered;
}

void Renderer::Scratch::reset() {
  // A page of a hundred thousand rows must not pin its buffers to every thread for ever.
  constexpr std::size_t keep = 1U << 16U;
  if (tape.capacity() > keep) tape = {};
  tape.clear();
  shared.clear();
  for (auto& loop : rows) {
    if (loop->slots.capacity() > keep) loop->slots = {};
    if (loop->widths.capacity() > keep) loop->widths = {};
  }
  depth = 0;
}

}  // namespace anqa
