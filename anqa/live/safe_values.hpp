#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "anqa/live/text.hpp"

namespace anqa::detail {

/// What an attribute is set to, as text.
struct AttributeValue {
  enum class Kind : std::uint8_t { absent, bare, text };
  Kind kind = Kind::absent;
  bool trusted = false;  ///< by raw(…), or commands: not what a visitor typed
  std::string text;

  bool operator==(const AttributeValue&) const = default;

  template <class T>
  static AttributeValue of(const T& value) {
    AttributeValue made;
    if constexpr (can_show<T>) {
      made.trusted = is_trusted<std::remove_cvref_t<T>>;
      with_attribute(value, [&made](const auto& plain) {
        if constexpr (std::same_as<std::remove_cvref_t<decltype(plain)>, bool>) {
          made.kind = plain ? Kind::bare : Kind::absent;
        } else {
          made.kind = Kind::text;
          append_text(made.text, plain);
        }
      });
    }
    return made;
  }
};

template <>
inline constexpr bool is_attribute_value<AttributeValue> = true;

/// The value of `href` and its like: one that a browser would run becomes about:blank.
AttributeValue safe_url(AttributeValue value);
/// The value of `<script src>` and its like: what does not lead to this site becomes about:blank.
AttributeValue safe_resource(AttributeValue value);
/// The value of phx-click and its like: the name of an event. Text that would be read as commands becomes
/// empty, for commands are of the type JS.
AttributeValue safe_binding(AttributeValue value);
/// The value of `style`: one that could load something or run becomes empty.
AttributeValue safe_style(AttributeValue value);
/// A part of a style: a word, a number or a colour. Another becomes "unset".
AttributeValue safe_css(AttributeValue value);
/// By the attribute's name.
AttributeValue safe_attribute(std::string_view name, AttributeValue value);

template <class T>
AttributeValue url(const T& value) {
  return safe_url(AttributeValue::of(value));
}
template <class T>
AttributeValue resource(const T& value) {
  return safe_resource(AttributeValue::of(value));
}
template <class T>
AttributeValue binding(const T& value) {
  return safe_binding(AttributeValue::of(value));
}
template <class T>
AttributeValue style(const T& value) {
  return safe_style(AttributeValue::of(value));
}
/// Numbers are sent as they are, without a detour.
template <class T>
auto css(const T& value) {
  if constexpr (std::is_arithmetic_v<T>) {
    return value;
  } else {
    return safe_css(AttributeValue::of(value));
  }
}

}  // namespace anqa::detail
