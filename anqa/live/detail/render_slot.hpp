#pragma once

#include <type_traits>

#include "anqa/live/component.hpp"
#include "anqa/live/statics.hpp"

/// `{render_slot(@inner_block)}` and `{render_slot(col, row)}`.

namespace anqa::detail {

inline constexpr std::string_view slots_parts[] = {"", ""};
/// Of the list that all entries of one slot are.
inline constexpr Statics slots_statics{slots_parts, 2, R"(["",""])", 0x616e71615f736c6fULL, 1, false};

inline void render_slot(Renderer& renderer, const Slot& slot) {
  if (slot) {
    slot.render();
  } else {
    renderer.nothing();
  }
}

template <class Argument, class Value>
void render_slot(Renderer& renderer, const SlotWith<Argument>& slot, const Value& value, bool changed) {
  using Passed = typename SlotWith<Argument>::Passed;
  if (!slot) return renderer.nothing();
  if constexpr (std::is_same_v<Passed, Value>) {
    slot.render(value, changed);
  } else if constexpr (std::is_same_v<Passed, const void*>) {
    slot.render(static_cast<const void*>(&value), changed);
  } else {
    static_assert(std::is_convertible_v<const Value&, Passed>,
                  "render_slot gives the slot's content a value of another type than its SlotWith says");
    slot.render(Passed(value), changed);
  }
}

/// An entry with attributes.
template <class Entry, class... Value>
  requires requires(const Entry& entry) { entry.inner_block; }
void render_slot(Renderer& renderer, const Entry& entry, const Value&... value) {
  render_slot(renderer, attribute_value(entry.inner_block), value...);
}

/// All entries, one after the other.
template <class Entry, class... Value>
void render_slot(Renderer& renderer, const Slots<Entry>& slots, const Value&... value) {
  Renderer::Loop loop(renderer, slots_statics);
  for (const Entry& entry : slots) {
    loop.entry();
    if (renderer.wants(0, true, 0)) render_slot(renderer, entry, value...);
    loop.end_entry();
  }
  loop.end();
}

}  // namespace anqa::detail
