#pragma once

#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "anqa/data/detail/enum_name.hpp"
#include "anqa/data/sql_value.hpp"
#include "anqa/data/timestamps.hpp"

namespace anqa {

/// What a column holds, whatever the database calls it.
enum class ColumnType {
  integer,
  number,
  boolean,
  string,
  utc_time,
  date,
  time,
  naive_time,
  decimal,
  uuid,
  json,
  bytes
};

/// How a C++ type is stored, read back and taken from what a user typed. Specialise it for a type of your
/// own:
///
///   static constexpr ColumnType column;               what the column holds
///   using Compared = …;                               what a query may compare it with
///   static bool cast(std::string_view, T&);           from a form; false when the text is no T
///   static std::string text(const T&);                for a form; cast() reads it back
///   static SqlValue dump(const T&);                   to the database
///   static void load(Cursor&, int column, T&);        from the database; throws DatabaseError if it does not
///   fit
///   static T autogenerate();                          for FieldOptions::autogenerate; only where there is
///   one
template <class T>
struct FieldType;

/// A type that a field of a schema may have.
template <class T>
concept Storable = requires { FieldType<T>::column; };

namespace detail {

bool cast_integer(std::string_view text, std::int64_t low, std::int64_t high, std::int64_t& out);
std::int64_t load_integer(Cursor& row, int column, std::int64_t low, std::int64_t high);
bool cast_number(std::string_view text, double& out);
std::string number_text(double value);
SqlValue dump_number(double value);
bool cast_boolean(std::string_view text, bool& out);
/// True for valid UTF-8 without zero bytes, which is what every database can store.
bool storable_text(std::string_view text);
SqlValue dump_text(std::string_view text);
[[noreturn]] void bad_text(Cursor& row, int column, const char* expected);
[[noreturn]] void bad_enumerator(Cursor& row, int column);
[[noreturn]] void bad_enumerator(std::int64_t value);

template <class T>
inline constexpr bool is_nullable = false;
template <class T>
inline constexpr bool is_nullable<std::optional<T>> = true;

template <class T>
struct Unwrap {
  using type = T;
};
template <class T>
struct Unwrap<std::optional<T>> {
  using type = T;
};
/// T for T and for std::optional<T>.
template <class T>
using unwrapped = typename Unwrap<T>::type;

}  // namespace detail

/// Integers of up to 64 bits with sign, or 32 without: a database has no larger ones.
template <std::integral T>
  requires(!std::same_as<T, bool> && !std::same_as<T, char> && (sizeof(T) < 8 || std::is_signed_v<T>))
struct FieldType<T> {
  static constexpr ColumnType column = ColumnType::integer;
  using Compared = std::int64_t;
  static constexpr std::int64_t low = std::numeric_limits<T>::min();
  static constexpr std::int64_t high = std::numeric_limits<T>::max();

  static bool cast(std::string_view text, T& out) {
    std::int64_t wide = 0;
    if (!detail::cast_integer(text, low, high, wide)) return false;
    out = static_cast<T>(wide);
    return true;
  }
  static std::string text(T value) { return std::to_string(value); }
  static SqlValue dump(T value) { return static_cast<std::int64_t>(value); }
  static void load(Cursor& row, int column_index, T& out) {
    out = static_cast<T>(detail::load_integer(row, column_index, low, high));
  }
};

template <>
struct FieldType<bool> {
  static constexpr ColumnType column = ColumnType::boolean;
  using Compared = bool;
  static bool cast(std::string_view text, bool& out) { return detail::cast_boolean(text, out); }
  static std::string text(bool value) { return value ? "true" : "false"; }
  static SqlValue dump(bool value) { return value; }
  static void load(Cursor& row, int index, bool& out) { out = row.boolean(index); }
};

/// Finite numbers only: no database stores NaN as such.
template <>
struct FieldType<double> {
  static constexpr ColumnType column = ColumnType::number;
  using Compared = double;
  static bool cast(std::string_view text, double& out) { return detail::cast_number(text, out); }
  static std::string text(double value) { return detail::number_text(value); }
  static SqlValue dump(double value) { return detail::dump_number(value); }
  static void load(Cursor& row, int index, double& out) { out = row.number(index); }
};

/// UTF-8 without zero bytes.
template <>
struct FieldType<std::string> {
  static constexpr ColumnType column = ColumnType::string;
  using Compared = std::string_view;
  static bool cast(std::string_view text, std::string& out) {
    if (!detail::storable_text(text)) return false;
    out.assign(text);
    return true;
  }
  static std::string text(const std::string& value) { return value; }
  static SqlValue dump(std::string_view value) { return detail::dump_text(value); }
  static void load(Cursor& row, int index, std::string& out) { out.assign(row.text(index)); }
};

template <>
struct FieldType<UtcTime> {
  static constexpr ColumnType column = ColumnType::utc_time;
  using Compared = UtcTime;
  static bool cast(std::string_view text, UtcTime& out) {
    const auto time = parse_iso8601(text);
    if (time) out = *time;
    return time.has_value();
  }
  static std::string text(UtcTime value) { return to_iso8601(value); }
  static SqlValue dump(UtcTime value) { return value; }
  static UtcTime autogenerate() { return utc_now(); }
  static void load(Cursor& row, int index, UtcTime& out) { out = row.time(index); }
};

template <>
struct FieldType<Bytes> {
  static constexpr ColumnType column = ColumnType::bytes;
  using Compared = Bytes;
  /// The bytes as they were sent.
  static bool cast(std::string_view text, Bytes& out) {
    out.data.assign(text);
    return true;
  }
  static std::string text(const Bytes& value) { return value.data; }
  static SqlValue dump(const Bytes& value) { return value; }
  static void load(Cursor& row, int index, Bytes& out) { out.data.assign(row.bytes(index)); }
};

/// An enumeration whose enumerators have values from 0 to 63 is stored by name, so that its values may be
/// reordered.
template <class E>
  requires std::is_scoped_enum_v<E>
struct FieldType<E> {
  static constexpr ColumnType column = ColumnType::string;
  using Compared = E;
  static bool cast(std::string_view text, E& out) {
    const auto value = detail::enum_value<E>(text);
    if (value) out = *value;
    return value.has_value();
  }
  static std::string text(E value) { return std::string(detail::enum_name(value)); }
  static SqlValue dump(E value) {
    const auto name = detail::enum_name(value);
    if (name.empty()) detail::bad_enumerator(static_cast<std::int64_t>(value));
    return std::string(name);
  }
  static void load(Cursor& row, int index, E& out) {
    if (!cast(row.text(index), out)) detail::bad_enumerator(row, index);
  }
};

/// A column that may be NULL.
template <Storable T>
struct FieldType<std::optional<T>> {
  static constexpr ColumnType column = FieldType<T>::column;
  using Compared = typename FieldType<T>::Compared;
  static bool cast(std::string_view text, std::optional<T>& out) {
    T value{};
    if (!FieldType<T>::cast(text, value)) return false;
    out = std::move(value);
    return true;
  }
  static std::string text(const std::optional<T>& value) {
    return value ? FieldType<T>::text(*value) : std::string();
  }
  static SqlValue dump(const std::optional<T>& value) {
    return value ? FieldType<T>::dump(*value) : SqlValue();
  }
  static void load(Cursor& row, int index, std::optional<T>& out) {
    if (row.is_null(index)) return out.reset();
    FieldType<T>::load(row, index, out.emplace());
  }
};

}  // namespace anqa
