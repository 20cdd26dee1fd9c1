#include "anqa/data/detail/query_sql.hpp"

#include <algorithm>
#include <stdexcept>

namespace anqa::detail {
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
    case Operator::add:
      return " + ";
    case Operator::subtract:
      return " - ";
    case Operator::multiply:
      return " * ";
    case Operator::divide:
      return " / ";
    case Operator::concat:
      return " || ";
    default:
      return {};
  }
}

/// The names under which the sources of a query are known, and those of the queries around it.
struct Scope {
  const Scope* around;
  std::vector<std::pair<const SourceKey*, std::size_t>> sources = {};
  /// One table, whose columns need no name before them.
  bool bare = false;
};

bool has_nested(const Expression& nodes) {
  return std::ranges::any_of(nodes,
                             [](const ExpressionNode& n) { return n.nested && n.op != Operator::over; });
}

/// Writes queries, and expressions by descending through their nodes, which stand in prefix order.
class Writer {
 public:
  Writer(Statement& out, const Dialect& dialect, std::string_view prefix = {})
      : out_(out), dialect_(dialect), prefix_(prefix) {}

  /// Its own prefix counts more than the query's.
  void table(const TableInfo& table) {
    TableInfo prefixed = table;
    if (prefixed.prefix.empty()) prefixed.prefix = prefix_;
    append_table(out_.sql, prefixed);
  }

  void select(const QueryData& query, const Scope* around, const std::string_view* only = nullptr) {
    const auto scope = enter(query, around);
    with(query, scope);
    out_.sql += query.distinct ? "SELECT DISTINCT " : "SELECT ";
    if (!query.distinct_on.empty()) distinct_on(query, scope);
    if (only) {
      column({.op = Operator::column, .text = *only, .source = query.from.key}, scope);
    } else {
      selected(query, scope);
    }
    body(query, scope);
    for (const auto& combination : query.combinations) {
      if (combination.word == "EXCEPT ALL" || combination.word == "INTERSECT ALL") {
        only_in_postgres(combination.word, "number equal rows by row_number() over a partition first");
      }
      out_.sql.append(" ").append(combination.word).append(" ");
      select(*combination.query, around);
    }
    order_by(query, scope, " ORDER BY ");
    limit(query);
    if (!query.lock.empty() && dialect_.kind == Dialect::Kind::postgres)
      out_.sql.append(" ").append(query.lock);
  }

  Scope enter(const QueryData& query, const Scope* around) {
    Scope scope{around};
    scope.bare =
        !around && query.joins.empty() && !has_nested(query.where) && !has_nested(query.having) &&
        std::ranges::none_of(query.select, [](const Selected& s) { return has_nested(s.expression); });
    scope.sources.emplace_back(query.from.key, next_name_++);
    for (const auto& join : query.joins) scope.sources.emplace_back(join.source.key, next_name_++);
    return scope;
  }

  void expression(const Expression& nodes, const Scope& scope) {
    const auto* at = nodes.data();
    node(at, scope);
  }

  void where(const QueryData& query, const Scope& scope) {
    if (query.where.empty()) return;
    out_.sql += " WHERE ";
    expression(query.where, scope);
  }

  void selected(const QueryData& query, const Scope& scope) {
    if (query.select.empty()) return all_columns(query.from.key, scope);
    for (std::size_t i = 0; i < query.select.size(); ++i) {
      if (i > 0) out_.sql += ", ";
      const auto& item = query.select[i];
      if (item.all_of) {
        all_columns(item.all_of, scope);
      } else {
        expression(item.expression, scope);
      }
      if (!item.as.empty()) {
        out_.sql += " AS ";
        append_identifier(out_.sql, item.as);
      }
    }
  }

  void all_columns(const SourceKey* key, const Scope& scope) {
    for (std::size_t i = 0; i < key->table->columns.size(); ++i) {
      if (i > 0) out_.sql += ", ";
      column({.op = Operator::column, .text = key->table->columns[i].name, .source = key}, scope);
    }
  }

