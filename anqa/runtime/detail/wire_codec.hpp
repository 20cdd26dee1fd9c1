#pragma once

#include <memory>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

#include "anqa/base/reflect.hpp"
#include "anqa/runtime/wire.hpp"

// What can be put on the wire, found by the shape of the type, and the functions that do it: one pair a type,
// shared by all messages that hold it.

namespace anqa::detail {

template <class T>
concept has_wire = requires { sizeof(Wire<T>); };
template <class T>
concept wire_scalar = std::is_arithmetic_v<T> || std::is_enum_v<T>;
template <class T>
concept wire_duration = requires(T duration) {
  typename T::rep;
  typename T::period;
  duration.count();
};
template <class T>
concept wire_time_point = requires {
  typename T::clock;
  typename T::duration;
};
template <class T>
concept wire_optional = requires(T value) {
  typename T::value_type;
  value.has_value();
  value.reset();
  *value;
} && !requires { typename T::error_type; };
template <class T>
concept wire_expected = requires(T value) {
  typename T::value_type;
  typename T::error_type;
  value.has_value();
  value.error();
};
template <class T>
concept wire_tuple = requires { std::tuple_size<T>::value; };
template <class T>
concept wire_owner = requires(T owner) {
  typename T::element_type;
  owner.get();
  owner.reset();
} && !std::is_array_v<typename T::element_type>;
template <class T>
inline constexpr bool is_wire_variant = false;
template <class... T>
inline constexpr bool is_wire_variant<std::variant<T...>> = true;

/// What a container is refilled with: a map's pairs without the const of their keys.
template <class T>
struct wire_element {};
template <class T>
  requires requires { typename T::value_type; } && (!requires { typename T::mapped_type; })
struct wire_element<T> {
  using type = typename T::value_type;
};
template <class T>
  requires requires { typename T::mapped_type; }
struct wire_element<T> {
  using type = std::pair<typename T::key_type, typename T::mapped_type>;
};
template <class T>
concept wire_container = requires(T container, typename wire_element<T>::type element) {
  container.begin();
  container.size();
  container.clear();
  container.insert(container.end(), std::move(element));
} && !requires(T container) { container.path(); };

template <class T, class... Seen>
consteval bool wire_able();

template <class T, class Indices, class... Seen>
inline constexpr bool wire_tuple_able = false;
template <class T, std::size_t... I, class... Seen>
inline constexpr bool wire_tuple_able<T, std::index_sequence<I...>, Seen...> =
    (wire_able<std::tuple_element_t<I, T>, Seen...>() && ...);
template <class T, class Indices, class... Seen>
inline constexpr bool wire_fields_able = false;
template <class T, std::size_t... I, class... Seen>
inline constexpr bool wire_fields_able<T, std::index_sequence<I...>, Seen...> =
    (wire_able<anqa::field_type<T, I>, Seen...>() && ...);
template <class T, class... Seen>
inline constexpr bool wire_alternatives_able = false;
template <class... A, class... Seen>
inline constexpr bool wire_alternatives_able<std::variant<A...>, Seen...> =
    (wire_able<A, Seen...>() && ...) && (std::is_default_constructible_v<A> && ...);

/// Whether a value can be put on the wire. `Seen` are the types around it: a type that holds itself is judged
/// by the rest of it.
template <class T, class... Seen>
consteval bool wire_able() {
  if constexpr ((std::is_same_v<T, Seen> || ...)) {
    return true;
  } else if constexpr (std::is_const_v<T> || !std::is_object_v<T> || std::is_pointer_v<T>) {
    return false;
  } else if constexpr (has_wire<T> || wire_scalar<T> || wire_duration<T> || wire_time_point<T>) {
    return true;
  } else if constexpr (is_wire_variant<T>) {
    return wire_alternatives_able<T, T, Seen...>;
  } else if constexpr (wire_expected<T>) {
    using V = std::conditional_t<std::is_void_v<typename T::value_type>, char, typename T::value_type>;
    return wire_able<V, T, Seen...>() && wire_able<typename T::error_type, T, Seen...>();
  } else if constexpr (wire_optional<T>) {
    return wire_able<typename T::value_type, T, Seen...>();
  } else if constexpr (wire_owner<T>) {
    using V = std::remove_const_t<typename T::element_type>;
    if constexpr (std::is_polymorphic_v<V> || !std::is_default_constructible_v<V> ||
                  !std::is_constructible_v<T, V*>) {
      return false;
    } else {
      return wire_able<V, T, Seen...>();
    }
  } else if constexpr (wire_tuple<T>) {
    return wire_tuple_able<T, std::make_index_sequence<std::tuple_size_v<T>>, T, Seen...>;
  } else if constexpr (wire_container<T>) {
    using V = typename wire_element<T>::type;
    return std::is_default_constructible_v<V> && wire_able<V, T, Seen...>();
  } else if constexpr (std::is_aggregate_v<T> && std::is_default_constructible_v<T> && !std::is_union_v<T>) {
    if constexpr (std::is_empty_v<T>) {
      return true;
    } else if constexpr (initialiser_count<T>() > max_fields) {
      return false;
    } else if constexpr (anqa::field_count<T> == 0) {
      return false;  // what it holds is in its base classes, which cannot be seen into
    } else {
      return wire_fields_able<T, std::make_index_sequence<anqa::field_count<T>>, T, Seen...>;
    }
  } else {
    return false;
  }
}
template <class T>
inline constexpr bool is_wire_able = wire_able<T>();

template <class T>
void wire_put(const T& value, WireWriter& writer);
template <class T>
void wire_get(T& value, WireReader& reader);

/// Numbers that lie side by side travel as one block.
template <class T>
concept wire_block = requires(T container) {
  container.data();
  container.resize(std::size_t{});
} && wire_scalar<typename T::value_type> && !std::is_same_v<typename T::value_type, bool>;

template <class T>
void wire_put(const T& value, WireWriter& writer) {
  if constexpr (has_wire<T>) {
    Wire<T>::put(value, writer);
  } else if constexpr (wire_scalar<T>) {
    writer.raw(value);
  } else if constexpr (wire_duration<T>) {
    writer.raw(value.count());
  } else if constexpr (wire_time_point<T>) {
    writer.raw(value.time_since_epoch().count());
  } else if constexpr (is_wire_variant<T>) {
    writer.size(value.valueless_by_exception() ? 0 : value.index());
    if (!value.valueless_by_exception()) std::visit([&](const auto& held) { wire_put(held, writer); }, value);
  } else if constexpr (wire_expected<T>) {
    writer.raw(value.has_value());
    if (!value.has_value()) {
      wire_put(value.error(), writer);
    } else if constexpr (!std::is_void_v<typename T::value_type>) {
      wire_put(*value, writer);
    }
  } else if constexpr (wire_optional<T> || wire_owner<T>) {
    writer.raw(static_cast<bool>(value));
    if (value) wire_put(*value, writer);
  } else if constexpr (wire_tuple<T>) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (wire_put(std::get<I>(value), writer), ...);
    }(std::make_index_sequence<std::tuple_size_v<T>>{});
  } else if constexpr (wire_block<T>) {
    writer.size(value.size());
    writer.bytes(value.data(), value.size() * sizeof(typename T::value_type));
  } else if constexpr (wire_container<T>) {
    writer.size(value.size());
    for (const typename T::value_type& element : value) wire_put(element, writer);
  } else if constexpr (std::is_empty_v<T>) {
    writer.raw(char{});  // so that a count of them is bounded by what follows
  } else {
    with_fields<anqa::field_count<T>>(value, [&](const auto&... field) { (wire_put(field, writer), ...); });
  }
}

