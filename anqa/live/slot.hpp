#pragma once

#include <concepts>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

#include "anqa/live/detail/given.hpp"

namespace anqa {

/// What stands between a component's tags, or in one of its slots `<:name>`, to be placed by its template:
/// `{render_slot(@inner_block)}`. A component takes content by having a field `anqa::Slot inner_block;`, and
/// `<:header>` by a field `anqa::Slot header;`. Valid only while the component is being rendered.
class Slot {
 public:
  Slot() = default;
  template <std::invocable Content>
  explicit Slot(const Content& content)
      : content_(&content), render_([](const void* it) { (*static_cast<const Content*>(it))(); }) {}

  /// Whether there is content. `:if={@inner_block}`
  explicit operator bool() const { return render_ != nullptr; }
  void render() const { render_(content_); }

  template <class Given, class Content>
  static Slot of(const Content& content) {
    return Slot(content);
  }

 private:
  const void* content_ = nullptr;
  void (*render_)(const void*) = nullptr;
};

/// A slot whose content is given something, and names it by `:let`: `anqa::SlotWith<Form> inner_block;` is
/// placed by `{render_slot(@inner_block, @form)}` and filled by `<.my_form :let={f}>…</.my_form>`.
///
/// Argument is the type of what is given, or says how that follows from an attribute of the same tag:
/// RowOf<"rows">, ValueOf<"for_">.
template <class Argument>
class SlotWith {
 public:
  using Passed = detail::PassedAs<Argument>;

  SlotWith() = default;

  explicit operator bool() const { return render_ != nullptr; }
  /// `changed`: whether what is given may differ from the last time.
  void render(const Passed& given, bool changed) const { render_(content_, given, changed); }

  template <class Given, class Content>
  static SlotWith of(const Content& content) {
    SlotWith slot;
    slot.content_ = &content;
    if constexpr (std::invocable<const Content&>) {
      slot.render_ = [](const void* it, const Passed&, bool) { (*static_cast<const Content*>(it))(); };
    } else {
      slot.render_ = [](const void* it, const Passed& given, bool changed) {
        using Let = detail::LetType<Argument, Given>;
        (*static_cast<const Content*>(it))(detail::unwrap<Argument, Let>(given), changed);
      };
    }
    return slot;
  }

 private:
  const void* content_ = nullptr;
  void (*render_)(const void*, const Passed&, bool) = nullptr;
};

/// A slot that may be filled any number of times, `<:col label="Name">…</:col>`: a list of Entry, a struct
/// whose fields are the slot's attributes; its content is the field `inner_block`, a Slot or SlotWith.
template <class Entry>
class Slots {
 public:
  auto begin() const { return entries_.begin(); }
  auto end() const { return entries_.end(); }
  std::size_t size() const { return entries_.size(); }
  bool empty() const { return entries_.empty(); }
  explicit operator bool() const { return !entries_.empty(); }
  const Entry& operator[](std::size_t index) const { return entries_[index]; }

  Entry& add() { return entries_.emplace_back(); }

 private:
  std::vector<Entry> entries_;
};

/// In `SlotWith<…>`: the content is given the value of an attribute, whatever its type.
/// `SlotWith<ValueOf<"for_">>`
template <FixedString Attribute>
struct ValueOf {
  using Passed = const void*;
  template <class Given>
  using Let = std::remove_cvref_t<typename Given::template type<Attribute>>;
  template <class Let>
  static const Let& unwrap(const void* given) {
    return *static_cast<const Let*>(given);
  }
};

}  // namespace anqa