  void body(const QueryData& query, const Scope& scope) {
    out_.sql += " FROM ";
    source(query.from, scope, 0);
    for (std::size_t i = 0; i < query.joins.size(); ++i) join(query.joins[i], scope, i + 1);
    where(query, scope);
    for (std::size_t i = 0; i < query.group_by.size(); ++i) {
      out_.sql += i == 0 ? " GROUP BY " : ", ";
      expression(query.group_by[i], scope);
    }
    if (query.having.empty()) return;
    out_.sql += " HAVING ";
    expression(query.having, scope);
  }

  void bind(const SqlValue& value) {
    out_.values.push_back(value);
    out_.sql += dialect_.placeholder;
    out_.sql += std::to_string(out_.values.size());
  }

  void assignments(std::span<const Assignment> list, const Scope& scope) {
    for (std::size_t i = 0; i < list.size(); ++i) {
      out_.sql += i == 0 ? " SET " : ", ";
      append_identifier(out_.sql, list[i].column);
      out_.sql += " = ";
      if (list[i].how == Assign::increment) {
        column({.op = Operator::column, .text = list[i].column, .source = scope.sources[0].first}, scope);
        out_.sql += " + ";
      }
      expression(list[i].value, scope);
    }
  }

 private:
  void name(std::size_t number) { out_.sql.append("s").append(std::to_string(number)); }

  void with(const QueryData& query, const Scope& scope) {
    for (std::size_t i = 0; i < query.with.size(); ++i) {
      out_.sql += i == 0 ? (query.recursive ? "WITH RECURSIVE " : "WITH ") : ", ";
      append_identifier(out_.sql, query.with[i].name);
      out_.sql.append(" AS ").append(query.with[i].how).append("(");
      select(*query.with[i].query, scope.around);
      out_.sql += ")";
    }
    if (!query.with.empty()) out_.sql += ' ';
  }

  void only_in_postgres(std::string_view what, std::string_view instead) const {
    if (dialect_.kind != Dialect::Kind::sqlite) return;
    throw std::invalid_argument(std::string(what) + ": SQLite cannot do that; " + std::string(instead));
  }

  void distinct_on(const QueryData& query, const Scope& scope) {
    only_in_postgres("distinct(columns)", "use distinct(), or row_number() over a partition");
    out_.sql += "ON (";
    for (std::size_t i = 0; i < query.distinct_on.size(); ++i) {
      if (i > 0) out_.sql += ", ";
      expression(query.distinct_on[i], scope);
    }
    out_.sql += ") ";
  }

  void source(const QuerySource& from, const Scope& scope, std::size_t index) {
    if (from.query) {
      if (from.lateral) {
        only_in_postgres("a lateral join", "number the rows by row_number() over a partition and join those");
        out_.sql += "LATERAL ";
      }
      out_.sql += '(';
      select(*from.query, &scope);
      out_.sql += ')';
    } else if (!from.cte.empty()) {
      append_identifier(out_.sql, from.cte);
    } else {
      table(*from.key->table);
    }
    if (scope.bare && !from.query) return;
    out_.sql += " AS ";
    name(scope.sources[index].second);
  }

  void join(const JoinData& join, const Scope& scope, std::size_t index) {
    switch (join.kind) {
      case JoinKind::inner:
        out_.sql += " INNER JOIN ";
        break;
      case JoinKind::left:
        out_.sql += " LEFT JOIN ";
        break;
      case JoinKind::right:
        out_.sql += " RIGHT JOIN ";
        break;
      case JoinKind::full:
        out_.sql += " FULL JOIN ";
        break;
      case JoinKind::cross:
        out_.sql += " CROSS JOIN ";
        break;
    }
    source(join.source, scope, index);
    if (join.kind == JoinKind::cross) return;
    out_.sql += " ON ";
    expression(join.on, scope);
  }

  void order_by(const QueryData& query, const Scope& scope, std::string_view words) {
    if (query.order.empty()) return;
    // After a union there are only the names of its columns.
    Scope names = scope;
    if (!query.combinations.empty()) names.bare = true;
    order(query.order, names, words);
  }