template <class T>
void wire_get(T& value, WireReader& reader) {
  if constexpr (has_wire<T>) {
    Wire<T>::get(value, reader);
  } else if constexpr (std::is_same_v<T, bool>) {
    const auto byte = reader.raw<unsigned char>();
    if (byte > 1) reader.fail();
    value = byte == 1;
  } else if constexpr (wire_scalar<T>) {
    value = reader.raw<T>();
  } else if constexpr (wire_duration<T>) {
    value = T(reader.raw<typename T::rep>());
  } else if constexpr (wire_time_point<T>) {
    value = T(typename T::duration(reader.raw<typename T::rep>()));
  } else if constexpr (is_wire_variant<T>) {
    const std::size_t index = reader.raw<std::uint32_t>();
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      const bool known = ((index == I && (wire_get(value.template emplace<I>(), reader), true)) || ...);
      if (!known) reader.fail();
    }(std::make_index_sequence<std::variant_size_v<T>>{});
  } else if constexpr (wire_expected<T>) {
    bool has_value = false;
    wire_get(has_value, reader);
    if (!has_value) {
      typename T::error_type error{};
      wire_get(error, reader);
      value = T(typename T::unexpected_type(std::move(error)));
    } else if constexpr (!std::is_void_v<typename T::value_type>) {
      wire_get(value.emplace(), reader);
    }
  } else if constexpr (wire_optional<T>) {
    bool has_value = false;
    wire_get(has_value, reader);
    value.reset();
    if (has_value) wire_get(value.emplace(), reader);
  } else if constexpr (wire_owner<T>) {
    const WireReader::Depth depth(reader);
    bool has_value = false;
    wire_get(has_value, reader);
    if (!has_value || !reader.take_memory(sizeof(typename T::element_type))) return;
    auto held = std::make_unique<std::remove_const_t<typename T::element_type>>();
    wire_get(*held, reader);
    value = T(held.release());
  } else if constexpr (wire_tuple<T>) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (wire_get(std::get<I>(value), reader), ...);
    }(std::make_index_sequence<std::tuple_size_v<T>>{});
  } else if constexpr (wire_block<T>) {
    const std::size_t count = reader.size(sizeof(typename T::value_type));
    if (const char* data = reader.bytes(count * sizeof(typename T::value_type)); data && count > 0) {
      value.resize(count);
      std::memcpy(value.data(), data, count * sizeof(typename T::value_type));
    }
  } else if constexpr (wire_container<T>) {
    const WireReader::Depth depth(reader);
    const std::size_t count = reader.size();
    for (std::size_t i = 0; i < count && !reader.failed(); ++i) {
      if (!reader.take_memory(sizeof(typename wire_element<T>::type))) return;
      typename wire_element<T>::type element{};
      wire_get(element, reader);
      value.insert(value.end(), std::move(element));
    }
  } else if constexpr (std::is_empty_v<T>) {
    reader.raw<char>();
  } else {
    with_fields<anqa::field_count<T>>(value, [&](auto&... field) { (wire_get(field, reader), ...); });
  }
}

}  // namespace anqa::detail
