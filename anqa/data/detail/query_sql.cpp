#include "anqa/data/detail/query_sql.hpp"

#include <stdexcept>

#include "anqa/data/detail/query_writer.hpp"

namespace anqa::detail {
namespace {

/// The rows that an update or a delete is about, and what it gives back of them.
void append_affected(Statement& out, QueryWriter& writer, const QueryData& query, const QueryScope& scope,
                     std::string_view what) {
  if (!query.order.empty() || query.limit || query.offset || !query.combinations.empty() ||
      !query.group_by.empty() || query.distinct) {
    throw std::invalid_argument(std::string(what) +
                                ": the query has order_by, limit, offset, group_by, distinct or a union; "
                                "only where and joins are possible: "
                                "which rows would be meant otherwise depends on the database");
  }
  if (query.is_plain()) {
    writer.where(query, scope);
  } else {
    if (query.table->id == TableInfo::none) {
      throw std::invalid_argument(std::string(what) + ": the query joins, and its first table has no id");
    }
    const auto id = query.table->columns[query.table->id].name;
    out.sql += " WHERE ";
    append_identifier(out.sql, id);
    out.sql += " IN (";
    QueryData found = query;
    found.select.clear();
    writer.select(found, nullptr, &id);
    out.sql += ")";
  }
  if (query.select.empty()) return;
  out.sql += " RETURNING ";
  writer.selected(query, scope);
}

/// A statement changes one table, whose columns stand without a name before them.
QueryScope bare_scope(const QueryData& query) { return {nullptr, {{query.from.key, 0}}, true}; }

}  // namespace

Statement select_statement(const QueryData& query, const Dialect& dialect) {
  Statement out;
  out.sql.reserve(128);
  QueryWriter(out, dialect, query.prefix).select(query, nullptr);
  return out;
}

Statement aggregate_statement(const QueryData& query, std::string_view function, std::string_view column,
                              const Dialect& dialect) {
  Statement out;
  QueryWriter writer(out, dialect, query.prefix);
  out.sql.append("SELECT ").append(function).append("(");
  QueryData counted = query;
  counted.order.clear();
  if (counted.is_plain()) {
    const auto scope = writer.enter(counted, nullptr);
    if (column.empty()) {
      out.sql += '*';
    } else {
      append_identifier(out.sql, column);
    }
    out.sql += ')';
    writer.body(counted, scope);
    return out;
  }
  // A limit is about the rows that are counted, not about the one row that the count is.
  if (column.empty()) {
    out.sql += '*';
  } else {
    append_identifier(out.sql, column);
  }
  out.sql += ") FROM (";
  if (query.limit || query.offset) counted.order = query.order;
  if (counted.joins.empty() || !column.empty()) {
    if (!column.empty()) {
      counted.select = {{{{.op = Operator::column, .text = column, .source = counted.from.key}}}};
    }
  } else if (!counted.distinct && counted.combinations.empty()) {
    counted.select = {{{{.op = Operator::value, .value = std::int64_t{1}}}}};
  }
  writer.select(counted, nullptr);
  out.sql += ") AS counted";
  return out;
}

Statement delete_statement(const QueryData& query, const Dialect& dialect) {
  Statement out{.sql = "DELETE FROM ", .values = {}};
  QueryWriter writer(out, dialect, query.prefix);
  writer.table(*query.table);
  append_affected(out, writer, query, bare_scope(query), "delete_all");
  return out;
}

Statement update_statement(const QueryData& query, std::span<const Assignment> assignments,
                           const Dialect& dialect) {
  if (assignments.empty()) throw std::invalid_argument("update_all: nothing is to be changed");
  Statement out{.sql = "UPDATE ", .values = {}};
  QueryWriter writer(out, dialect, query.prefix);
  writer.table(*query.table);
  const auto scope = bare_scope(query);
  writer.assignments(assignments, scope);
  append_affected(out, writer, query, scope, "update_all");
  return out;
}

Statement insert_statement(const TableInfo& table, std::span<const std::size_t> columns,
                           std::vector<SqlValue> values, const ConflictData* conflict,
                           std::span<const std::string_view> returning, const Dialect& dialect) {
  Statement out{.sql = "INSERT INTO ", .values = std::move(values)};
  auto& sql = out.sql;
  append_table(sql, table);
  const std::size_t rows = columns.empty() ? 1 : out.values.size() / columns.size();
  if (columns.empty()) {
    sql += " DEFAULT VALUES";
  } else {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      sql += i == 0 ? " (" : ", ";
      append_identifier(sql, table.columns[columns[i]].name);
    }
    sql += ") VALUES ";
    std::size_t number = 0;
    for (std::size_t row = 0; row < rows; ++row) {
      if (row > 0) sql += ", ";
      for (std::size_t i = 0; i < columns.size(); ++i) {
        sql += i == 0 ? '(' : ',';
        sql += dialect.placeholder;
        // SQLite looks a number up among all those before, and counts by itself where there is none.
        if (dialect.kind != Dialect::Kind::sqlite) sql += std::to_string(++number);
      }
      sql += ')';
    }
  }
  if (conflict) {
    sql += " ON CONFLICT";
    for (std::size_t i = 0; i < conflict->target.size(); ++i) {
      sql += i == 0 ? " (" : ", ";
      append_identifier(sql, conflict->target[i]);
    }
    if (!conflict->target.empty()) sql += ')';
    if (conflict->replace.empty() && conflict->assignments.empty()) {
      sql += " DO NOTHING";
    } else {
      sql += " DO UPDATE";
      for (std::size_t i = 0; i < conflict->replace.size(); ++i) {
        sql += i == 0 ? " SET " : ", ";
        append_identifier(sql, conflict->replace[i]);
        sql += " = excluded.";
        append_identifier(sql, conflict->replace[i]);
      }
      QueryWriter writer(out, dialect);
      for (std::size_t i = 0; i < conflict->assignments.size(); ++i) {
        const auto& assignment = conflict->assignments[i];
        sql += conflict->replace.empty() && i == 0 ? " SET " : ", ";
        append_identifier(sql, assignment.column);
        sql += " = ";
        if (assignment.how == Assign::increment) {
          append_identifier(sql, table.name);
          sql += '.';
          append_identifier(sql, assignment.column);
          sql += " + ";
        }
        const QueryScope nothing{nullptr};
        writer.expression(assignment.value, nothing);
      }
    }
  }
  for (std::size_t i = 0; i < returning.size(); ++i) {
    sql += i == 0 ? " RETURNING " : ", ";
    append_identifier(sql, returning[i]);
  }
  return out;
}

}  // namespace anqa::detail
