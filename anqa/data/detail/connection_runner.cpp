#include "anqa/data/detail/connection_runner.hpp"

#include "anqa/data/detail/query_sql.hpp"

namespace anqa::detail {

std::unique_ptr<Cursor> ConnectionRunner::select(const QueryData& query) {
  const auto statement = select_statement(query, connection_.dialect());
  return connection_.query(statement.sql, statement.values);
}

std::unique_ptr<Cursor> ConnectionRunner::pairs(std::string_view table, std::string_view first,
                                                std::string_view second, std::span<const SqlValue> keys) {
  std::string sql = "SELECT " + quoted(first) + ", " + quoted(second) + " FROM " + quoted(table) + " WHERE " +
                    quoted(first) + " IN (";
  for (std::size_t i = 1; i <= keys.size(); ++i) {
    if (i > 1) sql += ", ";
    sql += connection_.dialect().placeholder;
    sql += std::to_string(i);
  }
  return connection_.query(sql + ")", keys);
}

}  // namespace anqa::detail
