#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <span>
#include <string_view>
#include <type_traits>

#include "anqa/base/fixed_string.hpp"
#include "anqa/base/reflect.hpp"
#include "anqa/data/field_type.hpp"

namespace anqa {

/// The base of a struct whose fields are the columns of a table:
///
///   struct User : anqa::Schema<"users"> {
///     std::int64_t id = 0;
///     std::string email;
///     std::optional<int> age;
///     anqa::Timestamps timestamps;
///   };
///
/// A column has its field's name. `id` is the primary key, which the database gives; 0 means not stored yet.
template <FixedString Table>
struct Schema {
  static constexpr std::string_view schema_source() { return Table.view(); }

  /// For a struct that defaults its own. Never for a struct by conversion: all rows of a table would be
  /// equal.
  template <std::same_as<Schema> T>
  friend constexpr bool operator==(const T&, const T&) {
    return true;
  }
};

struct Column {
  std::string_view name;
  ColumnType type;
  bool nullable = false;
};

/// A table as a schema sees it. Lives as long as the program.
struct TableInfo {
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  std::string_view name;
  std::span<const Column> columns;
  /// Indices into columns, or none.
  std::size_t id = none;
  std::size_t inserted_at = none;
  std::size_t updated_at = none;
};

namespace detail {

template <class T>
consteval std::size_t columns_of_field() {
  static_assert(
      Storable<T> || std::is_same_v<T, Timestamps>,
      "a field of a schema has a type that no column can hold: use an integer of up to 64 bits with sign, "
      "bool, double, std::string, anqa::UtcTime, an enum class, std::optional of one of these, or "
      "anqa::Timestamps; or specialise anqa::FieldType for the type");
  return std::is_same_v<T, Timestamps> ? 2 : 1;
}

template <class T, std::size_t... I>
consteval auto make_columns(std::index_sequence<I...>) {
  std::array<Column, (columns_of_field<field_type<T, I>>() + ... + 0)> columns{};
  std::size_t at = 0;
  auto add = [&]<class Field>(std::string_view name) {
    if constexpr (std::is_same_v<Field, Timestamps>) {
      columns[at++] = {"inserted_at", ColumnType::utc_time};
      columns[at++] = {"updated_at", ColumnType::utc_time};
    } else {
      columns[at++] = {name, FieldType<Field>::column, is_nullable<Field>};
    }
  };
  (add.template operator()<field_type<T, I>>(field_name<T, I>()), ...);
  return columns;
}

template <class T>
inline constexpr auto columns_of = make_columns<T>(std::make_index_sequence<anqa::field_count<T>>{});

template <class T>
consteval TableInfo make_table() {
  TableInfo table{T::schema_source(), columns_of<T>};
  static_assert(columns_of<T>.size() <= 64, "a schema has at most 64 columns");
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const auto& column = table.columns[i];
    if (column.name == "id") table.id = i;
    if (column.type != ColumnType::utc_time || column.nullable) continue;
    if (column.name == "inserted_at") table.inserted_at = i;
    if (column.name == "updated_at") table.updated_at = i;
  }
  return table;
}

/// The class that a pointer to member points into, and the member's type.
template <class M>
struct MemberPointer;
template <class C, class M>
struct MemberPointer<M C::*> {
  using Class = C;
  using Member = M;
};

}  // namespace detail

/// The columns of T's table.
template <class T>
inline constexpr TableInfo table_of = detail::make_table<T>();

/// A struct derived from Schema<"table">.
template <class T>
concept SchemaType = std::is_aggregate_v<T> && requires { T::schema_source(); };

namespace detail {

template <class T, std::size_t Field, std::size_t... Before>
consteval std::size_t first_column(std::index_sequence<Before...>) {
  return (columns_of_field<field_type<T, Before>>() + ... + 0);
}

/// A path of members from a schema to a column: one member, or a Timestamps member and one of its two.
template <auto... Path>
struct ColumnPath;

template <auto Member>
struct ColumnPath<Member> {
  using Root = typename MemberPointer<decltype(Member)>::Class;
  using Value = typename MemberPointer<decltype(Member)>::Member;
  static_assert(SchemaType<Root>,
                "the member belongs to no schema: derive its struct from anqa::Schema<\"table\">");
  static_assert(Storable<Value>,
                "the field holds no single column: name a part of it, as in "
                "field<&User::timestamps, &Timestamps::inserted_at>");
  static constexpr std::size_t index =
      first_column<Root, field_index<Member>>(std::make_index_sequence<field_index<Member>>{});
  static constexpr std::string_view name() { return table_of<Root>.columns[index].name; }
  static const Value& get(const Root& row) { return row.*Member; }
  static Value& get(Root& row) { return row.*Member; }
};

template <auto Member, UtcTime Timestamps::* Part>
struct ColumnPath<Member, Part> {
  using Root = typename MemberPointer<decltype(Member)>::Class;
  using Value = UtcTime;
  static constexpr std::size_t index =
      first_column<Root, field_index<Member>>(std::make_index_sequence<field_index<Member>>{}) +
      (Part == &Timestamps::updated_at ? 1 : 0);
  static constexpr std::string_view name() { return table_of<Root>.columns[index].name; }
  static const UtcTime& get(const Root& row) { return row.*Member.*Part; }
  static UtcTime& get(Root& row) { return row.*Member.*Part; }
};

/// Calls f(column index, value) for each column of a row, in the order of table_of<T>.columns.
template <class T, class F>
void for_each_column(T& row, F&& f) {
  std::size_t column = 0;
  for_each_field(row, [&](std::string_view, auto& value) {
    if constexpr (std::is_same_v<std::remove_cvref_t<decltype(value)>, Timestamps>) {
      f(column, value.inserted_at);
      f(column + 1, value.updated_at);
      column += 2;
    } else {
      f(column++, value);
    }
  });
}

}  // namespace detail
}  // namespace anqa
