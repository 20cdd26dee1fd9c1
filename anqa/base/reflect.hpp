#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

#include "anqa/base/detail/fields.hpp"

/// Reflection of aggregates: a plain struct's fields, with their names, in the order of declaration. The
/// struct may have empty base classes; it has at most 32 fields, no references, C arrays or bit-fields.

namespace anqa {

/// How many fields T has; its empty base classes do not count.
template <class T>
inline constexpr std::size_t field_count = detail::field_count<std::remove_cv_t<T>>();

/// The type of field I.
template <class T, std::size_t I>
using field_type = std::remove_pointer_t<decltype(detail::fake_field<std::remove_cv_t<T>, I>())>;

/// The name of a field, from a pointer to it: `member_name<&Product::price>()` is "price".
template <auto Member>
  requires std::is_member_object_pointer_v<decltype(Member)>
constexpr std::string_view member_name() {
  return detail::stored_name<Member>.view();
}

/// The name of field I.
template <class T, std::size_t I>
constexpr std::string_view field_name() {
  return detail::stored_name<detail::Address{detail::fake_field<std::remove_cv_t<T>, I>()}>.view();
}

/// The index of a field, from a pointer to it: `field_index<&Product::price>`.
template <auto Member>
  requires std::is_member_object_pointer_v<decltype(Member)>
inline constexpr std::size_t field_index = detail::fake_index(Member);

namespace detail {

template <class T, class Indices = std::make_index_sequence<anqa::field_count<T>>>
inline constexpr int names_of = 0;

template <class T, std::size_t... I>
inline constexpr std::array<std::string_view, sizeof...(I)> names_of<T, std::index_sequence<I...>>{
    field_name<T, I>()...};

}  // namespace detail

/// The names of all fields.
template <class T>
inline constexpr const std::array<std::string_view, field_count<T>>& field_names =
    detail::names_of<std::remove_cv_t<T>>;

/// A reference to field I.
template <std::size_t I, class T>
constexpr auto& get_field(T& object) {
  return detail::with_fields<field_count<T>>(object, [](auto&... fields) -> auto& {
    return *detail::nth_pointer(std::make_index_sequence<I>{}, std::addressof(fields)...);
  });
}

/// Calls `f(name, value)` for each field in order; `value` is a reference into `object`.
template <class T, class F>
constexpr void for_each_field(T& object, F&& f) {
  detail::with_fields<field_count<T>>(object, [&f](auto&... fields) {
    [[maybe_unused]] std::size_t index = 0;
    (f(field_names<T>[index++], fields), ...);
  });
}

/// Calls `f.template operator()<I, Type>(name)` for each field; for what is asked of the type, not of an
/// object: `for_each_field_type<Product>([]<std::size_t I, class Field>(std::string_view name) { … })`.
template <class T, class F>
constexpr void for_each_field_type(F&& f) {
  [&f]<std::size_t... I>(std::index_sequence<I...>) {
    (f.template operator()<I, field_type<T, I>>(field_name<T, I>()), ...);
  }(std::make_index_sequence<field_count<T>>{});
}

}  // namespace anqa
