#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

#include "anqa/base/fixed_string.hpp"
#include "anqa/data/detail/expression.hpp"
#include "anqa/data/schema.hpp"

// What stands in a query: columns, and what is made of them. Each knows the type of its value and the tables
// that it reads, so that a comparison of two types or a column of a table that was not joined does not
// compile.
namespace anqa {

/// The tables that an expression reads.
template <class... S>
struct Sources {};

/// A table under a name of its own, for a query that reads it twice:
///
///   inline constexpr anqa::Binding<Employee, "manager"> manager;
///   from<Employee>().join(manager, manager.field<&Employee::id> == field<&Employee::manager_id>)
template <class T, FixedString Name, auto... Path>
struct BoundField {
  using Column = detail::ColumnPath<Path...>;
};
template <class T, FixedString Name>
struct Binding {
  using Row = T;
  static constexpr std::string_view name() { return Name.view(); }
  template <auto... Path>
  static constexpr BoundField<T, Name, Path...> field{};
};

/// A column of a query, named by the member: `field<&User::age>`, `field<&User::timestamps,
/// &Timestamps::inserted_at>`.
template <auto... Path>
struct Field {
  using Column = detail::ColumnPath<Path...>;
};
template <auto... Path>
inline constexpr Field<Path...> field{};

/// A value computed by the database. `Total`: never NULL, even where a left join found nothing.
template <class V, class From, bool Total = false>
struct Expr {
  detail::Expression nodes;
};

template <class... S>
class Condition;

namespace detail {

template <class S>
struct SourceTraits {
  using Row = S;
  static constexpr std::string_view alias{};
};
template <class T, FixedString Name>
struct SourceTraits<Binding<T, Name>> {
  using Row = T;
  static constexpr std::string_view alias = Name.view();
};
template <class S>
using row_of = typename SourceTraits<S>::Row;
template <class S>
inline constexpr SourceKey source_key{&table_of<row_of<S>>, SourceTraits<S>::alias};

// --- lists of sources

template <class S, class... Known>
inline constexpr bool is_one_of = (std::is_same_v<S, Known> || ...);

template <class A, class B>
struct MergeSources;
template <class... A>
struct MergeSources<Sources<A...>, Sources<>> {
  using type = Sources<A...>;
};
template <class... A, class B, class... Rest>
struct MergeSources<Sources<A...>, Sources<B, Rest...>> {
  using type = typename MergeSources<std::conditional_t<is_one_of<B, A...>, Sources<A...>, Sources<A..., B>>,
                                     Sources<Rest...>>::type;
};
template <class A, class B>
using merged = typename MergeSources<A, B>::type;

// --- what is an expression

template <class T>
struct Operand;

template <auto... Path>
struct Operand<Field<Path...>> {
  using Column = ColumnPath<Path...>;
  static_assert(Column::stored,
                "the field is virtual: it is not in the database, so a query cannot ask for it");
  using Value = typename Column::Value;
  using From = Sources<typename Column::Root>;
  static constexpr bool total = false;
  static void append(Expression& to, Field<Path...>) {
    to.push_back(
        {.op = Operator::column, .text = Column::column(), .source = &source_key<typename Column::Root>});
  }
};

template <class T, FixedString Name, auto... Path>
struct Operand<BoundField<T, Name, Path...>> {
  using Column = ColumnPath<Path...>;
  static_assert(std::is_same_v<T, typename Column::Root>, "the member is not one of the binding's table");
  using Value = typename Column::Value;
  using From = Sources<Binding<T, Name>>;
  static constexpr bool total = false;
  static void append(Expression& to, BoundField<T, Name, Path...>) {
    to.push_back({.op = Operator::column, .text = Column::column(), .source = &source_key<Binding<T, Name>>});
  }
};

template <class V, class S, bool Total>
struct Operand<Expr<V, S, Total>> {
  using Value = V;
  using From = S;
  static constexpr bool total = Total;
  static void append(Expression& to, const Expr<V, S, Total>& expression) {
    to.insert(to.end(), expression.nodes.begin(), expression.nodes.end());
  }
};

template <class... S>
struct Operand<Condition<S...>> {
  using Value = bool;
  using From = Sources<S...>;
  static constexpr bool total = false;
  static void append(Expression& to, const Condition<S...>& condition) {
    to.insert(to.end(), condition.nodes().begin(), condition.nodes().end());
  }
};

}  // namespace detail

/// A column, or anything computed from columns.
template <class T>
concept SqlExpression = requires { typename detail::Operand<std::remove_cvref_t<T>>::Value; };

namespace detail {

template <SqlExpression T>
using value_of = typename Operand<std::remove_cvref_t<T>>::Value;
template <SqlExpression T>
using sources_of = typename Operand<std::remove_cvref_t<T>>::From;

template <class T>
void append_operand(Expression& to, const T& expression) {
  Operand<T>::append(to, expression);
}

template <class T>
Expression nodes_of(const T& expression) {
  Expression nodes;
  append_operand(nodes, expression);
  return nodes;
}

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

/// A value for a place where the database expects a Stored.
template <class Stored, class V>
SqlValue operand_value(const V& value) {
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

/// The other side of a comparison or of an operator: an expression, or a value of its type.
template <class L, class R>
void append_other(Expression& to, const R& other) {
  using Stored = unwrapped<value_of<L>>;
  if constexpr (SqlExpression<R>) {
    static_assert(std::same_as<typename FieldType<Stored>::Compared,
                               typename FieldType<unwrapped<value_of<R>>>::Compared>,
                  "two columns of different types are compared");
    append_operand(to, other);
  } else {
    to.push_back({.op = Operator::value, .value = operand_value<Stored>(other)});
  }
}

template <class R>
struct OtherSources {
  using type = Sources<>;
};
template <SqlExpression R>
struct OtherSources<R> {
  using type = sources_of<R>;
};
template <class L, class R>
using sources_of_both = merged<sources_of<L>, typename OtherSources<R>::type>;

}  // namespace detail
}  // namespace anqa
