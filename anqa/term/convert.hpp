#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "anqa/base/reflect.hpp"
#include "anqa/base/result.hpp"
#include "anqa/term/term.hpp"

/// Typed structs as terms and back. A struct becomes a map from field names; what may stand in a field: bool,
/// integers, floats, std::string, std::optional (nil when empty), std::vector (a list), maps from
/// std::string, enums (as integers), Term, and structs of these.
namespace anqa {

/// What a struct's field names become.
enum class Keys : std::uint8_t { text, atoms };

namespace detail {

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
concept TextKeyedMap = requires(T map) {
  typename T::key_type;
  typename T::mapped_type;
  requires std::same_as<typename T::key_type, std::string>;
};
template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;
template <class T>
inline constexpr bool unsupported = false;

/// Where in a term a conversion stands, and the first thing that went wrong.
class Conversion {
 public:
  struct Step {
    const Step* up;
    std::string_view field;
    std::size_t index;
  };

  /// Remembers `wanted` and what is there instead, with the path to it.
  void mismatch(const Step* at, std::string_view wanted, const Term& given);
  /// The value of a struct's field under its name as text or as an atom.
  const Term* field(const Term& map, std::string_view name, const Step* at);
  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] Error error() const { return Error{message_}; }

 private:
  bool failed_ = false;
  std::string message_;
};

template <class T>
void read(Conversion& conversion, const Term& term, T& out, const Conversion::Step* at) {
  using Step = Conversion::Step;
  if constexpr (std::same_as<T, Term>) {
    out = term;
  } else if constexpr (std::same_as<T, bool>) {
    const auto value = term.as_bool();
    value ? void(out = *value) : conversion.mismatch(at, "true or false", term);
  } else if constexpr (std::is_enum_v<T>) {
    std::underlying_type_t<T> value{};
    read(conversion, term, value, at);
    out = static_cast<T>(value);
  } else if constexpr (std::integral<T>) {
    const auto value = term.as_integer();
    value&& std::in_range<T>(*value) ? void(out = static_cast<T>(*value))
                                     : conversion.mismatch(at, "an integer in range", term);
  } else if constexpr (std::floating_point<T>) {
    const auto value = term.as_double();
    value ? void(out = static_cast<T>(*value)) : conversion.mismatch(at, "a number", term);
  } else if constexpr (std::same_as<T, std::string>) {
    const auto value = term.as_binary();
    value ? void(out = *value) : conversion.mismatch(at, "text", term);
  } else if constexpr (is_optional<T>) {
    if (term.is_nil()) return out.reset();
    read(conversion, term, out.emplace(), at);
  } else if constexpr (is_vector<T>) {
    if (!term.is_proper_list()) return conversion.mismatch(at, "a list", term);
    out.clear();
    for (std::size_t i = 0; i < term.size(); ++i) {
      const Step step{at, {}, i};
      typename T::value_type item{};
      read(conversion, term.at(i), item, &step);
      out.push_back(std::move(item));
    }
  } else if constexpr (TextKeyedMap<T>) {
    if (!term.is_map()) return conversion.mismatch(at, "a map", term);
    out.clear();
    for (const auto& [key, value] : term.entries()) {
      const auto name = key.is_binary() ? key.as_binary() : key.as_atom();
      if (!name) return conversion.mismatch(at, "a map with text as its keys", term);
      const Step step{at, *name, 0};
      read(conversion, value, out[std::string(*name)], &step);
    }
  } else if constexpr (std::is_aggregate_v<T>) {
    if (!term.is_map()) return conversion.mismatch(at, "a map", term);
    for_each_field(out, [&](std::string_view name, auto& value) {
      const Step step{at, name, 0};
      constexpr bool may_be_absent = is_optional<std::remove_cvref_t<decltype(value)>>;
      const Term* given = conversion.field(term, name, may_be_absent ? nullptr : &step);
      if (given != nullptr) read(conversion, *given, value, &step);
    });
  } else {
    static_assert(unsupported<T>, "from_term: no conversion from Term to this type");
  }
}

Term field_key(std::string_view name, Keys keys);

}  // namespace detail

/// The term of a value. Never fails.
template <class T>
Term to_term(const T& value, Keys keys = Keys::text) {
  if constexpr (std::same_as<T, Term> || std::same_as<T, bool> || std::integral<T> ||
                std::same_as<T, std::string>) {
    return value;
  } else if constexpr (std::floating_point<T>) {
    return static_cast<double>(value);
  } else if constexpr (std::is_enum_v<T>) {
    return static_cast<std::underlying_type_t<T>>(value);
  } else if constexpr (detail::is_optional<T>) {
    return value ? to_term(*value, keys) : Term();
  } else if constexpr (detail::is_vector<T>) {
    std::vector<Term> items;
    items.reserve(value.size());
    for (const auto& item : value) items.push_back(to_term<typename T::value_type>(item, keys));
    return Term::list(std::move(items));
  } else if constexpr (detail::TextKeyedMap<T>) {
    std::vector<Term::Entry> entries;
    for (const auto& [key, item] : value) entries.push_back({key, to_term(item, keys)});
    return Term::map(std::move(entries));
  } else if constexpr (std::is_aggregate_v<T>) {
    std::vector<Term::Entry> entries;
    for_each_field(value, [&](std::string_view name, const auto& field) {
      entries.push_back({detail::field_key(name, keys), to_term(field, keys)});
    });
    return Term::map(std::move(entries));
  } else {
    static_assert(detail::unsupported<T>, "to_term: no conversion from this type to Term");
  }
}

/// A value from a term that anyone may have sent. A struct's fields are found by name, as text or atom;
/// entries without a field are ignored; a field without an entry keeps its default only if it is optional.
/// The error names the path to the first value that does not fit: `items[2].price: a number is wanted, got
/// "x"`.
template <class T>
result<T> from_term(const Term& term) {
  detail::Conversion conversion;
  T value{};
  detail::read(conversion, term, value, nullptr);
  if (conversion.failed()) return std::unexpected(conversion.error());
  return value;
}

}  // namespace anqa
