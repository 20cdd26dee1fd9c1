#pragma once

#include <memory>
#include <optional>
#include <type_traits>
#include <vector>

namespace anqa {

/// Specialise to true for a type that is safe to send although it looks as if it were not: one that holds a
/// pointer to something immutable that lives as long as the program, for example.
template <class T>
inline constexpr bool is_sendable = !std::is_pointer_v<T> && !std::is_reference_v<T>;

template <class T>
inline constexpr bool is_sendable<std::shared_ptr<T>> = std::is_const_v<T>;
template <class T>
inline constexpr bool is_sendable<std::weak_ptr<T>> = std::is_const_v<T>;
template <class T>
inline constexpr bool is_sendable<std::optional<T>> = is_sendable<T>;
template <class T, class A>
inline constexpr bool is_sendable<std::vector<T, A>> = is_sendable<T>;
template <>
inline constexpr bool is_sendable<const char*> = false;

/// Refuses at compile time what must not cross a mailbox: a message is a value, and two processes never share
/// anything that one of them can change.
template <class M>
consteval void check_message() {
  static_assert(std::is_object_v<M> && std::is_move_constructible_v<M>,
                "a message is a value that can be moved");
  static_assert(is_sendable<M>,
                "a message must not be or hold a raw pointer or a shared_ptr to something that is not const: "
                "send the value itself, or share it as std::shared_ptr<const T>");
}

}  // namespace anqa
