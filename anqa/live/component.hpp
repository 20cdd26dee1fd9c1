#pragma once

#include <concepts>
#include <string>
#include <type_traits>

#include "anqa/live/attribute.hpp"
#include "anqa/live/renderer.hpp"
#include "anqa/live/rest.hpp"
#include "anqa/live/rows.hpp"
#include "anqa/live/slot.hpp"

namespace anqa {

namespace detail {
/// A live component: a class that derives from LiveComponent.
struct LiveComponentBase {};
}  // namespace detail

/// The assigns of T's template: T's own fields for a component, T::Assigns for a view.
template <class T>
struct AssignsOf {
  using type = T;
};
template <class T>
  requires requires { typename T::Assigns; }
struct AssignsOf<T> {
  using type = typename T::Assigns;
};

/// What the attributes of T's tag are set in: T's own fields for a component; for a live component
/// T::Attributes, or T::Assigns when it has none.
template <class T>
struct AttributesOf {
  using type = typename AssignsOf<T>::type;
};
template <class T>
  requires requires { typename T::Attributes; }
struct AttributesOf<T> {
  using type = typename T::Attributes;
};

/// Writes the template of a component or view. Defined, for each struct that has a template, by the file that
/// `anqa-heex` makes; "undefined reference to render_template<shop::Button>" means that `button.html.heex` is
/// missing from anqa_templates() in CMake.
template <class T>
void render_template(Renderer& renderer, const typename AssignsOf<T>::type& assigns, Mask changed);

/// A component as HTML: for layouts, for pages that are not live, for tests.
template <class Component>
std::string render_to_string(const Component& component) {
  std::string out;
  Renderer renderer(out);
  render_template<Component>(renderer, component, all_assigns);
  return out;
}

namespace detail {

/// Whether a value may stand for a component's attribute. Numbers do not become booleans, nor booleans
/// numbers, although C++ would let them.
template <class Field, class Value>
concept FitsAttribute = std::convertible_to<Value, std::remove_cvref_t<Field>> &&
                        (!std::is_arithmetic_v<typename Unwrapped<std::remove_cvref_t<Field>>::type> ||
                         (std::is_arithmetic_v<std::remove_cvref_t<Value>> &&
                          std::same_as<typename Unwrapped<std::remove_cvref_t<Field>>::type, bool> ==
                              std::same_as<std::remove_cvref_t<Value>, bool>));

}  // namespace detail
}  // namespace anqa

/// A template in a .cpp file, for a component or view that the header beside it declares; the file is named
/// in anqa_templates() in CMake:
///
///     ANQA_HEEX(Badge, R"(<b class="badge">{@label}</b>)");
///
/// It stands first in its line. `anqa-heex` reads it; the compiler sees only whether there is such a type.
#define ANQA_HEEX(Type, text) static_assert(sizeof(Type) > 0 && sizeof(text) > 0)
