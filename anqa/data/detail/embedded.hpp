#pragma once

#include <concepts>
#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace anqa {

class Params;

/// The base of a struct that is no table but a part of a row, stored as JSON in one column. A field of this
/// type embeds one, a std::optional of it one or none, a std::vector of it many:
///
///   struct Address : anqa::EmbeddedSchema {
///     std::string street;
///     std::optional<std::string> door;
///   };
///   struct Customer : anqa::Schema<"customers"> { … Address home; std::vector<Address> others; };
struct EmbeddedSchema {
  template <std::same_as<EmbeddedSchema> T>
  friend constexpr bool operator==(const T&, const T&) {
    return true;
  }
};

namespace detail {

template <class T>
concept EmbeddedStruct = std::is_base_of_v<EmbeddedSchema, T> && std::is_aggregate_v<T>;

/// The struct in a field that embeds one, one or none, or many.
template <class T>
struct EmbeddedIn {
  using type = T;
  static constexpr bool many = false;
};
template <class T>
struct EmbeddedIn<std::optional<T>> : EmbeddedIn<T> {};
template <class T>
struct EmbeddedIn<std::vector<T>> {
  using type = T;
  static constexpr bool many = true;
};
template <class T>
inline constexpr bool holds_embedded = EmbeddedStruct<typename EmbeddedIn<T>::type>;

/// What was sent under the name of an embedded field.
struct SentEmbeds {
  bool given = false;
  bool malformed = false;
  bool many = false;
  std::vector<Params> items;

  SentEmbeds();
  SentEmbeds(SentEmbeds&&) noexcept;
  ~SentEmbeds();
};
SentEmbeds sent_embeds(const Params& params, std::string_view name, bool many);

template <class T>
T embedded_at(const T& field, std::size_t) {
  return field;
}
template <class T>
T embedded_at(const std::optional<T>& field, std::size_t) {
  return field.value_or(T{});
}
template <class T>
T embedded_at(const std::vector<T>& field, std::size_t index) {
  return index < field.size() ? field[index] : T{};
}

template <class Field, class T>
void add_embedded(Field& field, const T& value) {
  if constexpr (EmbeddedIn<Field>::many) {
    field.push_back(value);
  } else {
    field = value;
  }
}

}  // namespace detail
}  // namespace anqa
