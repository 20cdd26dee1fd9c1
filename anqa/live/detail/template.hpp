#pragma once

#include <array>
#include <iterator>
#include <string_view>
#include <type_traits>

#include "anqa/base/reflect.hpp"
#include "anqa/live/component.hpp"
#include "anqa/live/detail/give.hpp"
#include "anqa/live/detail/render_slot.hpp"
#include "anqa/live/js.hpp"

/// What the code that `anqa-heex` writes calls.

namespace anqa {

/// So that `<.button>` is found here when the page's header includes core_components.hpp; a struct of the
/// page's own namespace goes before one of these.
namespace core {}

namespace detail {

/// The bit of a field by its name; none for a name that is no field's, which the code around it reports
/// better.
template <class Assigns>
consteval Mask mask_named(std::string_view name) {
  for (std::size_t i = 0; i < anqa::field_count<Assigns>; ++i) {
    if (field_names<Assigns>[i] == name) return Mask{1} << i;
  }
  return no_assigns;
}

template <class Range>
inline constexpr bool is_iterable = requires(Range& range) {
  std::begin(range);
  std::end(range);
};

/// The rows of what `:for` goes through; of a stream those that are to be sent. What is no list has been
/// reported, and counts as empty.
template <class Range>
decltype(auto) rows_of(Range& range) {
  if constexpr (is_iterable<Range>) {
    return (range);
  } else {
    return std::array<Range, 0>();
  }
}

/// What the renderer has to know of a list that is a stream; null for others.
template <class Range>
const StreamChanges* stream_changes_of(const Range& range) {
  if constexpr (requires {
                  { stream_of(range) } -> std::convertible_to<const StreamChanges*>;
                }) {
    return stream_of(range);
  } else {
    return nullptr;
  }
}

template <class T>
typename AttributesOf<T>::type attributes_of(const T*) {
  return typename AttributesOf<T>::type{};
}

/// `<.live_render view={View} …>`
template <class View, class How>
void render_view(const View*, Renderer& renderer, const How& how) {
  render_live_view<View>(renderer, how);
}

/// `<.name …>`: `changed` are the attributes that may differ from the last time, `given` those on the tag.
template <class T>
void render_component(const T*, Renderer& renderer, typename AttributesOf<T>::type& attributes, Mask changed,
                      [[maybe_unused]] Mask given) {
  if constexpr (std::is_base_of_v<LiveComponentBase, T>) {
    render_live_component<T>(renderer, attributes, given);
  } else {
    render_template<T>(renderer, attributes, changed);
  }
}

/// The name of the first attribute that T requires and `given` has not; empty when there is none.
template <class T, Mask given>
consteval auto missing() {
  constexpr std::size_t none = anqa::field_count<T>;
  constexpr std::size_t index = [] {
    std::size_t first = none;
    for_each_field_type<T>([&first]<std::size_t I, class Field>(std::string_view) {
      if (is_required<Field> && (given >> I & 1U) == 0 && first == none) first = I;
    });
    return first;
  }();
  if constexpr (index == none) {
    return FixedString<0>();
  } else {
    constexpr std::string_view name = field_names<T>[index];
    FixedString<name.size()> text;
    for (std::size_t i = 0; i < name.size(); ++i) text.data[i] = name[i];
    return text;
  }
}
template <FixedString Missing>
inline constexpr bool is_given = Missing.size() == 0;

}  // namespace detail
}  // namespace anqa
