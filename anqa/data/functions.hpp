#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "anqa/data/query.hpp"

// What the database computes for a query: aggregates, arithmetic, windows, subqueries, and SQL by hand.
namespace anqa {
namespace detail {

template <class... T>
struct MergeAll {
  using type = Sources<>;
};
template <class First, class... Rest>
struct MergeAll<First, Rest...> {
  using type = merged<First, typename MergeAll<Rest...>::type>;
};

template <class T>
struct ArgumentSources {
  using type = Sources<>;
};
template <SqlExpression T>
struct ArgumentSources<T> {
  using type = sources_of<T>;
};
template <class... T>
using sources_of_all = typename MergeAll<typename ArgumentSources<T>::type...>::type;

template <class V, bool Total = false, class... Args>
auto call(std::string_view name, const Args&... args) {
  Expr<V, sources_of_all<Args...>, Total> expression{
      {{.op = Operator::call, .count = sizeof...(Args), .text = name}}};
  (append_operand(expression.nodes, args), ...);
  return expression;
}

template <class V>
inline constexpr bool is_number = std::is_arithmetic_v<unwrapped<V>> && !std::is_same_v<unwrapped<V>, bool>;

template <class V>
using sum_of = std::conditional_t<std::is_integral_v<V>, std::int64_t, double>;

/// A name of the database in a fragment, see identifier().
struct Identifier {
  std::string name;
};
/// Several values in a fragment, see splice().
struct Splice {
  std::vector<SqlValue> values;
};

/// A part of a fragment: a column, or a value of its own type, which is bound.
template <class T>
void append_argument(Expression& to, const T& argument) {
  if constexpr (SqlExpression<T>) {
    append_operand(to, argument);
  } else if constexpr (std::is_same_v<T, Identifier>) {
    to.push_back({.op = Operator::identifier, .value = argument.name});
  } else if constexpr (std::is_same_v<T, Splice>) {
    to.push_back({.op = Operator::list, .count = static_cast<std::uint32_t>(argument.values.size())});
    for (const auto& value : argument.values) to.push_back({.op = Operator::value, .value = value});
  } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
    to.push_back({.op = Operator::value, .value = FieldType<std::string>::dump(argument)});
  } else {
    to.push_back({.op = Operator::value, .value = FieldType<T>::dump(argument)});
  }
}

/// Throws std::invalid_argument unless a fragment has as many places as arguments.
void require_places(std::size_t places, std::size_t arguments, std::string_view text);

template <class L, class R>
auto arithmetic(Operator op, const L& left, const R& right) {
  static_assert(is_number<value_of<L>>, "arithmetic takes columns of numbers");
  Expr<value_of<L>, sources_of_both<L, R>> expression{{{op}}};
  append_operand(expression.nodes, left);
  append_other<L>(expression.nodes, right);
  return expression;
}

}  // namespace detail

// --- aggregates

/// The number of rows.
inline Expr<std::int64_t, Sources<>, true> count() {
  return {{{.op = detail::Operator::call, .count = 1, .text = "count"}, {detail::Operator::star}}};
}
/// The number of rows where it is not NULL.
template <SqlExpression T>
auto count(const T& of) {
  return detail::call<std::int64_t, true>("count", of);
}
template <SqlExpression T>
auto count_distinct(const T& of) {
  auto expression = count(of);
  expression.nodes.front().op = detail::Operator::call_distinct;
  return expression;
}
/// Nothing when there are no values, as for avg, min and max.
template <SqlExpression T>
auto sum(const T& of) {
  using Value = detail::unwrapped<detail::value_of<T>>;
  static_assert(detail::is_number<Value>, "sum takes a column of numbers");
  return detail::call<std::optional<detail::sum_of<Value>>>("sum", of);
}
template <SqlExpression T>
auto avg(const T& of) {
  static_assert(detail::is_number<detail::value_of<T>>, "avg takes a column of numbers");
  return detail::call<std::optional<double>>("avg", of);
}
template <SqlExpression T>
auto min(const T& of) {
  return detail::call<std::optional<detail::unwrapped<detail::value_of<T>>>>("min", of);
}
template <SqlExpression T>
auto max(const T& of) {
  return detail::call<std::optional<detail::unwrapped<detail::value_of<T>>>>("max", of);
}

