#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "anqa/data/detail/expression.hpp"
#include "anqa/data/schema.hpp"

namespace anqa {

/// What a row of T must fulfil. Combine with `&&`, `||` and `!`. As in SQL, a comparison with NULL is neither
/// true nor false, and only rows for which the whole is true are found.
template <SchemaType T>
class Condition {
 public:
  explicit Condition(detail::Expression nodes) : nodes_(std::move(nodes)) {}

  const detail::Expression& nodes() const { return nodes_; }

  friend Condition operator&&(const Condition& a, const Condition& b) {
    return Condition(detail::join_conditions(detail::Operator::and_, a.nodes_, b.nodes_));
  }
  friend Condition operator||(const Condition& a, const Condition& b) {
    return Condition(detail::join_conditions(detail::Operator::or_, a.nodes_, b.nodes_));
  }
  friend Condition operator!(const Condition& a) {
    return Condition(detail::prefixed(detail::Operator::not_, a.nodes_));
  }

 private:
  detail::Expression nodes_;
};

/// A column of a query, named by the member: `field<&User::age>`, `field<&User::timestamps,
/// &Timestamps::inserted_at>`.
template <auto... Path>
struct Field {
  using Column = detail::ColumnPath<Path...>;
};
template <auto... Path>
inline constexpr Field<Path...> field{};

namespace detail {

template <class T>
inline constexpr bool is_field = false;
template <auto... Path>
inline constexpr bool is_field<Field<Path...>> = true;

/// Whether a column whose values are compared as Compared may be compared with a V.
template <class Compared, class V>
consteval bool comparable() {
  if constexpr (std::same_as<Compared, std::int64_t>) {
    return std::integral<V> && !std::same_as<V, bool> && !std::same_as<V, char>;
  } else if constexpr (std::same_as<Compared, double>) {
    return std::is_arithmetic_v<V> && !std::same_as<V, bool> && !std::same_as<V, char>;
  } else if constexpr (std::same_as<Compared, bool> || std::is_enum_v<Compared>) {
    return std::same_as<V, Compared>;
  } else {
    return std::convertible_to<const V&, Compared>;
  }
}

template <class Path, class V>
SqlValue operand(const V& value) {
  using Stored = unwrapped<typename Path::Value>;
  using Compared = typename FieldType<Stored>::Compared;
  static_assert(
      comparable<Compared, V>(),
      "a column is compared with a value of another type: a column of text takes text, one of integers an "
      "integer, one of numbers a number, bool a bool, an enum the same enum, a time a time");
  if constexpr (!comparable<Compared, V>()) {
    return {};
  } else if constexpr (std::same_as<Compared, std::int64_t>) {
    if constexpr (std::is_unsigned_v<V>) return to_sql_integer(value);
    return static_cast<std::int64_t>(value);
  } else if constexpr (std::same_as<Compared, double>) {
    return dump_number(static_cast<double>(value));
  } else {
    return FieldType<Stored>::dump(static_cast<const Compared&>(value));
  }
}

template <class A, class B>
consteval void require_comparable_columns() {
  static_assert(std::same_as<typename A::Root, typename B::Root>,
                "the two columns belong to different schemas");
  static_assert(std::same_as<typename FieldType<unwrapped<typename A::Value>>::Compared,
                             typename FieldType<unwrapped<typename B::Value>>::Compared>,
                "two columns of different types are compared");
}

template <class Path, class V>
Condition<typename Path::Root> compare_column(Operator op, const V& value) {
  Expression nodes;
  nodes.reserve(3);
  nodes.push_back({op});
  nodes.push_back({.op = Operator::column, .column = Path::name()});
  if constexpr (is_field<V>) {
    require_comparable_columns<Path, typename V::Column>();
    nodes.push_back({.op = Operator::column, .column = V::Column::name()});
  } else {
    nodes.push_back({.op = Operator::value, .value = operand<Path>(value)});
  }
  return Condition<typename Path::Root>(std::move(nodes));
}

template <class Path>
Condition<typename Path::Root> null_check(Operator op) {
  static_assert(is_nullable<typename Path::Value>,
                "a column that is never NULL is compared with nothing: only a std::optional field may be");
  return Condition<typename Path::Root>({{op}, {.op = Operator::column, .column = Path::name()}});
}

/// == and !=, where an empty optional and nullopt mean NULL.
template <class Path, class V>
Condition<typename Path::Root> compare_equal(bool equal, const V& value) {
  if constexpr (std::same_as<V, std::nullopt_t>) {
    return null_check<Path>(equal ? Operator::is_null : Operator::is_not_null);
  } else if constexpr (is_nullable<V>) {
    if (!value) return null_check<Path>(equal ? Operator::is_null : Operator::is_not_null);
    return compare_column<Path>(equal ? Operator::equal : Operator::not_equal, *value);
  } else {
    return compare_column<Path>(equal ? Operator::equal : Operator::not_equal, value);
  }
}

template <class Path, class Values>
Condition<typename Path::Root> in_values(const Values& values) {
  Expression nodes{{Operator::in}, {.op = Operator::column, .column = Path::name()}};
  for (const auto& value : values) {
    nodes.push_back({.op = Operator::value, .value = operand<Path>(value)});
    ++nodes.front().count;
  }
  return Condition<typename Path::Root>(std::move(nodes));
}

template <class Path>
Condition<typename Path::Root> match_pattern(Operator op, std::string_view pattern) {
  static_assert(std::same_as<unwrapped<typename Path::Value>, std::string>,
                "like and ilike take a column of text");
  return compare_column<Path>(op, pattern);
}

}  // namespace detail

template <auto... Path, class V>
auto operator==(Field<Path...>, const V& value) {
  return detail::compare_equal<detail::ColumnPath<Path...>>(true, value);
}
template <auto... Path, class V>
auto operator!=(Field<Path...>, const V& value) {
  return detail::compare_equal<detail::ColumnPath<Path...>>(false, value);
}
template <auto... Path, class V>
auto operator<(Field<Path...>, const V& value) {
  return detail::compare_column<detail::ColumnPath<Path...>>(detail::Operator::less, value);
}
template <auto... Path, class V>
auto operator<=(Field<Path...>, const V& value) {
  return detail::compare_column<detail::ColumnPath<Path...>>(detail::Operator::less_equal, value);
}
template <auto... Path, class V>
auto operator>(Field<Path...>, const V& value) {
  return detail::compare_column<detail::ColumnPath<Path...>>(detail::Operator::greater, value);
}
template <auto... Path, class V>
auto operator>=(Field<Path...>, const V& value) {
  return detail::compare_column<detail::ColumnPath<Path...>>(detail::Operator::greater_equal, value);
}

/// The column is NULL.
template <auto... Path>
auto is_nil(Field<Path...>) {
  return detail::null_check<detail::ColumnPath<Path...>>(detail::Operator::is_null);
}

/// The column is one of the values of a container or of a list in braces. An empty one finds nothing.
template <auto... Path, class Values>
auto in(Field<Path...>, const Values& values) {
  return detail::in_values<detail::ColumnPath<Path...>>(values);
}
template <auto... Path, class V>
auto in(Field<Path...>, std::initializer_list<V> values) {
  return detail::in_values<detail::ColumnPath<Path...>>(values);
}

/// `%` stands for any text, `_` for any character, a backslash takes their meaning away. Upper and lower case
/// differ.
template <auto... Path>
auto like(Field<Path...>, std::string_view pattern) {
  return detail::match_pattern<detail::ColumnPath<Path...>>(detail::Operator::like, pattern);
}
/// The same without regard to the case of the letters A to Z.
template <auto... Path>
auto ilike(Field<Path...>, std::string_view pattern) {
  return detail::match_pattern<detail::ColumnPath<Path...>>(detail::Operator::ilike, pattern);
}

/// A text as a pattern that matches only itself.
std::string like_escape(std::string_view text);

/// The text occurs in the column, without regard to the case of the letters A to Z; what a search box needs.
template <auto... Path>
auto contains(Field<Path...> column, std::string_view text) {
  return ilike(column, "%" + like_escape(text) + "%");
}

}  // namespace anqa
