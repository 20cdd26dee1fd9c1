#pragma once

#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

#include "anqa/live/component.hpp"

/// How the tag of a component sets the component's fields.

namespace anqa::detail {

/// An attribute that is no field, and goes into the component's `rest`.
struct RestEntry {
  Rest& rest;
  std::string_view name;
};

/// Stands for a field that there is not, which has been reported.
template <class Component>
RestEntry no_field(Component&, std::string_view name) {
  static Rest nowhere;
  return {nowhere, name};
}

template <class Field>
inline constexpr bool is_rest_entry = std::is_same_v<std::remove_cvref_t<Field>, RestEntry>;

/// Whether an attribute may be set to a value of type Value, beside those in Given.
template <class Field, class Value, class Given>
constexpr bool fits_attribute() {
  using Plain = std::remove_cvref_t<Field>;
  if constexpr (is_rest_entry<Field>) {
    return can_show<Value>;
  } else if constexpr (requires { typename Plain::BoundToRows; }) {
    return std::convertible_to<Value, Plain> || Plain::template fits<Given, std::remove_cvref_t<Value>>;
  } else {
    return FitsAttribute<Field, Value>;
  }
}

/// Sets a component's attribute. A value that does not fit has been reported already, at its place.
template <class Given, class Field, class Value>
void set_attribute(Field&& field, Value&& value) {
  if constexpr (fits_attribute<Field, Value&&, Given>()) {
    using Plain = std::remove_cvref_t<Field>;
    if constexpr (is_rest_entry<Field>) {
      field.rest.set(field.name, value);
    } else if constexpr (std::convertible_to<Value&&, Plain>) {
      field = static_cast<Value&&>(value);
    } else {
      field = Plain::template of<Given>(value);
    }
  }
}

/// Where the entry of a slot is set: the field, or a new element of a field that is a list.
template <class Entry>
Entry& slot_entry(Slots<Entry>& slots) {
  return slots.add();
}
template <class Field>
Field& slot_entry(Field& field) {
  return field;
}
template <class T>
auto& slot_entry(Required<T>& field) {
  return slot_entry(field.get());
}

/// Where the content of a slot's entry is set.
template <class Entry>
decltype(auto) slot_block(Entry& entry) {
  if constexpr (requires { (entry.inner_block); }) {
    return (entry.inner_block);
  } else {
    return (entry);
  }
}

template <class Block>
inline constexpr bool is_slot = std::is_same_v<Block, Slot>;
template <class Argument>
inline constexpr bool is_slot<SlotWith<Argument>> = true;
template <class T>
inline constexpr bool is_slot<Required<T>> = is_slot<T>;

/// Whether a field can be filled by a slot: `<:name>`.
template <class Field>
inline constexpr bool takes_content =
    is_slot<std::remove_cvref_t<decltype(slot_block(slot_entry(std::declval<Field&>())))>>;

template <class Block>
inline constexpr bool gives_something = false;
template <class Argument>
inline constexpr bool gives_something<SlotWith<Argument>> = true;
template <class T>
inline constexpr bool gives_something<Required<T>> = gives_something<T>;

/// The type that `:let` names. For a slot that gives nothing, which has been reported, anything.
template <class Block, class Given>
struct LetOfBlock {
  using type = int;
};
template <class Argument, class Given>
struct LetOfBlock<SlotWith<Argument>, Given> {
  using type = LetType<Argument, Given>;
};

template <class T, class Given>
struct LetOfBlock<Required<T>, Given> : LetOfBlock<T, Given> {};

template <class Given, class Block, class Content>
void set_content(Block& block, const Content& content) {
  if constexpr (is_required<Block>) {
    block.get() = Block::Value::template of<Given>(content);
  } else if constexpr (gives_something<Block> || std::is_invocable_v<const Content&>) {
    if constexpr (is_slot<Block>) block = Block::template of<Given>(content);
  }
}

/// Keeps the contents of slots that stand within a condition or a list of their own.
class SlotStore {
 public:
  template <class Content>
  const Content& keep(Content content) {
    auto held = std::make_shared<Content>(std::move(content));
    const Content& kept = *held;
    contents_.push_back(std::move(held));
    return kept;
  }

 private:
  std::vector<std::shared_ptr<const void>> contents_;
};

}  // namespace anqa::detail
