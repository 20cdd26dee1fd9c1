#pragma once

#include <concepts>
#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "anqa/data/field_type.hpp"
#include "anqa/data/validation.hpp"

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
SentEmbeds sent_embeds(const Params& params, std::string_view name, bool many,
                       const NestedOptions& options = {});

template <class T>
concept HasId = requires(T& row) { row.id; };

/// Whether `params` name this id; as the text that a form or JSON shows of it.
bool is_id_of(const Params& params, std::string_view id);

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

/// The struct that is there already for what was sent, or a new one.
template <class Field>
auto embedded_for(const Field& field, std::size_t index, const Params& params) {
  using T = typename EmbeddedIn<Field>::type;
  if constexpr (EmbeddedIn<Field>::many && HasId<T>) {
    for (const T& one : field) {
      if (is_id_of(params, FieldType<decltype(one.id)>::text(one.id))) return one;
    }
    return T{};
  } else {
    return embedded_at(field, index);
  }
}

template <class Field, class T>
void add_embedded(Field& field, T value) {
  if constexpr (EmbeddedIn<Field>::many) {
    field.push_back(std::move(value));
  } else {
    field = std::move(value);
  }
}

}  // namespace detail
}  // namespace anqa
