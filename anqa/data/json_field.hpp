#pragma once

#include <concepts>
#include <map>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#include "anqa/base/reflect.hpp"
#include "anqa/data/detail/embedded.hpp"
#include "anqa/data/field_type.hpp"
#include "anqa/term/term.hpp"

// Fields that hold more than one value, stored as JSON: lists, maps, structs of their own (Ecto's embeds) and
// anything at all (Term).
namespace anqa {

template <class T>
concept EmbeddedType = detail::EmbeddedStruct<T>;

namespace detail {

bool parse_json_text(std::string_view text, Term& out);
std::string json_text(const Term& value);
/// For the database: throws for a text in it that none can store, rather than to store another one.
SqlValue dump_json(const Term& value);

template <class T>
inline constexpr bool is_list = false;
template <class T>
inline constexpr bool is_list<std::vector<T>> = true;
template <class T>
inline constexpr bool is_text_map = false;
template <class T>
inline constexpr bool is_text_map<std::map<std::string, T>> = true;
template <class T>
inline constexpr bool is_text_map<std::unordered_map<std::string, T>> = true;

template <class T>
Term to_json(const T& value) {
  if constexpr (std::same_as<T, Term>) {
    return value;
  } else if constexpr (is_nullable<T>) {
    return value ? to_json(*value) : Term();
  } else if constexpr (std::same_as<T, bool> || std::integral<T> || std::same_as<T, double>) {
    return Term(value);
  } else if constexpr (is_list<T>) {
    std::vector<Term> items;
    for (const auto& item : value) items.push_back(to_json<typename T::value_type>(item));
    return Term::list(std::move(items));
  } else if constexpr (is_text_map<T>) {
    Term map = Term::map();
    for (const auto& [key, item] : value) map.set(key, to_json(item));
    return map;
  } else if constexpr (EmbeddedType<T>) {
    Term map = Term::map();
    for_each_field(value, [&](std::string_view name, const auto& item) { map.set(name, to_json(item)); });
    return map;
  } else {
    return Term(FieldType<T>::text(value));
  }
}

/// False when the value is no T; a struct's field that is not there keeps its default.
template <class T>
bool from_json(const Term& term, T& out) {
  if constexpr (std::same_as<T, Term>) {
    out = term;
    return true;
  } else if constexpr (is_nullable<T>) {
    if (!term.is_nil()) return from_json(term, out.emplace());
    out.reset();
    return true;
  } else if constexpr (is_list<T>) {
    if (!term.is_list()) return false;
    out.clear();
    for (const auto& item : term.items()) {
      typename T::value_type value{};
      if (!from_json(item, value)) return false;
      out.push_back(std::move(value));
    }
    return true;
  } else if constexpr (is_text_map<T>) {
    if (!term.is_map()) return false;
    out.clear();
    for (const auto& [key, item] : term.entries()) {
      const auto name = key.as_binary();
      if (!name || !from_json(item, out[std::string(*name)])) return false;
    }
    return true;
  } else if constexpr (EmbeddedType<T>) {
    if (!term.is_map()) return false;
    bool good = true;
    for_each_field(out, [&](std::string_view name, auto& field) {
      if (const Term* item = term.find(name)) good = from_json(*item, field) && good;
    });
    return good;
  } else if constexpr (std::same_as<T, bool>) {
    const auto value = term.as_bool();
    if (value) out = *value;
    return value.has_value();
  } else if constexpr (std::integral<T>) {
    const auto value = term.as_integer();
    if (value && std::in_range<T>(*value)) {
      out = static_cast<T>(*value);
      return true;
    }
    return false;
  } else if constexpr (std::same_as<T, double>) {
    const auto value = term.as_double();
    if (value) out = *value;
    return value.has_value();
  } else {
    const auto text = term.as_binary();
    return text && FieldType<T>::cast(*text, out);
  }
}

/// From a form, where numbers are texts.
template <class T>
bool cast_json(const Term& term, T& out) {
  if constexpr (is_nullable<T>) {
    if (term.is_nil()) return out.reset(), true;
    return cast_json(term, out.emplace());
  } else if constexpr (is_list<T>) {
    if (!term.is_list()) return false;
    out.clear();
    for (const auto& item : term.items()) {
      typename T::value_type value{};
      if (!cast_json(item, value)) return false;
      out.push_back(std::move(value));
    }
    return true;
  } else if constexpr (is_text_map<T>) {
    if (!term.is_map()) return false;
    out.clear();
    for (const auto& [key, item] : term.entries()) {
      const auto name = key.as_binary();
      if (!name || !cast_json(item, out[std::string(*name)])) return false;
    }
    return true;
  } else if constexpr (Storable<T> && !std::same_as<T, Term> && !EmbeddedType<T>) {
    const auto text = term.as_binary();
    return text ? FieldType<T>::cast(*text, out) : from_json(term, out);
  } else {
    return from_json(term, out);
  }
}

/// What can stand in JSON.
template <class T>
concept JsonStored = std::same_as<T, Term> || is_list<T> || is_text_map<T> || EmbeddedType<T>;

}  // namespace detail

template <detail::JsonStored T>
struct FieldType<T> {
  static constexpr ColumnType column = ColumnType::json;
  using Compared = T;
  /// Text is read as JSON.
  static bool cast(std::string_view text, T& out) {
    Term term;
    return detail::parse_json_text(text, term) && detail::from_json(term, out);
  }
  /// What a form or a JSON body sent: a list, a map.
  static bool cast_term(const Term& term, T& out) { return detail::cast_json(term, out); }
  static std::string text(const T& value) { return detail::json_text(detail::to_json(value)); }
  static SqlValue dump(const T& value) { return detail::dump_json(detail::to_json(value)); }
  static void load(Cursor& row, int index, T& out) {
    Term term;
    if (!detail::parse_json_text(row.text(index), term) || !detail::from_json(term, out)) {
      detail::bad_text(row, index, "not the JSON that the field's type asks for");
    }
  }
};

}  // namespace anqa
