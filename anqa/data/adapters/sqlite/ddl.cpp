#include "anqa/data/adapters/sqlite/internal/ddl.hpp"

#include <stdexcept>

#include "anqa/data/timestamps.hpp"

namespace anqa::sqlite {
namespace {

using detail::quoted;

std::string_view type_name(ColumnType type) {
  switch (type) {
    case ColumnType::integer:
    case ColumnType::boolean:
      return "INTEGER";
    case ColumnType::number:
      return "REAL";
    case ColumnType::string:
    case ColumnType::utc_time:
    case ColumnType::date:
    case ColumnType::time:
    case ColumnType::naive_time:
    case ColumnType::uuid:
    case ColumnType::json:
      return "TEXT";
    case ColumnType::decimal:
      return "TEXT COLLATE anqa_decimal";
  }
  return "ANY";
}

struct Literal {
  std::string operator()(std::monostate) const { return "NULL"; }
  std::string operator()(bool value) const { return value ? "1" : "0"; }
  std::string operator()(std::int64_t value) const { return std::to_string(value); }
  std::string operator()(double value) const { return detail::number_text(value); }
  std::string operator()(UtcTime value) const { return "'" + to_iso8601(value) + "'"; }
  std::string operator()(const std::string& value) const {
    std::string out = "'";
    for (char c : value) {
      if (c == '\'') out += '\'';
      out += c;
    }
    return out += '\'';
  }
};

std::string_view on_delete(OnDelete what) {
  switch (what) {
    case OnDelete::delete_all:
      return " ON DELETE CASCADE";
    case OnDelete::nilify_all:
      return " ON DELETE SET NULL";
    case OnDelete::nothing:
      break;
  }
  return "";
}

std::string column_definition(const TableChange::Column& column) {
  std::string sql = quoted(column.name);
  sql.append(" ").append(type_name(column.type));
  if (!column.options.null) sql += " NOT NULL";
  if (column.options.default_value) sql += " DEFAULT " + std::visit(Literal{}, *column.options.default_value);
  if (column.type == ColumnType::boolean) sql += " CHECK (" + quoted(column.name) + " IN (0, 1))";
  if (!column.references.empty()) {
    sql.append(" REFERENCES ")
        .append(quoted(column.references))
        .append(" (\"id\")")
        .append(on_delete(column.on_delete));
  }
  return sql;
}

}  // namespace

std::vector<std::string> table_statements(const TableChange& change) {
  std::vector<std::string> statements;
  if (!change.creates()) {
    if (!change.checks().empty()) {
      throw std::invalid_argument("alter_table(\"" + change.name() +
                                  "\"): SQLite adds a check only with its table");
    }
    for (const auto& column : change.columns()) {
      statements.push_back("ALTER TABLE " + quoted(change.name()) + " ADD COLUMN " +
                           column_definition(column));
    }
    return statements;
  }
  // STRICT: SQLite then refuses a value of another type. AUTOINCREMENT: an id is never given twice.
  std::string sql = "CREATE TABLE " + quoted(change.name()) + " (\"id\" INTEGER PRIMARY KEY AUTOINCREMENT";
  for (const auto& column : change.columns()) sql += ", " + column_definition(column);
  for (const auto& [name, condition] : change.checks()) {
    sql += ", CONSTRAINT " + quoted(name) + " CHECK (" + condition + ")";
  }
  statements.push_back(sql + ") STRICT");
  return statements;
}

std::string create_index(std::string_view name, std::string_view table,
                         const std::vector<std::string>& columns, bool unique) {
  std::string sql = unique ? "CREATE UNIQUE INDEX " : "CREATE INDEX ";
  sql += quoted(name) + " ON " + quoted(table) + " (";
  for (std::size_t i = 0; i < columns.size(); ++i) sql += (i > 0 ? ", " : "") + quoted(columns[i]);
  return sql += ")";
}

}  // namespace anqa::sqlite
