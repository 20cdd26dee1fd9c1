#pragma once

#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "anqa/base/reflect.hpp"
#include "anqa/term/convert.hpp"

/// A view's assigns as a term, all of them: what the dev loop keeps of views that have no Stash. Only
/// compiled where ANQA_DEV_STATE is defined, as CMake's anqa_dev() does.

namespace anqa {

class Flash;
class UploadConfig;
template <class T>
class AsyncResult;

namespace detail {

/// What a page gets anew each time that it connects.
template <class T>
inline constexpr bool is_made_anew = std::is_same_v<T, Flash> || std::is_same_v<T, UploadConfig>;
template <class T>
inline constexpr bool is_made_anew<AsyncResult<T>> = true;

/// What to_term() and from_term() take. A struct may hold itself, by way of a vector, so there is an end to
/// looking.
template <class T, int Depth = 8>
consteval bool is_storable() {
  if constexpr (Depth == 0) {
    return false;
  } else if constexpr (std::is_same_v<T, Term> || std::is_arithmetic_v<T> || std::is_enum_v<T> ||
                       std::is_same_v<T, std::string>) {
    return true;
  } else if constexpr (is_optional<T> || is_vector<T>) {
    return is_storable<typename T::value_type, Depth - 1>();
  } else if constexpr (TextKeyedMap<T>) {
    return is_storable<typename T::mapped_type, Depth - 1>();
  } else if constexpr (std::is_aggregate_v<T> && std::is_class_v<T> && std::is_default_constructible_v<T>) {
    return []<std::size_t... I>(std::index_sequence<I...>) {
      return (is_storable<anqa::field_type<T, I>, Depth - 1>() && ...);
    }(std::make_index_sequence<anqa::field_count<T>>{});
  } else {
    return false;
  }
}

template <class Assigns>
inline constexpr bool has_whole_state = []<std::size_t... I>(std::index_sequence<I...>) {
  return sizeof...(I) > 0 &&
         ((is_made_anew<anqa::field_type<Assigns, I>> || is_storable<anqa::field_type<Assigns, I>>()) && ...);
}(std::make_index_sequence<anqa::field_count<Assigns>>{});

template <class Assigns>
Term whole_state(const Assigns& assigns) {
  std::vector<Term::Entry> entries;
  for_each_field(assigns, [&entries]<class Field>(std::string_view name, const Field& field) {
    if constexpr (!is_made_anew<Field>) entries.push_back({Term(name), to_term(field)});
  });
  return Term::map(std::move(entries));
}

/// What was kept in another form, by an earlier build, stays as it is.
template <class Assigns>
void restore_whole_state(Assigns& assigns, const Term& kept) {
  for_each_field(assigns, [&kept]<class Field>(std::string_view name, Field& field) {
    if constexpr (!is_made_anew<Field>) {
      if (auto read = from_term<Field>(kept[name])) field = std::move(*read);
    }
  });
}

}  // namespace detail
}  // namespace anqa
