#include "anqa/data/nested_changes.hpp"

#include <stdexcept>
#include <string>

#include "anqa/data/connection.hpp"
#include "anqa/data/detail/sql.hpp"

namespace anqa::detail {
namespace {

std::string equals(Connection& connection, std::string_view column, int number) {
  return quoted(column) + " = " + connection.dialect().placeholder + std::to_string(number);
}

std::string quoted_table(const TableInfo& table) {
  std::string sql;
  append_table(sql, table);
  return sql;
}

}  // namespace

void fail_key_type(std::string_view table, std::string_view column) {
  throw std::logic_error("an association is stored, but the column " + std::string(column) + " of " +
                         std::string(table) + " is of another type than the id that it refers to");
}

void fail_nilify(std::string_view table, std::string_view column) {
  throw std::logic_error("an association leaves out a row of " + std::string(table) + ", whose column " +
                         std::string(column) +
                         " cannot be nothing: make it a std::optional, or name OnReplace::delete_");
}

void fail_replaced(std::string_view field) {
  throw std::logic_error("the changeset leaves out rows that the association '" + std::string(field) +
                         "' has now, and it does not say what becomes of them: give it an OnReplace, as in "
                         "has_many<Line, \"order_id\", OnReplace::delete_>, or send all rows with their ids");
}

void delete_where(Connection& connection, const TableInfo& table, std::string_view key, const SqlValue& id) {
  connection.execute("DELETE FROM " + quoted_table(table) + " WHERE " + equals(connection, key, 1), {&id, 1});
}

void nilify_where(Connection& connection, const TableInfo& table, std::string_view key, const SqlValue& id) {
  connection.execute(
      "UPDATE " + quoted_table(table) + " SET " + quoted(key) + " = NULL WHERE " + equals(connection, key, 1),
      {&id, 1});
}

void insert_pair(Connection& connection, const TableInfo& table, std::string_view first,
                 std::string_view second, const SqlValue& one, const SqlValue& other) {
  const SqlValue values[] = {one, other};
  const char mark = connection.dialect().placeholder;
  connection.execute("INSERT INTO " + quoted_table(table) + " (" + quoted(first) + ", " + quoted(second) +
                         ") VALUES (" + mark + "1, " + mark + "2)",
                     values);
}

void delete_pair(Connection& connection, const TableInfo& table, std::string_view first,
                 std::string_view second, const SqlValue& one, const SqlValue& other) {
  const SqlValue values[] = {one, other};
  connection.execute("DELETE FROM " + quoted_table(table) + " WHERE " + equals(connection, first, 1) +
                         " AND " + equals(connection, second, 2),
                     values);
}

}  // namespace anqa::detail