/// An aggregate of the rows for which a condition is true.
template <class V, class From, bool Total, class... S>
auto filter(const Expr<V, From, Total>& aggregate, const Condition<S...>& condition) {
  Expr<V, detail::merged<From, Sources<S...>>, Total> expression{{{detail::Operator::filter}}};
  detail::append_operand(expression.nodes, aggregate);
  detail::append_operand(expression.nodes, condition);
  return expression;
}

// --- values

/// The first that is not NULL; `otherwise` is a value, so the result is never NULL.
template <SqlExpression T, class V>
auto coalesce(const T& of, const V& otherwise) {
  using Value = detail::unwrapped<detail::value_of<T>>;
  Expr<Value, detail::sources_of<T>, true> expression{
      {{.op = detail::Operator::call, .count = 2, .text = "coalesce"}}};
  detail::append_operand(expression.nodes, of);
  expression.nodes.push_back(
      {.op = detail::Operator::value, .value = detail::operand_value<Value>(otherwise)});
  return expression;
}

template <SqlExpression L, class R>
auto operator+(const L& left, const R& right) {
  return detail::arithmetic(detail::Operator::add, left, right);
}
template <SqlExpression L, class R>
auto operator-(const L& left, const R& right) {
  return detail::arithmetic(detail::Operator::subtract, left, right);
}
template <SqlExpression L, class R>
auto operator*(const L& left, const R& right) {
  return detail::arithmetic(detail::Operator::multiply, left, right);
}
/// Of two integers: without the rest.
template <SqlExpression L, class R>
auto operator/(const L& left, const R& right) {
  return detail::arithmetic(detail::Operator::divide, left, right);
}

/// The text of SQL in a fragment: a literal of the program, which no value can become part of.
struct SqlText {
  std::string_view text;
  std::uint32_t places = 0;

  template <std::size_t N>
  consteval SqlText(const char (&literal)[N]) : text(literal, N - 1) {  // NOLINT(google-explicit-constructor)
    for (const char c : text) places += c == '?';
  }
};

/// SQL by hand, that gives a V: `fragment<std::string>("lower(?)", field<&User::email>)`. Each ? stands for
/// an argument, in their order: an expression, or a value that is bound. The text is a literal.
template <class V, class... Args>
auto fragment(SqlText sql, const Args&... args) {
  detail::require_places(sql.places, sizeof...(Args), sql.text);
  Expr<V, detail::sources_of_all<Args...>> expression{
      {{.op = detail::Operator::fragment, .count = sizeof...(Args), .text = sql.text}}};
  (detail::append_argument(expression.nodes, args), ...);
  return expression;
}
/// A name of a column, table or function that is known at run time only, for a place of a fragment. It is
/// quoted, so that it is one name whatever it holds; that there is such a thing is checked by the database.
inline detail::Identifier identifier(std::string name) { return {std::move(name)}; }

/// Values for one place of a fragment, bound one by one with commas between: `fragment_condition("? IN (?)",
/// field<&User::id>, splice(ids))`. Without values it is NULL.
template <class Values>
detail::Splice splice(const Values& values) {
  detail::Splice all;
  for (const auto& value : values) {
    all.values.push_back(FieldType<std::remove_cvref_t<decltype(value)>>::dump(value));
  }
  return all;
}

/// A fragment that is a condition.
template <class... Args>
auto fragment_condition(SqlText sql, const Args&... args) {
  auto expression = fragment<bool>(sql, args...);
  return detail::condition_on<detail::sources_of_all<Args...>>(std::move(expression.nodes));
}

// --- windows

/// What a window function looks at, see over(): made by window() and partition_by().
template <class From>
struct TypedWindow {
  detail::Window window;

  template <class F>
  auto order_by(const Order<F>& order) && {
    TypedWindow<detail::merged<From, F>> next{std::move(window)};
    next.window.order.push_back(order.term);
    return next;
  }
  template <SqlExpression T>
  auto order_by(const T& by) && {
    return std::move(*this).order_by(asc(by));
  }
  /// As SQL has it, "ROWS UNBOUNDED PRECEDING"; a literal.
  TypedWindow frame(SqlText words) && {
    window.frame = words.text;
    return std::move(*this);
  }
};

