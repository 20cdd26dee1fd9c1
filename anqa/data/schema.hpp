#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

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
///
/// `Prefix` is the schema of PostgreSQL, or the attached database of SQLite, that has the table; empty for
/// the standard one. What is to be said of single fields is in a static member, see FieldOptions.
template <FixedString Table, FixedString Prefix = "">
struct Schema {
  static constexpr std::string_view schema_source() { return Table.view(); }
  static constexpr std::string_view schema_prefix() { return Prefix.view(); }

  /// For a struct that defaults its own. Never for a struct by conversion: all rows of a table would be
  /// equal.
  template <std::same_as<Schema> T>
  friend constexpr bool operator==(const T&, const T&) {
    return true;
  }
};

/// A field that is no column: it is cast and validated like any other and never stored, as a password before
/// it is hashed. `user.password.value`.
template <class T>
struct Virtual {
  using NoColumn = T;

  T value{};

  friend bool operator==(const Virtual&, const Virtual&) = default;
};

/// When a column is written.
enum class Writable : std::uint8_t {
  always,
  /// By an insert only; an update leaves the column alone.
  insert,
  /// Never: the database computes it. reload() shows it.
  never,
};

/// What a schema says about one of its fields, in a static member of the struct:
///
///   static constexpr anqa::FieldOptions field_options[] = {{.field = "email", .source = "e_mail"},
///                                                          {.field = "token", .autogenerate = true},
///                                                          {.field = "password_hash", .redact = true}};
struct FieldOptions {
  std::string_view field;
  /// The column's name, where it is not the field's.
  std::string_view source = {};
  /// inspect() does not show the value.
  bool redact = false;
  /// An insert gives the field a value when it has its type's default: FieldType<T>::autogenerate(), which
  /// there is for Uuid and UtcTime.
  bool autogenerate = false;
  Writable writable = Writable::always;
};

/// A column, or a virtual field.
struct Column {
  std::string_view name;
  ColumnType type;
  bool nullable = false;
  /// The name of the struct's member.
  std::string_view field = {};
  bool redact = false;
  bool autogenerate = false;
  Writable writable = Writable::always;
};

/// A table as a schema sees it. Lives as long as the program.
struct TableInfo {
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  std::string_view name;
  std::span<const Column> columns;
  /// Fields that are no columns; a changeset numbers them after the columns.
  std::span<const Column> virtual_fields;
  /// Indices into columns, or none.
  std::size_t id = none;
  std::size_t inserted_at = none;
  std::size_t updated_at = none;
  std::string_view prefix = {};
};

