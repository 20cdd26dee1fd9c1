#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "anqa/base/reflect.hpp"

namespace anqa {

/// Whether a value of this type may cross a mailbox. Specialise it to true for a type that is safe although
/// it does not look so: one that points to what is immutable and lives as long as the program, for example.
template <class T>
inline constexpr bool is_sendable = !std::is_pointer_v<T> && !std::is_reference_v<T>;

// A function is immutable and lives as long as the program.
template <class R, class... Args>
inline constexpr bool is_sendable<R (*)(Args...)> = true;
// What two processes hold must be deeply const; what only one can hold is moved along.
template <class T>
inline constexpr bool is_sendable<std::shared_ptr<T>> = std::is_const_v<T>;
template <class T>
inline constexpr bool is_sendable<std::weak_ptr<T>> = std::is_const_v<T>;
// A view does not keep what it looks at alive.
template <class Char, class Traits>
inline constexpr bool is_sendable<std::basic_string_view<Char, Traits>> = false;
template <class T>
inline constexpr bool is_sendable<std::optional<T>> = is_sendable<T>;
template <class T, class A>
inline constexpr bool is_sendable<std::vector<T, A>> = is_sendable<T>;
template <class T, std::size_t N>
inline constexpr bool is_sendable<std::array<T, N>> = is_sendable<T>;

namespace detail {

template <class T>
inline constexpr bool has_fields_to_check =
    std::is_aggregate_v<T> && std::is_class_v<T> && !std::is_empty_v<T>;
template <class T, std::size_t N>
inline constexpr bool has_fields_to_check<std::array<T, N>> = false;

template <class T, std::size_t I>
consteval auto fixed_field_name() {
  constexpr std::string_view name = ::anqa::field_name<T, I>();
  char text[name.size() + 1] = {};
  for (std::size_t i = 0; i < name.size(); ++i) text[i] = name[i];
  return FixedString<name.size()>(text);
}

template <class M>
consteval void check_fields();

/// The compiler names Message and Field when it refuses one.
template <class Message, FixedString Field, class Type>
consteval void check_field() {
  static_assert(is_sendable<Type>,
                "this field must not cross a mailbox: it is or holds a raw pointer, a view, or a shared_ptr "
                "to what is not "
                "const; send the value itself, or share it as std::shared_ptr<const T>");
  check_fields<Type>();
}

template <class M>
consteval void check_fields() {
  if constexpr (has_fields_to_check<M>) {
    []<std::size_t... I>(std::index_sequence<I...>) {
      (check_field<M, fixed_field_name<M, I>(), ::anqa::field_type<M, I>>(), ...);
    }(std::make_index_sequence<::anqa::field_count<M>>{});
  }
}

}  // namespace detail

/// Refuses at compile time what must not cross a mailbox: a message is a value, and two processes never share
/// anything that one of them can change. Looks into the fields of plain structs, and of those in them; a
/// class with constructors or private parts answers for itself.
template <class M>
consteval void check_message() {
  static_assert(std::is_object_v<M> && std::is_move_constructible_v<M>,
                "a message is a value that can be moved");
  static_assert(
      std::is_nothrow_destructible_v<M>,
      "a message must not throw from its destructor: it may be dropped where nobody could catch that");
  static_assert(
      is_sendable<M>,
      "a message must not be a raw pointer, a view, or a shared_ptr to what is not const: send the value "
      "itself, or share it as std::shared_ptr<const T>");
  detail::check_fields<M>();
}

}  // namespace anqa