  void order(const std::vector<OrderTerm>& terms, const Scope& scope, std::string_view words) {
    for (std::size_t i = 0; i < terms.size(); ++i) {
      out_.sql += i == 0 ? words : std::string_view(", ");
      expression(terms[i].by, scope);
      if (terms[i].descending) out_.sql += " DESC";
      if (dialect_.nulls_are_high && may_be_null(terms[i].by)) {
        out_.sql += terms[i].descending ? " NULLS LAST" : " NULLS FIRST";
      }
    }
  }

  static bool may_be_null(const Expression& by) {
    const auto& first = by.front();
    if (first.op != Operator::column || !first.source) return true;
    const auto& columns = first.source->table->columns;
    const auto found = std::ranges::find(columns, first.text, &Column::name);
    return found == columns.end() || found->nullable;
  }

  void limit(const QueryData& query) {
    if (query.with_ties) {
      only_in_postgres("with_ties()", "ask by rank() over a window in a subquery");
      if (!query.limit || query.order.empty()) {
        throw std::invalid_argument("with_ties() takes a limit and an order, or no row ties with another");
      }
      if (query.offset) {
        out_.sql += " OFFSET ";
        bind(*query.offset);
      }
      out_.sql += " FETCH FIRST ";
      bind(*query.limit);
      out_.sql += " ROWS WITH TIES";
      return;
    }
    if (query.limit) {
      out_.sql += " LIMIT ";
      bind(*query.limit);
    } else if (query.offset && !dialect_.no_limit.empty()) {
      out_.sql.append(" LIMIT ").append(dialect_.no_limit);
    }
    if (query.offset) {
      out_.sql += " OFFSET ";
      bind(*query.offset);
    }
  }

  void column(const ExpressionNode& here, const Scope& scope) {
    for (const Scope* in = &scope; in; in = in->around) {
      for (const auto& [key, number] : in->sources) {
        if (key != here.source) continue;
        if (!in->bare) {
          name(number);
          out_.sql += '.';
        }
        return append_identifier(out_.sql, here.text);
      }
    }
    throw std::invalid_argument("a query names the column " + std::string(here.text) + " of " +
                                std::string(here.source->table->name) + ", which it does not read: join it");
  }

  void node(const ExpressionNode*& at, const Scope& scope) {
    const ExpressionNode& here = *at++;
    switch (here.op) {
      case Operator::column:
        return column(here, scope);
      case Operator::value:
        return bind(here.value);
      case Operator::not_:
        return wrapped("NOT (", ")", at, scope);
      case Operator::is_null:
        return wrapped("(", " IS NULL)", at, scope);
      case Operator::is_not_null:
        return wrapped("(", " IS NOT NULL)", at, scope);
      case Operator::like:
        return pair(dialect_.like[0], dialect_.like[1], dialect_.like[2], at, scope);
      case Operator::ilike:
        return pair(dialect_.ilike[0], dialect_.ilike[1], dialect_.ilike[2], at, scope);
      case Operator::in:
        return in(here.count, at, scope);
      case Operator::in_query:
        out_.sql += '(';
        node(at, scope);
        out_.sql += " IN ";
        nested(here, scope);
        out_.sql += ')';
        return;
      case Operator::exists:
        out_.sql += "EXISTS ";
        return nested(here, scope);
      case Operator::subquery:
        return nested(here, scope);
      case Operator::star:
        out_.sql += '*';
        return;
      case Operator::call:
      case Operator::call_distinct:
        out_.sql.append(here.text).append(here.op == Operator::call ? "(" : "(DISTINCT ");
        operands(here.count, at, scope);
        out_.sql += ')';
        return;
      case Operator::fragment:
        return fragment(here, at, scope);
      case Operator::filter:
        node(at, scope);
        return wrapped(" FILTER (WHERE ", ")", at, scope);
      case Operator::over:
        node(at, scope);
        return window(*static_cast<const Window*>(here.nested.get()), scope);
      case Operator::any:
      case Operator::all:
        only_in_postgres(here.op == Operator::any ? "any(query)" : "all(query)",
                         "compare with the min or max of a subquery, or use in() or exists()");
        out_.sql += here.op == Operator::any ? "ANY " : "ALL ";
        return nested(here, scope);
      case Operator::identifier:
        return append_identifier(out_.sql, std::get<std::string>(here.value));
      case Operator::list:
        if (here.count == 0) out_.sql += "NULL";
        return operands(here.count, at, scope);
      case Operator::cast_to:
        out_.sql += "CAST(";
        node(at, scope);
        out_.sql.append(" AS ").append(here.text).append(")");
        return;
      default:
        return pair("(", infix(here.op), ")", at, scope);
    }
  }

