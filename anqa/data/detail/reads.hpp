#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "anqa/data/changeset.hpp"
#include "anqa/data/detail/load_row.hpp"
#include "anqa/data/detail/query_sql.hpp"
#include "anqa/data/detail/repo_core.hpp"
#include "anqa/data/query.hpp"

// What a repo reads by one statement: the statement, and what its rows mean. The same whether a thread waits
// for the rows or a process does.
namespace anqa::detail {

template <class T>
struct ReadById {
  using Id = decltype(T::id);
  using Result = std::optional<T>;
  static constexpr std::string_view purpose = "get";

  Id id;

  Statement statement(const Dialect& dialect) const {
    static const std::string texts[] = {get_sql(table_of<T>, sqlite_dialect),
                                        get_sql(table_of<T>, postgres_dialect)};
    Statement statement{texts[dialect.kind == Dialect::Kind::sqlite ? 0 : 1], {}};
    statement.values.push_back(FieldType<Id>::dump(id));
    return statement;
  }
  Result decode(Cursor& rows) const {
    if (!rows.next()) return std::nullopt;
    return load_row<T>(rows);
  }
};

template <class Row>
struct ReadAll {
  using Result = std::vector<Row>;
  static constexpr std::string_view purpose = "all";

  QueryData query;

  Statement statement(const Dialect& dialect) const { return select_statement(query, dialect); }
  Result decode(Cursor& rows) const {
    std::vector<Row> found;
    while (rows.next()) {
      if constexpr (std::is_same_v<Row, bool>) {  // of which a vector gives no references
        found.push_back(load_row<Row>(rows));
      } else {
        load_into(rows, found.emplace_back());
      }
    }
    return found;
  }
};

template <class Row>
struct ReadOne {
  using Result = std::optional<Row>;
  static constexpr std::string_view purpose = "one";

  QueryData query;

  Statement statement(const Dialect& dialect) const { return select_statement(query, dialect); }
  Result decode(Cursor& rows) const {
    if (!rows.next()) return std::nullopt;
    Result row = load_row<Row>(rows);
    if (rows.next()) fail_multiple(query.table->name);
    return row;
  }
};

template <class Value>
struct ReadAggregate {
  using Result = std::optional<Value>;
  static constexpr std::string_view purpose = "an aggregate";

  QueryData query;
  std::string_view function;
  std::string_view column;

  Statement statement(const Dialect& dialect) const {
    return aggregate_statement(query, function, column, dialect);
  }
  Result decode(Cursor& rows) const {
    Result value;
    if (rows.next()) FieldType<Result>::load(rows, 0, value);
    return value;
  }
};

struct ReadCount {
  using Result = std::int64_t;
  static constexpr std::string_view purpose = "count";

  QueryData query;

  Statement statement(const Dialect& dialect) const {
    return aggregate_statement(query, "count", {}, dialect);
  }
  Result decode(Cursor& rows) const { return rows.next() ? rows.integer(0) : 0; }
};

struct ReadExists : ReadCount {
  using Result = bool;
  static constexpr std::string_view purpose = "exists";

  Result decode(Cursor& rows) const { return ReadCount::decode(rows) > 0; }
};
inline ReadExists read_exists(QueryData query) {
  query.set_limit(1);
  return {{std::move(query)}};
}

/// How the database would find the rows.
struct ReadPlan {
  using Result = std::string;
  static constexpr std::string_view purpose = "explain";

  QueryData query;
  bool analyze = false;

  Statement statement(const Dialect& dialect) const;
  Result decode(Cursor& rows) const;
};

template <auto Member>
using PlainValue = unwrapped<typename ColumnPath<Member>::Value>;

template <auto Member>
auto read_sum(QueryData query) {
  using Value = PlainValue<Member>;
  static_assert(std::is_arithmetic_v<Value>, "sum takes a column of numbers");
  return ReadAggregate<std::conditional_t<std::is_integral_v<Value>, std::int64_t, double>>{
      std::move(query), "sum", ColumnPath<Member>::column()};
}
template <auto Member>
ReadAggregate<double> read_avg(QueryData query) {
  return {std::move(query), "avg", ColumnPath<Member>::column()};
}
template <auto Member>
ReadAggregate<PlainValue<Member>> read_min(QueryData query) {
  return {std::move(query), "min", ColumnPath<Member>::column()};
}
template <auto Member>
ReadAggregate<PlainValue<Member>> read_max(QueryData query) {
  return {std::move(query), "max", ColumnPath<Member>::column()};
}

template <auto First, auto... Rest>
constexpr std::string_view first_name() {
  return ColumnPath<First>::name();
}

/// The other rows that have the same values in these fields; nothing when none of them changed, has an error
/// or is NULL.
template <auto... Members, class T>
std::optional<Query<T>> equal_rows(const Changeset<T>& changeset) {
  if (!(changeset.template changed<Members>() || ...)) return std::nullopt;
  if ((changeset.core().has_error(ColumnPath<Members>::name()) || ...)) return std::nullopt;
  Query<T> query;
  bool complete = true;
  auto add = [&]<auto Member>() {
    const auto& value = changeset.template get_field<Member>();
    if constexpr (is_nullable<std::remove_cvref_t<decltype(value)>>) {
      value ? void(query.where(field<Member> == *value)) : void(complete = false);
    } else {
      query.where(field<Member> == value);
    }
  };
  (add.template operator()<Members>(), ...);
  if (!complete) return std::nullopt;
  query.put_query_prefix(changeset.core().prefix);
  if (changeset.core().persisted()) query.where(field<&T::id> != changeset.data().id);
  return query;
}

}  // namespace anqa::detail
