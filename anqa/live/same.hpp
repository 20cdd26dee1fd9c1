#pragma once

#include <concepts>
#include <cstddef>
#include <iterator>
#include <type_traits>
#include <utility>

#include "anqa/base/reflect.hpp"

namespace anqa::detail {

/// Whether two values of one type are equal, as far as that can be told: by their `==`, element by element,
/// or field by field for a struct that has none. A type of which nothing is known counts as different.
template <class T>
bool same(const T& a, const T& b);

template <class T>
bool same_fields(const T& a, const T& b) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    return (same(get_field<I>(a), get_field<I>(b)) && ...);
  }(std::make_index_sequence<field_count<T>>{});
}

template <class T>
concept SameElements = std::ranges::forward_range<const T> && std::ranges::sized_range<const T> &&
                       !std::same_as<std::remove_cv_t<std::ranges::range_value_t<const T>>, T>;

template <class T>
bool same(const T& a, const T& b) {
  if constexpr (SameElements<T> && !std::is_arithmetic_v<std::ranges::range_value_t<const T>>) {
    if (std::ranges::size(a) != std::ranges::size(b)) return false;
    auto other = std::ranges::begin(b);
    for (const auto& element : a) {
      if (!same(element, *other++)) return false;
    }
    return true;
  } else if constexpr (std::equality_comparable<T>) {
    return a == b;
  } else if constexpr (std::is_aggregate_v<T> && !std::is_union_v<T> && !std::is_array_v<T>) {
    return same_fields(a, b);
  } else {
    return false;
  }
}

}  // namespace anqa::detail
