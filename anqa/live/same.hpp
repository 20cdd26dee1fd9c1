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
  }(std::make_index_sequence<anqa::field_count<T>>{});
}

template <class T>
using element_of = std::remove_cvref_t<decltype(*std::begin(std::declval<const T&>()))>;

/// A container whose elements are to be compared one by one; text is not, its `==` is all there is to know.
template <class T>
concept SameElements = requires(const T& it) {
  std::size(it);
  std::end(it);
} && !std::same_as<element_of<T>, T> && !std::is_arithmetic_v<element_of<T>>;

template <class T>
bool same(const T& a, const T& b) {
  if constexpr (SameElements<T>) {
    if (std::size(a) != std::size(b)) return false;
    auto other = std::begin(b);
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
