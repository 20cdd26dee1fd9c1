#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

namespace anqa::detail {

/// Enumerators with the values 0 to 63 have names that can be stored.
inline constexpr std::size_t max_enumerators = 64;

/// The compiler's spelling of this function names every value in turn: "Color::red", or "(Color)7" where the
/// enumeration has no enumerator of that value.
template <class E, E... Values>
constexpr std::string_view enumerators_spelled() {
  return __PRETTY_FUNCTION__;
}

template <class E, std::size_t... Is>
constexpr auto enumerator_names(std::index_sequence<Is...>) {
  std::string_view text = enumerators_spelled<E, static_cast<E>(Is)...>();
  std::array<std::string_view, sizeof...(Is)> names{};
  auto at = text.find("Values = <") + std::string_view("Values = <").size();
  for (auto& name : names) {
    auto end = text.find_first_of(",>", at);
    auto item = text.substr(at, end - at);
    // "(anonymous namespace)::Color::red" is a name, "((anonymous namespace)::Color)7" is none.
    const auto cast = item.rfind(')');
    if (cast == std::string_view::npos || item[cast + 1] == ':') name = item.substr(item.rfind(':') + 1);
    at = end + 2;
  }
  return names;
}

template <class E>
inline constexpr auto enum_names = enumerator_names<E>(std::make_index_sequence<max_enumerators>{});

/// "red" for Color::red; empty for a value without an enumerator.
template <class E>
constexpr std::string_view enum_name(E value) {
  const auto index = static_cast<std::size_t>(static_cast<std::underlying_type_t<E>>(value));
  return index < max_enumerators ? enum_names<E>[index] : std::string_view();
}

template <class E>
constexpr std::optional<E> enum_value(std::string_view name) {
  for (std::size_t i = 0; i < max_enumerators && !name.empty(); ++i) {
    if (enum_names<E>[i] == name) return static_cast<E>(i);
  }
  return std::nullopt;
}

}  // namespace anqa::detail
