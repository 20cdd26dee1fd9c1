#include "anqa/data/internal/ddl.hpp"

#include <stdexcept>

#include "anqa/data/timestamps.hpp"

namespace anqa::detail {
namespace {

std::string_view sqlite_type(ColumnType type) {
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
    case ColumnType::bytes:
      return "BLOB";
  }
  return "ANY";
}

std::string_view postgres_type(ColumnType type) {
  switch (type) {
    case ColumnType::integer:
      return "bigint";
    case ColumnType::boolean:
      return "boolean";
    case ColumnType::number:
      return "double precision";
    case ColumnType::string:
      return "text";
    case ColumnType::utc_time:
      return "timestamp with time zone";
    case ColumnType::date:
      return "date";
    case ColumnType::time:
      return "time";
    case ColumnType::naive_time:
      return "timestamp";
    case ColumnType::decimal:
      return "numeric";
    case ColumnType::uuid:
      return "uuid";
    case ColumnType::json:
      return "jsonb";
    case ColumnType::bytes:
      return "bytea";
  }
  return "text";
}

bool is_sqlite(const Dialect& dialect) { return dialect.kind == Dialect::Kind::sqlite; }

struct Literal {
  const Dialect& dialect;

  std::string operator()(std::monostate) const { return "NULL"; }
  std::string operator()(bool value) const {
    if (is_sqlite(dialect)) return value ? "1" : "0";
    return value ? "true" : "false";
  }
  std::string operator()(std::int64_t value) const { return std::to_string(value); }
  std::string operator()(double value) const { return number_text(value); }
  std::string operator()(UtcTime value) const { return "'" + to_iso8601(value) + "'"; }
  std::string operator()(const Bytes& value) const {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string hex;
    for (const char c : value.data) {
      hex += digits[static_cast<unsigned char>(c) >> 4];
      hex += digits[static_cast<unsigned char>(c) & 15];
    }
    return is_sqlite(dialect) ? "x'" + hex + "'" : "'\\x" + hex + "'::bytea";
  }
  std::string operator()(const std::string& value) const {
    std::string out = "'";
    for (char c : value) {
      if (c == '\'') out += '\'';
      out += c;
    }
    return out += '\'';
  }
};

std::string_view action(OnDelete what) {
  switch (what) {
    case OnDelete::delete_all:
      return " ON DELETE CASCADE";
    case OnDelete::nilify_all:
      return " ON DELETE SET NULL";
    case OnDelete::restrict:
      return " ON DELETE RESTRICT";
    case OnDelete::nothing:
      break;
  }
  return "";
}

std::string_view action(OnUpdate what) {
  switch (what) {
    case OnUpdate::update_all:
      return " ON UPDATE CASCADE";
    case OnUpdate::nilify_all:
      return " ON UPDATE SET NULL";
    case OnUpdate::restrict:
      return " ON UPDATE RESTRICT";
    case OnUpdate::nothing:
      break;
  }
  return "";
}

[[noreturn]] void not_in_sqlite(const std::string& what, const std::string& instead) {
  throw std::invalid_argument(what + ": SQLite cannot do that; " + instead);
}

std::string type_of(const TableChange::Column& column, const Dialect& dialect) {
  std::string type(type_name(column.type, dialect));
  if (column.type == ColumnType::decimal && column.options.precision > 0 && !is_sqlite(dialect)) {
    type +=
        "(" + std::to_string(column.options.precision) + ", " + std::to_string(column.options.scale) + ")";
  }
  return type;
}

/// Empty when there is none.
std::string default_of(const ColumnOptions& options, const Dialect& dialect) {
  if (options.default_value) return std::visit(Literal{dialect}, *options.default_value);
  return options.default_sql.empty() ? std::string() : "(" + options.default_sql + ")";
}

std::string column_definition(const TableChange::Column& column, const Dialect& dialect) {
  std::string sql = quoted(column.name) + " " + type_of(column, dialect);
  if (!column.options.null || column.options.primary_key) sql += " NOT NULL";
  if (const auto value = default_of(column.options, dialect); !value.empty()) sql += " DEFAULT " + value;
  if (column.type == ColumnType::boolean && is_sqlite(dialect))
    sql += " CHECK (" + quoted(column.name) + " IN (0, 1))";
  if (!column.references.empty()) {
    sql.append(" REFERENCES ").append(quoted(column.references));
    sql.append(" (").append(quoted(column.reference.column)).append(")");
    sql.append(action(column.reference.on_delete)).append(action(column.reference.on_update));
  }
  return sql;
}

std::string id_definition(const CreateTableOptions& options, const Dialect& dialect) {
  if (options.id != ColumnType::integer) {
    return "\"id\" " + std::string(type_name(options.id, dialect)) + " NOT NULL PRIMARY KEY";
  }
  // AUTOINCREMENT: an id is never given twice.
  return is_sqlite(dialect) ? "\"id\" INTEGER PRIMARY KEY AUTOINCREMENT"
                            : "\"id\" bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY";
}

std::string create_table(const TableChange& table, const Dialect& dialect) {
  std::string parts;
  auto add = [&parts](const std::string& part) { parts += (parts.empty() ? "" : ", ") + part; };
  if (table.options().primary_key) add(id_definition(table.options(), dialect));
  std::string key;
  for (const auto& change : table.changes()) {
    add(column_definition(change.column, dialect));
    if (change.column.options.primary_key) key += (key.empty() ? "" : ", ") + quoted(change.column.name);
  }
  if (!key.empty()) add("PRIMARY KEY (" + key + ")");
  for (const auto& [name, condition] : table.checks()) {
    add("CONSTRAINT " + quoted(name) + " CHECK (" + condition + ")");
  }
  // STRICT: SQLite then refuses a value of another type.
  return std::string("CREATE TABLE ") + (table.options().if_not_exists ? "IF NOT EXISTS " : "") +
         quoted(table.name()) + " (" + parts + (is_sqlite(dialect) ? ") STRICT" : ")");
}

void modify(std::vector<std::string>& out, const std::string& alter, const TableChange::Column& column,
            const Dialect& dialect) {
  if (is_sqlite(dialect)) {
    not_in_sqlite("modify(\"" + column.name + "\")",
                  "add a new column, copy the values with execute(), remove the old one");
  }
  const auto name = quoted(column.name);
  const auto type = type_of(column, dialect);
  const auto value = default_of(column.options, dialect);
  std::string sql = alter + "ALTER COLUMN " + name + " DROP DEFAULT, ALTER COLUMN " + name + " TYPE " + type +
                    " USING " + name + "::" + type + ", ALTER COLUMN " + name +
                    (column.options.null ? " DROP NOT NULL" : " SET NOT NULL");
  if (!value.empty()) sql += ", ALTER COLUMN " + name + " SET DEFAULT " + value;
  out.push_back(std::move(sql));
}

std::vector<std::string> alter_table(const TableChange& table, const Dialect& dialect) {
  std::vector<std::string> out;
  const std::string alter = "ALTER TABLE " + quoted(table.name()) + " ";
  for (const auto& change : table.changes()) {
    switch (change.what) {
      case TableChange::Change::What::add:
        out.push_back(alter + "ADD COLUMN " + column_definition(change.column, dialect));
        break;
      case TableChange::Change::What::remove:
        out.push_back(alter + "DROP COLUMN " + quoted(change.column.name));
        break;
      case TableChange::Change::What::rename:
        out.push_back(alter + "RENAME COLUMN " + quoted(change.column.name) + " TO " +
                      quoted(change.new_name));
        break;
      case TableChange::Change::What::modify:
        modify(out, alter, change.column, dialect);
        break;
    }
  }
  for (const auto& check : table.checks()) {
    for (auto& sql : statements(ConstraintStep{table.name(), check.name, check.condition, false}, dialect)) {
      out.push_back(std::move(sql));
    }
  }
  return out;
}

std::string create_index(const IndexStep& index, const Dialect& dialect) {
  const auto& options = index.options;
  if (is_sqlite(dialect) &&
      (!options.include.empty() || !options.nulls_distinct || !options.using_.empty())) {
    not_in_sqlite("index(\"" + index.table + "\") with using_, include or nulls_distinct", "leave them out");
  }
  std::string sql = options.unique ? "CREATE UNIQUE INDEX " : "CREATE INDEX ";
  if (options.concurrently && !is_sqlite(dialect)) sql += "CONCURRENTLY ";
  if (options.if_not_exists) sql += "IF NOT EXISTS ";
  sql += quoted(options.name) + " ON " + quoted(index.table);
  if (!options.using_.empty()) sql += " USING " + quoted(options.using_);
  std::string columns;
  for (const auto& column : index.columns) {
    columns += columns.empty() ? "" : ", ";
    columns += column.is_expression ? "(" + column.text + ")" : quoted(column.text);
  }
  sql += " (" + columns + ")";
  std::string included;
  for (const auto& column : options.include) included += (included.empty() ? "" : ", ") + quoted(column);
  if (!included.empty()) sql += " INCLUDE (" + included + ")";
  if (!options.nulls_distinct) sql += " NULLS NOT DISTINCT";
  if (!options.where.empty()) sql += " WHERE " + options.where;
  return sql;
}

struct Spell {
  using Statements = std::vector<std::string>;
  const Dialect& dialect;

