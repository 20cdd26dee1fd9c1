#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "anqa/data/expression.hpp"

namespace anqa {

/// What a row must fulfil; `S` are the tables that it names, mostly one. Combine with `&&`, `||` and `!`. As
/// in SQL, a comparison with NULL is neither true nor false, and only rows for which the whole is true are
/// found. A value like any other, so that it can be put together at run time; begin with dynamic().
template <class... S>
class Condition {
 public:
  explicit Condition(detail::Expression nodes) : nodes_(std::move(nodes)) {}
  /// A condition on fewer tables is one on more.
  template <class... Fewer>
    requires(!std::same_as<Condition<Fewer...>, Condition> && (detail::is_one_of<Fewer, S...> && ...))
  Condition(const Condition<Fewer...>& other)  // NOLINT(google-explicit-constructor)
      : nodes_(other.nodes()) {}

  const detail::Expression& nodes() const { return nodes_; }

 private:
  detail::Expression nodes_;
};

namespace detail {

template <class From>
struct ConditionOn;
template <class... S>
struct ConditionOn<Sources<S...>> {
  using type = Condition<S...>;
};
template <class From>
using condition_on = typename ConditionOn<From>::type;

}  // namespace detail

template <class... A, class... B>
auto operator&&(const Condition<A...>& a, const Condition<B...>& b) {
  return detail::condition_on<detail::merged<Sources<A...>, Sources<B...>>>(
      detail::join_conditions(detail::Operator::and_, a.nodes(), b.nodes()));
}
template <class... A, class... B>
auto operator||(const Condition<A...>& a, const Condition<B...>& b) {
  return detail::condition_on<detail::merged<Sources<A...>, Sources<B...>>>(
      detail::join_conditions(detail::Operator::or_, a.nodes(), b.nodes()));
}
template <class... S>
Condition<S...> operator!(const Condition<S...>& a) {
  return Condition<S...>(detail::prefixed(detail::Operator::not_, a.nodes()));
}

/// A condition that is true, or false, for all rows: what others are added to at run time.
template <class... S>
Condition<S...> dynamic(bool truth) {
  return Condition<S...>({{.op = detail::Operator::fragment, .text = truth ? "(1 = 1)" : "(1 = 0)"}});
}

namespace detail {

template <class L, class R>
condition_on<sources_of_both<L, R>> compare(Operator op, const L& left, const R& right) {
  Expression nodes;
  nodes.reserve(3);
  nodes.push_back({op});
  append_operand(nodes, left);
  append_other<L>(nodes, right);
  return condition_on<sources_of_both<L, R>>(std::move(nodes));
}

template <class L>
condition_on<sources_of<L>> null_check(Operator op, const L& operand) {
  Expression nodes{{op}};
  append_operand(nodes, operand);
  return condition_on<sources_of<L>>(std::move(nodes));
}

/// == and !=, where an empty optional and nullopt mean NULL.
template <class L, class R>
auto compare_equal(bool equal, const L& left, const R& right) {
  if constexpr (std::same_as<R, std::nullopt_t> || is_nullable<R>) {
    static_assert(is_nullable<value_of<L>>,
                  "a column that is never NULL is compared with nothing: only a std::optional field may be; "
                  "is_nil() asks whether a left join found no row");
    const auto op = equal ? Operator::is_null : Operator::is_not_null;
    if constexpr (is_nullable<R>) {
      if (right) return compare(equal ? Operator::equal : Operator::not_equal, left, *right);
    }
    return null_check(op, left);
  } else {
    return compare(equal ? Operator::equal : Operator::not_equal, left, right);
  }
}

template <class L, class Values>
condition_on<sources_of<L>> in_values(const L& left, const Values& values) {
  Expression nodes{{Operator::in}};
  append_operand(nodes, left);
  for (const auto& value : values) {
    nodes.push_back({.op = Operator::value, .value = operand_value<unwrapped<value_of<L>>>(value)});
    ++nodes.front().count;
  }
  return condition_on<sources_of<L>>(std::move(nodes));
}

template <class L>
auto match_pattern(Operator op, const L& left, std::string_view pattern) {
  static_assert(std::same_as<unwrapped<value_of<L>>, std::string>, "like and ilike take a column of text");
  return compare(op, left, pattern);
}

}  // namespace detail

template <SqlExpression L, class R>
auto operator==(const L& left, const R& right) {
  return detail::compare_equal(true, left, right);
}
template <SqlExpression L, class R>
auto operator!=(const L& left, const R& right) {
  return detail::compare_equal(false, left, right);
}
template <SqlExpression L, class R>
auto operator<(const L& left, const R& right) {
  return detail::compare(detail::Operator::less, left, right);
}
template <SqlExpression L, class R>
auto operator<=(const L& left, const R& right) {
  return detail::compare(detail::Operator::less_equal, left, right);
}
template <SqlExpression L, class R>
auto operator>(const L& left, const R& right) {
  return detail::compare(detail::Operator::greater, left, right);
}
template <SqlExpression L, class R>
auto operator>=(const L& left, const R& right) {
  return detail::compare(detail::Operator::greater_equal, left, right);
}

/// It is NULL; after a left join also: the join found no row.
template <SqlExpression L>
auto is_nil(const L& operand) {
  return detail::null_check(detail::Operator::is_null, operand);
}

/// It is one of the values of a container or of a list in braces. An empty one finds nothing.
template <SqlExpression L, class Values>
  requires requires(const Values& values) { values.begin(); }
auto in(const L& left, const Values& values) {
  return detail::in_values(left, values);
}
template <SqlExpression L, class V>
auto in(const L& left, std::initializer_list<V> values) {
  return detail::in_values(left, values);
}

/// `%` stands for any text, `_` for any character, a backslash takes their meaning away. Upper and lower case
/// differ.
template <SqlExpression L>
auto like(const L& left, std::string_view pattern) {
  return detail::match_pattern(detail::Operator::like, left, pattern);
}
/// The same without regard to the case of the letters A to Z.
template <SqlExpression L>
auto ilike(const L& left, std::string_view pattern) {
  return detail::match_pattern(detail::Operator::ilike, left, pattern);
}

/// A text as a pattern that matches only itself.
std::string like_escape(std::string_view text);

/// The text occurs in the column, without regard to the case of the letters A to Z; what a search box needs.
template <SqlExpression L>
auto contains(const L& left, std::string_view text) {
  return ilike(left, "%" + like_escape(text) + "%");
}

}  // namespace anqa
