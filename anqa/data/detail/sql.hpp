#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "anqa/data/detail/dialect.hpp"
#include "anqa/data/detail/expression.hpp"

namespace anqa::detail {

/// A statement and what is bound to its placeholders, in their order.
struct Statement {
  std::string sql;
  std::vector<SqlValue> values;
};

/// A name as a quoted identifier.
void append_identifier(std::string& sql, std::string_view name);
std::string quoted(std::string_view name);

/// The table in the schema of that name, unless it names one itself; as long as the prefix lives.
TableInfo placed(const TableInfo& table, std::string_view prefix);
/// A table's name, with its prefix.
void append_table(std::string& sql, const TableInfo& table);

/// Whether an insert writes the column.
inline bool inserted(const TableInfo& table, std::size_t column, bool with_id) {
  return (column != table.id || with_id) && table.columns[column].writable != Writable::never;
}

/// All columns that are written, without the id when the database is to give it; then, where the dialect has
/// it so, with RETURNING.
std::string insert_sql(const TableInfo& table, bool with_id, const Dialect& dialect);
/// The columns given by index, then the id as the last placeholder.
std::string update_sql(const TableInfo& table, std::span<const std::size_t> columns, const Dialect& dialect);
std::string delete_sql(const TableInfo& table, const Dialect& dialect);
std::string get_sql(const TableInfo& table, const Dialect& dialect);

}  // namespace anqa::detail