  Statements operator()(const std::unique_ptr<TableChange>& table) const {
    return table->creates() ? Statements{create_table(*table, dialect)} : alter_table(*table, dialect);
  }
  Statements operator()(const DropTable& drop) const {
    return {(drop.if_exists ? "DROP TABLE IF EXISTS " : "DROP TABLE ") + quoted(drop.name)};
  }
  Statements operator()(const RenameTable& rename) const {
    return {"ALTER TABLE " + quoted(rename.from) + " RENAME TO " + quoted(rename.to)};
  }
  Statements operator()(const RenameColumn& rename) const {
    return {"ALTER TABLE " + quoted(rename.table) + " RENAME COLUMN " + quoted(rename.from) + " TO " +
            quoted(rename.to)};
  }
  Statements operator()(const IndexStep& index) const {
    if (!index.drop) return {create_index(index, dialect)};
    const bool concurrently = index.options.concurrently && !is_sqlite(dialect);
    return {(concurrently ? "DROP INDEX CONCURRENTLY " : "DROP INDEX ") + quoted(index.options.name)};
  }
  Statements operator()(const ConstraintStep& constraint) const {
    if (is_sqlite(dialect)) {
      not_in_sqlite("the constraint \"" + constraint.name + "\" of the table \"" + constraint.table +
                        "\" apart from the table",
                    "name it with check() when the table is created");
    }
    const std::string alter = "ALTER TABLE " + quoted(constraint.table);
    if (constraint.drop) return {alter + " DROP CONSTRAINT " + quoted(constraint.name)};
    return {alter + " ADD CONSTRAINT " + quoted(constraint.name) + " CHECK (" + constraint.condition + ")"};
  }
  Statements operator()(const RawStep& raw) const { return {raw.up}; }
};

}  // namespace

std::string_view type_name(ColumnType type, const Dialect& dialect) {
  return is_sqlite(dialect) ? sqlite_type(type) : postgres_type(type);
}

std::vector<std::string> statements(const Step& step, const Dialect& dialect) {
  return std::visit(Spell{dialect}, step);
}

}  // namespace anqa::detail
