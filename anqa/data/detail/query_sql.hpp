#pragma once

#include <span>
#include <string_view>

#include "anqa/data/detail/query_data.hpp"
#include "anqa/data/detail/sql.hpp"

namespace anqa::detail {

Statement select_statement(const QueryData& query, const Dialect& dialect);
/// `function` is an aggregate of SQL's: count, sum, avg, min, max; an empty column stands for `*`.
Statement aggregate_statement(const QueryData& query, std::string_view function, std::string_view column,
                              const Dialect& dialect);
/// Deletes the rows of the query's first table that the query finds; with RETURNING where it selects.
/// Throws std::invalid_argument when the query sorts or limits: what would be deleted depends on the database
/// then.
Statement delete_statement(const QueryData& query, const Dialect& dialect);
Statement update_statement(const QueryData& query, std::span<const Assignment> assignments,
                           const Dialect& dialect);

/// What happens to a row that an insert finds there already.
struct ConflictData {
  /// The columns of a unique index; empty for any conflict, which only `nothing` allows.
  std::vector<std::string_view> target;
  /// Columns that take the value of the row that was to be inserted.
  std::vector<std::string_view> replace;
  std::vector<Assignment> assignments;
};

/// Inserts `rows` rows of these columns (indices into the table's), whose values are bound in that order.
Statement insert_statement(const TableInfo& table, std::span<const std::size_t> columns,
                           std::vector<SqlValue> values, const ConflictData* conflict,
                           std::span<const std::string_view> returning, const Dialect& dialect);

}  // namespace anqa::detail
