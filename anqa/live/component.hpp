#pragma once

#include <concepts>
#include <string>
#include <type_traits>

#include "anqa/live/renderer.hpp"

namespace anqa {

/// What stands between a component's tags, to be placed by its template: `{render_slot(@inner_block)}`. A
/// component takes content by having a field `anqa::Slot inner_block;`. Valid only while the component is
/// being rendered.
class Slot {
 public:
  Slot() = default;
  template <std::invocable Content>
  explicit Slot(const Content& content)
      : content_(&content), render_([](const void* it) { (*static_cast<const Content*>(it))(); }) {}

  /// Whether there is content. `:if={@inner_block}`
  explicit operator bool() const { return render_ != nullptr; }
  void render() const { render_(content_); }

 private:
  const void* content_ = nullptr;
  void (*render_)(const void*) = nullptr;
};

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
concept FitsAttribute =
    std::convertible_to<Value, std::remove_cvref_t<Field>> &&
    (!std::is_arithmetic_v<std::remove_cvref_t<Field>> ||
     (std::is_arithmetic_v<std::remove_cvref_t<Value>> &&
      std::same_as<std::remove_cvref_t<Field>, bool> == std::same_as<std::remove_cvref_t<Value>, bool>));

/// `{render_slot(@inner_block)}`
inline void render_slot(Renderer& renderer, const Slot& slot) {
  if (slot) {
    slot.render();
  } else {
    renderer.nothing();
  }
}

}  // namespace detail
}  // namespace anqa