namespace detail {

/// A field that stands for no column: a virtual one, or an association.
template <class T>
concept NoColumn = requires { typename T::NoColumn; };
template <class T>
inline constexpr bool is_virtual = false;
template <class T>
inline constexpr bool is_virtual<Virtual<T>> = true;

template <class T>
consteval std::size_t columns_of_field() {
  static_assert(
      Storable<T> || NoColumn<T> || std::is_same_v<T, Timestamps>,
      "a field of a schema has a type that no column can hold: use an integer of up to 64 bits with sign, "
      "bool, double, std::string, anqa::UtcTime, an enum class, std::optional of one of these, or "
      "anqa::Timestamps; include anqa/data/dates.hpp, decimal.hpp, uuid.hpp or json_field.hpp for a type of "
      "theirs; or specialise anqa::FieldType for the type");
  if constexpr (NoColumn<T>) return 0;
  return std::is_same_v<T, Timestamps> ? 2 : 1;
}

template <class T>
consteval FieldOptions options_of_field(std::string_view name) {
  if constexpr (requires { T::field_options; }) {
    for (const auto& options : T::field_options) {
      if (options.field == name) return options;
    }
  }
  return {.field = name};
}

/// Whether all field_options of T are about fields that it has.
template <class T>
consteval bool good_field_options() {
  if constexpr (requires { T::field_options; }) {
    for (const auto& options : T::field_options) {
      bool found = options.field == "inserted_at" || options.field == "updated_at";
      for (const auto name : field_names<T>) found = found || name == options.field;
      if (!found) return false;
    }
  }
  return true;
}

template <class Field>
consteval Column make_column(const FieldOptions& options) {
  Column column{.name = options.source.empty() ? options.field : options.source,
                .type = FieldType<Field>::column,
                .nullable = is_nullable<Field>,
                .field = options.field,
                .redact = options.redact,
                .writable = options.writable};
  if constexpr (requires { FieldType<unwrapped<Field>>::autogenerate(); })
    column.autogenerate = options.autogenerate;
  return column;
}

template <class T, std::size_t... I>
consteval auto make_columns(std::index_sequence<I...>) {
  static_assert(good_field_options<T>(), "field_options names a field that the schema does not have");
  std::array<Column, (columns_of_field<field_type<T, I>>() + ... + 0)> columns{};
  std::size_t at = 0;
  auto add = [&]<class Field>(std::string_view name) {
    if constexpr (std::is_same_v<Field, Timestamps>) {
      columns[at++] = make_column<UtcTime>(options_of_field<T>("inserted_at"));
      columns[at++] = make_column<UtcTime>(options_of_field<T>("updated_at"));
    } else if constexpr (!NoColumn<Field>) {
      columns[at++] = make_column<Field>(options_of_field<T>(name));
    }
  };
  (add.template operator()<field_type<T, I>>(field_name<T, I>()), ...);
  return columns;
}

template <class T, std::size_t... I>
consteval auto make_virtual_fields(std::index_sequence<I...>) {
  std::array<Column, (std::size_t{is_virtual<field_type<T, I>>} + ... + 0)> fields{};
  std::size_t at = 0;
  auto add = [&]<class Field>(std::string_view name) {
    if constexpr (is_virtual<Field>) {
      fields[at++] = {.name = name,
                      .type = ColumnType::string,
                      .field = name,
                      .redact = options_of_field<T>(name).redact};
    }
  };
  (add.template operator()<field_type<T, I>>(field_name<T, I>()), ...);
  return fields;
}

template <class T>
inline constexpr auto columns_of = make_columns<T>(std::make_index_sequence<anqa::field_count<T>>{});
template <class T>
inline constexpr auto virtual_fields_of =
    make_virtual_fields<T>(std::make_index_sequence<anqa::field_count<T>>{});

/// A struct that is no schema has columns too, when a query selects into it; it has no table.
template <class T>
consteval std::string_view table_name() {
  if constexpr (requires { T::schema_source(); }) {
    return T::schema_source();
  } else {
    return {};
  }
}

template <class T>
consteval TableInfo make_table() {
  TableInfo table{table_name<T>(), columns_of<T>, virtual_fields_of<T>};
  if constexpr (requires { T::schema_prefix(); }) table.prefix = T::schema_prefix();
  static_assert(columns_of<T>.size() + virtual_fields_of<T>.size() <= 64, "a schema has at most 64 columns");
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const auto& column = table.columns[i];
    if (column.field == "id") table.id = i;
    if (column.type != ColumnType::utc_time || column.nullable) continue;
    if (column.field == "inserted_at") table.inserted_at = i;
    if (column.field == "updated_at") table.updated_at = i;
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

template <class T, std::size_t... Before>
consteval std::size_t first_virtual_field(std::index_sequence<Before...>) {
  return columns_of<T>.size() + (std::size_t{is_virtual<field_type<T, Before>>} + ... + 0);
}

template <class T>
struct ColumnValue {
  using type = T;
};
template <class T>
struct ColumnValue<Virtual<T>> {
  using type = T;
};

/// A path of members from a struct to a column: one member, or a Timestamps member and one of its two.
template <auto... Path>
struct ColumnPath;

template <auto Member>
struct ColumnPath<Member> {
  using Root = typename MemberPointer<decltype(Member)>::Class;
  using Field = typename MemberPointer<decltype(Member)>::Member;
  using Value = typename ColumnValue<Field>::type;
  static constexpr bool stored = !is_virtual<Field>;
  static_assert(Storable<Value>,
                "the field holds no single column: name a part of it, as in "
                "field<&User::timestamps, &Timestamps::inserted_at>");
  static constexpr std::size_t index =
      stored ? first_column<Root, field_index<Member>>(std::make_index_sequence<field_index<Member>>{})
             : first_virtual_field<Root>(std::make_index_sequence<field_index<Member>>{});
  static constexpr std::string_view name() { return member_name<Member>(); }
  /// The column's name; a virtual field has none.
  static constexpr std::string_view column() { return table_of<Root>.columns[index].name; }
  static const Value& get(const Root& row) {
    if constexpr (stored) {
      return row.*Member;
    } else {
      return (row.*Member).value;
    }
  }
  static Value& get(Root& row) { return const_cast<Value&>(get(std::as_const(row))); }
};

template <auto Member, UtcTime Timestamps::* Part>
struct ColumnPath<Member, Part> {
  using Root = typename MemberPointer<decltype(Member)>::Class;
  using Value = UtcTime;
  static constexpr bool stored = true;
  static constexpr std::size_t index =
      first_column<Root, field_index<Member>>(std::make_index_sequence<field_index<Member>>{}) +
      (Part == &Timestamps::updated_at ? 1 : 0);
  static constexpr std::string_view name() { return table_of<Root>.columns[index].field; }
  static constexpr std::string_view column() { return table_of<Root>.columns[index].name; }
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
    } else if constexpr (!NoColumn<std::remove_cvref_t<decltype(value)>>) {
      f(column++, value);
    }
  });
}

}  // namespace detail
}  // namespace anqa
