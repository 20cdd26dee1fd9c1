#include "anqa/data/detail/sql.hpp"

#include <algorithm>
#include <stdexcept>

#include "anqa/data/condition.hpp"

namespace anqa {

std::string like_escape(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (char c : text) {
    if (c == '%' || c == '_' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

namespace detail {
namespace {

void append_columns(std::string& sql, const TableInfo& table) {
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (i > 0) sql += ", ";
    append_identifier(sql, table.columns[i].name);
  }
}

void append_placeholder(std::string& sql, std::size_t number, const Dialect& dialect) {
  sql += dialect.placeholder;
  sql += std::to_string(number);
}

void append_where_id(std::string& sql, const TableInfo& table, std::size_t number, const Dialect& dialect) {
  sql += " WHERE ";
  append_identifier(sql, table.columns[table.id].name);
  sql += " = ";
  append_placeholder(sql, number, dialect);
}

}  // namespace

void append_identifier(std::string& sql, std::string_view name) {
  sql += '"';
  for (char c : name) {
    if (c == '"') sql += '"';
    sql += c;
  }
  sql += '"';
}

TableInfo placed(const TableInfo& table, std::string_view prefix) {
  TableInfo result = table;
  if (result.prefix.empty()) result.prefix = prefix;
  return result;
}

void append_table(std::string& sql, const TableInfo& table) {
  if (!table.prefix.empty()) {
    append_identifier(sql, table.prefix);
    sql += '.';
  }
  append_identifier(sql, table.name);
}

std::string quoted(std::string_view name) {
  std::string sql;
  append_identifier(sql, name);
  return sql;
}

std::string insert_sql(const TableInfo& table, bool with_id, const Dialect& dialect) {
  std::string sql = "INSERT INTO ";
  append_table(sql, table);
  std::string placeholders;
  std::size_t number = 0;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (!inserted(table, i, with_id)) continue;
    sql += number == 0 ? " (" : ", ";
    placeholders += number == 0 ? "" : ", ";
    append_identifier(sql, table.columns[i].name);
    append_placeholder(placeholders, ++number, dialect);
  }
  if (number == 0) {
    sql += " DEFAULT VALUES";
  } else {
    sql.append(") VALUES (").append(placeholders).append(")");
  }
  if (!with_id && dialect.returning_id) {
    sql += " RETURNING ";
    append_identifier(sql, table.columns[table.id].name);
  }
  return sql;
}

std::string update_sql(const TableInfo& table, std::span<const std::size_t> columns, const Dialect& dialect) {
  std::string sql = "UPDATE ";
  append_table(sql, table);
  std::size_t number = 0;
  for (const auto column : columns) {
    sql += number == 0 ? " SET " : ", ";
    append_identifier(sql, table.columns[column].name);
    sql += " = ";
    append_placeholder(sql, ++number, dialect);
  }
  append_where_id(sql, table, number + 1, dialect);
  return sql;
}

std::string delete_sql(const TableInfo& table, const Dialect& dialect) {
  std::string sql = "DELETE FROM ";
  append_table(sql, table);
  append_where_id(sql, table, 1, dialect);
  return sql;
}

std::string get_sql(const TableInfo& table, const Dialect& dialect) {
  std::string sql = "SELECT ";
  append_columns(sql, table);
  sql += " FROM ";
  append_table(sql, table);
  append_where_id(sql, table, 1, dialect);
  return sql;
}

}  // namespace detail
}  // namespace anqa
