#pragma once

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "anqa/data/query.hpp"

namespace anqa {

/// One column's change in update_all or in on_conflict, made by set() and inc().
template <class Table, class From>
struct Update {
  detail::Assignment assignment;
};

/// The column becomes a value, or what an expression gives: `set(field<&User::name>, "x")`.
template <auto... Path, class V>
auto set(Field<Path...> column, const V& value) {
  using Column = detail::ColumnPath<Path...>;
  detail::Assignment assignment{.column = Column::column()};
  if constexpr (std::is_same_v<V, std::nullopt_t>) {
    static_assert(detail::is_nullable<typename Column::Value>,
                  "a column that is never NULL is set to nothing: only a std::optional field may be");
    assignment.value.push_back({.op = detail::Operator::value});
  } else if constexpr (detail::is_nullable<V>) {
    if (!value) return set(column, std::nullopt);
    return set(column, *value);
  } else {
    detail::append_other<Field<Path...>>(assignment.value, value);
  }
  return Update<typename Column::Root, typename detail::OtherSources<V>::type>{std::move(assignment)};
}

/// A number is added to the column; a negative one is taken away. Two programs that do so at once lose
/// nothing.
template <auto... Path, class V>
auto inc(Field<Path...>, const V& by) {
  using Column = detail::ColumnPath<Path...>;
  static_assert(std::is_arithmetic_v<detail::unwrapped<typename Column::Value>> &&
                    !std::is_same_v<detail::unwrapped<typename Column::Value>, bool>,
                "inc takes a column that is a number");
  detail::Assignment assignment{.column = Column::column(), .how = detail::Assign::increment};
  detail::append_other<Field<Path...>>(assignment.value, by);
  return Update<typename Column::Root, typename detail::OtherSources<V>::type>{std::move(assignment)};
}

/// What an insert does with a row that is there already, as told by a unique index. Made by on_conflict().
template <class T>
struct OnConflict {
  std::vector<std::string_view> target;
  std::vector<std::string_view> replace;
  std::vector<detail::Assignment> assignments;
};

/// `on_conflict<&User::email>().replace<&User::name>()`: the columns are those of a unique index.
template <class T>
class ConflictTarget {
 public:
  explicit ConflictTarget(std::vector<std::string_view> columns) : target_(std::move(columns)) {}

  /// The row that is there stays as it is.
  OnConflict<T> nothing() const { return {target_, {}, {}}; }
  /// These columns take the new row's values.
  template <auto... Members>
  OnConflict<T> replace() const {
    static_assert((std::is_same_v<T, typename detail::ColumnPath<Members>::Root> && ...));
    return {target_, {detail::ColumnPath<Members>::column()...}, {}};
  }
  /// All columns but the id, inserted_at and these take the new row's values.
  template <auto... Members>
  OnConflict<T> replace_all_except() const {
    static_assert((std::is_same_v<T, typename detail::ColumnPath<Members>::Root> && ...));
    return {target_, all_but({detail::ColumnPath<Members>::column()...}), {}};
  }
  OnConflict<T> replace_all() const { return {target_, all_but({}), {}}; }
  /// The row that is there is changed: `.update(inc(field<&Counter::hits>, 1))`.
  template <class... From>
  OnConflict<T> update(const Update<T, From>&... updates) const {
    static_assert((std::is_same_v<From, Sources<>> && ...), "on_conflict takes values, not other columns");
    return {target_, {}, {updates.assignment...}};
  }

 private:
  static std::vector<std::string_view> all_but(const std::vector<std::string_view>& names) {
    std::vector<std::string_view> rest;
    for (std::size_t i = 0; i < table_of<T>.columns.size(); ++i) {
      bool keep = i != table_of<T>.id && i != table_of<T>.inserted_at;
      for (const auto name : names) keep = keep && name != table_of<T>.columns[i].name;
      if (keep) rest.push_back(table_of<T>.columns[i].name);
    }
    return rest;
  }

  std::vector<std::string_view> target_;
};

template <auto First, auto... More>
auto on_conflict() {
  return ConflictTarget<typename detail::ColumnPath<First>::Root>(
      {detail::ColumnPath<First>::column(), detail::ColumnPath<More>::column()...});
}
/// Whatever unique index is violated: the row is left out.
template <SchemaType T>
OnConflict<T> on_any_conflict_nothing() {
  return {};
}

}  // namespace anqa