  void wrapped(std::string_view before, std::string_view after, const ExpressionNode*& at,
               const Scope& scope) {
    out_.sql += before;
    node(at, scope);
    out_.sql += after;
  }

  void pair(std::string_view before, std::string_view between, std::string_view after,
            const ExpressionNode*& at, const Scope& scope) {
    out_.sql += before;
    node(at, scope);
    out_.sql += between;
    node(at, scope);
    out_.sql += after;
  }

  void operands(std::uint32_t count, const ExpressionNode*& at, const Scope& scope) {
    for (std::uint32_t i = 0; i < count; ++i) {
      if (i > 0) out_.sql += ", ";
      node(at, scope);
    }
  }

  void in(std::uint32_t count, const ExpressionNode*& at, const Scope& scope) {
    if (count == 0) {
      // What stands before it is read, and not written.
      const auto size = out_.sql.size(), values = out_.values.size();
      node(at, scope);
      out_.sql.resize(size);
      out_.values.resize(values);
      out_.sql += "(1 = 0)";
      return;
    }
    out_.sql += '(';
    node(at, scope);
    out_.sql += " IN (";
    operands(count, at, scope);
    out_.sql += "))";
  }

  void nested(const ExpressionNode& here, const Scope& scope) {
    out_.sql += '(';
    select(*static_cast<const QueryData*>(here.nested.get()), &scope);
    out_.sql += ')';
  }

  void fragment(const ExpressionNode& here, const ExpressionNode*& at, const Scope& scope) {
    for (const char c : here.text) {
      if (c == '?') {
        node(at, scope);
      } else {
        out_.sql += c;
      }
    }
  }

  void window(const Window& window, const Scope& scope) {
    out_.sql += " OVER (";
    for (std::size_t i = 0; i < window.partition.size(); ++i) {
      out_.sql += i == 0 ? "PARTITION BY " : ", ";
      expression(window.partition[i], scope);
    }
    order(window.order, scope, window.partition.empty() ? "ORDER BY " : " ORDER BY ");
    if (!window.frame.empty()) out_.sql.append(" ").append(window.frame);
    out_.sql += ")";
  }

  Statement& out_;
  const Dialect& dialect_;
  /// Of tables that have none of their own.
  std::string_view prefix_;
  std::size_t next_name_ = 0;
};

/// The rows that an update or a delete is about, and what it gives back of them.
void append_affected(Statement& out, Writer& writer, const QueryData& query, const Scope& scope,
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
Scope bare_scope(const QueryData& query) { return {nullptr, {{query.from.key, 0}}, true}; }

}  // namespace

Statement select_statement(const QueryData& query, const Dialect& dialect) {
  Statement out;
  out.sql.reserve(128);
  Writer(out, dialect, query.prefix).select(query, nullptr);
  return out;
}

Statement aggregate_statement(const QueryData& query, std::string_view function, std::string_view column,
                              const Dialect& dialect) {
  Statement out;
  Writer writer(out, dialect, query.prefix);
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
  Writer writer(out, dialect, query.prefix);
  writer.table(*query.table);
  append_affected(out, writer, query, bare_scope(query), "delete_all");
  return out;
}

Statement update_statement(const QueryData& query, std::span<const Assignment> assignments,
                           const Dialect& dialect) {
  if (assignments.empty()) throw std::invalid_argument("update_all: nothing is to be changed");
  Statement out{.sql = "UPDATE ", .values = {}};
  Writer writer(out, dialect, query.prefix);
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
      Writer writer(out, dialect);
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
        const Scope nothing{nullptr};
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
