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

std::string_view infix(Operator op) {
  switch (op) {
    case Operator::equal:
      return " = ";
    case Operator::not_equal:
      return " <> ";
    case Operator::less:
      return " < ";
    case Operator::less_equal:
      return " <= ";
    case Operator::greater:
      return " > ";
    case Operator::greater_equal:
      return " >= ";
    case Operator::and_:
      return " AND ";
    case Operator::or_:
      return " OR ";
    default:
      return {};
  }
}

/// Writes a condition, whose nodes stand in prefix order, by descending through it.
class Writer {
 public:
  Writer(Statement& out, const Dialect& dialect) : out_(out), dialect_(dialect) {}

  void bind(const SqlValue& value) {
    out_.values.push_back(value);
    out_.sql += dialect_.placeholder;
    out_.sql += std::to_string(out_.values.size());
  }

  void condition(const Expression& nodes) {
    at_ = nodes.data();
    node();
  }

 private:
  void node() {
    const ExpressionNode& here = *at_++;
    switch (here.op) {
      case Operator::column:
        return append_identifier(out_.sql, here.column);
      case Operator::value:
        return bind(here.value);
      case Operator::not_:
        return wrapped("NOT (", ")");
      case Operator::is_null:
        return wrapped("(", " IS NULL)");
      case Operator::is_not_null:
        return wrapped("(", " IS NOT NULL)");
      case Operator::like:
        return pattern(dialect_.like);
      case Operator::ilike:
        return pattern(dialect_.ilike);
      case Operator::in:
        return in(here.count);
      default:
        return pair("(", infix(here.op), ")");
    }
  }

  void wrapped(std::string_view before, std::string_view after) {
    out_.sql += before;
    node();
    out_.sql += after;
  }

  void pair(std::string_view before, std::string_view between, std::string_view after) {
    out_.sql += before;
    node();
    out_.sql += between;
    node();
    out_.sql += after;
  }

  /// A backslash at the end of a pattern stands for itself, also where the database would refuse it.
  void pattern(const std::string_view (&around)[3]) {
    pair(around[0], around[1], around[2]);
    if (dialect_.kind != Dialect::Kind::postgres || out_.values.empty()) return;
    auto* text = std::get_if<std::string>(&out_.values.back());
    if (!text) return;
    const auto last_other = text->find_last_not_of('\\');
    const auto backslashes = text->size() - (last_other == std::string::npos ? 0 : last_other + 1);
    if (backslashes % 2 == 1) text->push_back('\\');
  }

  void in(std::uint32_t count) {
    if (count == 0) {
      ++at_;  // the column
      out_.sql += "(1 = 0)";
      return;
    }
    out_.sql += '(';
    node();
    out_.sql += " IN (";
    for (std::uint32_t i = 0; i < count; ++i) {
      if (i > 0) out_.sql += ", ";
      node();
    }
    out_.sql += "))";
  }

  Statement& out_;
  const Dialect& dialect_;
  const ExpressionNode* at_ = nullptr;
};

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

void append_source(Statement& out, const QueryData& query, const Dialect& dialect) {
  out.sql += " FROM ";
  append_identifier(out.sql, query.table->name);
  if (query.where.empty()) return;
  out.sql += " WHERE ";
  Writer(out, dialect).condition(query.where);
}

bool may_be_null(const TableInfo& table, std::string_view name) {
  const auto column = std::ranges::find(table.columns, name, &Column::name);
  return column == table.columns.end() || column->nullable;
}

void append_order_and_limit(Statement& out, const QueryData& query, const Dialect& dialect) {
  for (std::size_t i = 0; i < query.order.size(); ++i) {
    out.sql += i == 0 ? " ORDER BY " : ", ";
    append_identifier(out.sql, query.order[i].column);
    if (query.order[i].descending) out.sql += " DESC";
    if (dialect.nulls_are_high && may_be_null(*query.table, query.order[i].column)) {
      out.sql += query.order[i].descending ? " NULLS LAST" : " NULLS FIRST";
    }
  }
  Writer writer(out, dialect);
  if (query.limit) {
    out.sql += " LIMIT ";
    writer.bind(*query.limit);
  } else if (query.offset && !dialect.no_limit.empty()) {
    out.sql.append(" LIMIT ").append(dialect.no_limit);
  }
  if (query.offset) {
    out.sql += " OFFSET ";
    writer.bind(*query.offset);
  }
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

std::string quoted(std::string_view name) {
  std::string sql;
  append_identifier(sql, name);
  return sql;
}

Statement select_statement(const QueryData& query, const Dialect& dialect) {
  Statement out;
  out.sql.reserve(128);
  out.sql = "SELECT ";
  append_columns(out.sql, *query.table);
  append_source(out, query, dialect);
  append_order_and_limit(out, query, dialect);
  return out;
}

Statement aggregate_statement(const QueryData& query, std::string_view function, std::string_view column,
                              const Dialect& dialect) {
  Statement out;
  out.sql.append("SELECT ").append(function).append("(");
  if (column.empty()) {
    out.sql += '*';
  } else {
    append_identifier(out.sql, column);
  }
  out.sql += ')';
  if (!query.limit && !query.offset) {
    append_source(out, query, dialect);
    return out;
  }
  // A limit is about the rows that are counted, not about the one row that the count is.
  out.sql += " FROM (SELECT ";
  append_columns(out.sql, *query.table);
  append_source(out, query, dialect);
  append_order_and_limit(out, query, dialect);
  out.sql += ") AS counted";
  return out;
}

Statement delete_statement(const QueryData& query, const Dialect& dialect) {
  if (query.limit || query.offset || !query.order.empty()) {
    throw std::invalid_argument(
        "delete_all: the query has order_by, limit or offset; only where is possible");
  }
  Statement out{.sql = "DELETE", .values = {}};
  append_source(out, query, dialect);
  return out;
}

std::string insert_sql(const TableInfo& table, bool with_id, const Dialect& dialect) {
  std::string sql = "INSERT INTO ";
  append_identifier(sql, table.name);
  std::string placeholders;
  std::size_t number = 0;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (i == table.id && !with_id) continue;
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
  append_identifier(sql, table.name);
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
  append_identifier(sql, table.name);
  append_where_id(sql, table, 1, dialect);
  return sql;
}

std::string get_sql(const TableInfo& table, const Dialect& dialect) {
  std::string sql = "SELECT ";
  append_columns(sql, table);
  sql += " FROM ";
  append_identifier(sql, table.name);
  append_where_id(sql, table, 1, dialect);
  return sql;
}

}  // namespace detail
}  // namespace anqa
