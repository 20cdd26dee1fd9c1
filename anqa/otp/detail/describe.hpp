#pragma once

#include <chrono>
#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "anqa/base/reflect.hpp"
#include "anqa/base/secret.hpp"
#include "anqa/base/type_name.hpp"
#include "anqa/runtime/pid.hpp"

namespace anqa::detail {

/// Containers are shown up to this many elements.
inline constexpr std::size_t elements_shown = 20;

template <class T>
inline constexpr bool is_optional_value = false;
template <class T>
inline constexpr bool is_optional_value<std::optional<T>> = true;
template <class T>
inline constexpr bool is_secret = false;
template <class T>
inline constexpr bool is_secret<Secret<T>> = true;

template <class T>
concept describable_range = requires(const T& range) {
  range.begin() != range.end();
  range.size();
};
template <class T>
concept describable_pair = requires(const T& pair) {
  pair.first;
  pair.second;
};

/// A value as a C++ programmer would write it: `{.limit = 5, .keys = ["a", "b"]}`. What it does not know is
/// shown by its type.
template <class T>
std::string describe_value(const T& value) {
  if constexpr (is_secret<T>) {
    return "(hidden)";
  } else if constexpr (std::is_same_v<T, bool>) {
    return value ? "true" : "false";
  } else if constexpr (std::is_arithmetic_v<T>) {
    return std::to_string(value);
  } else if constexpr (std::is_enum_v<T>) {
    return std::to_string(static_cast<std::underlying_type_t<T>>(value));
  } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
    return "\"" + std::string(std::string_view(value)) + "\"";
  } else if constexpr (requires { std::string(value.to_string()); }) {
    return value.to_string();
  } else if constexpr (requires { std::chrono::nanoseconds(value); }) {
    return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(value).count()) + " ms";
  } else if constexpr (is_optional_value<T>) {
    return value ? describe_value(*value) : "nullopt";
  } else if constexpr (describable_pair<T>) {
    return describe_value(value.first) + ": " + describe_value(value.second);
  } else if constexpr (describable_range<T>) {
    std::string text = "[";
    std::size_t shown = 0;
    for (const auto& element : value) {
      if (shown == elements_shown) {
        text += ", … " + std::to_string(value.size()) + " in all";
        break;
      }
      text += (shown++ == 0 ? "" : ", ") + describe_value<std::remove_cvref_t<decltype(element)>>(element);
    }
    return text + "]";
  } else if constexpr (std::is_aggregate_v<T> && std::is_class_v<T>) {
    std::string text;
    if constexpr (!std::is_empty_v<T>) {
      for_each_field(value, [&](std::string_view name, const auto& field) {
        text += (text.empty() ? "." : ", .") + std::string(name) + " = " + describe_value(field);
      });
    }
    return "{" + text + "}";
  } else {
    return "(" + std::string(type_name<T>()) + ")";
  }
}

}  // namespace anqa::detail