/// All rows.
inline TypedWindow<Sources<>> window() { return {}; }
/// The rows with the same values of these.
template <SqlExpression... T>
auto partition_by(const T&... by) {
  TypedWindow<detail::sources_of_all<T...>> window;
  (window.window.partition.push_back(detail::nodes_of(by)), ...);
  return window;
}

inline Expr<std::int64_t, Sources<>, true> row_number() {
  return {{{.op = detail::Operator::call, .text = "row_number"}}};
}
inline Expr<std::int64_t, Sources<>, true> rank() {
  return {{{.op = detail::Operator::call, .text = "rank"}}};
}
inline Expr<std::int64_t, Sources<>, true> dense_rank() {
  return {{{.op = detail::Operator::call, .text = "dense_rank"}}};
}
/// The value in the row before, or after; nothing in the first, or last.
template <SqlExpression T>
auto lag(const T& of) {
  return detail::call<std::optional<detail::unwrapped<detail::value_of<T>>>>("lag", of);
}
template <SqlExpression T>
auto lead(const T& of) {
  return detail::call<std::optional<detail::unwrapped<detail::value_of<T>>>>("lead", of);
}

/// An aggregate or a window function over a window: `over(row_number(), partition_by(field<&Order::user_id>)
/// .order_by(desc(field<&Order::total>)))`.
template <class V, class From, bool Total, class On>
auto over(const Expr<V, From, Total>& function, TypedWindow<On> window) {
  Expr<V, detail::merged<From, On>, Total> expression{
      {{.op = detail::Operator::over,
        .nested = std::make_shared<const detail::Window>(std::move(window.window))}}};
  detail::append_operand(expression.nodes, function);
  return expression;
}

// --- subqueries

/// A column of the query around a subquery. That it is there is checked when the query runs.
template <SqlExpression T>
auto outer(const T& of) {
  return Expr<detail::value_of<T>, Sources<>>{detail::nodes_of(of)};
}

/// The query finds a row.
template <class... Q>
Condition<> exists(const Query<Q...>& query) {
  return Condition<>(
      {{.op = detail::Operator::exists, .nested = std::make_shared<const detail::QueryData>(query.data())}});
}

/// It is one of the values that the query selects.
template <SqlExpression L, class R, class V, class... J>
auto in(const L& left, const Query<R, V, J...>& query) {
  static_assert(Storable<V>, "in: the query selects one column");
  static_assert(std::is_same_v<typename FieldType<detail::unwrapped<detail::value_of<L>>>::Compared,
                               typename FieldType<detail::unwrapped<V>>::Compared>,
                "two columns of different types are compared");
  detail::Expression nodes{
      {.op = detail::Operator::in_query, .nested = std::make_shared<const detail::QueryData>(query.data())}};
  detail::append_operand(nodes, left);
  return detail::condition_on<detail::sources_of<L>>(std::move(nodes));
}

/// One of the values that a query selects, or each of them, on the right of a comparison: `field<&User::age>
/// > all(ages)`. In PostgreSQL only.
template <class R, class V, class... J>
auto any(const Query<R, V, J...>& query) {
  static_assert(Storable<V>, "any: the query selects one column");
  return Expr<V, Sources<>>{
      {{.op = detail::Operator::any, .nested = std::make_shared<const detail::QueryData>(query.data())}}};
}
template <class R, class V, class... J>
auto all(const Query<R, V, J...>& query) {
  static_assert(Storable<V>, "all: the query selects one column");
  return Expr<V, Sources<>>{
      {{.op = detail::Operator::all, .nested = std::make_shared<const detail::QueryData>(query.data())}}};
}

/// The one value that a query selects, NULL when it finds none.
template <class R, class V, class... J>
auto subquery(const Query<R, V, J...>& query) {
  static_assert(Storable<V>, "subquery: the query selects one column");
  return Expr<std::optional<detail::unwrapped<V>>, Sources<>>{
      {{.op = detail::Operator::subquery,
        .nested = std::make_shared<const detail::QueryData>(query.data())}}};
}

}  // namespace anqa
