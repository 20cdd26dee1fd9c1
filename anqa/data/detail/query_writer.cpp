#include "anqa/data/detail/query_writer.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

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

bool has_nested(const Expression& nodes) {
  return std::ranges::any_of(nodes,
                             [](const ExpressionNode& n) { return n.nested && n.op != Operator::over; });
}

}  // namespace

void QueryWriter::table(const TableInfo& table) { append_table(out_.sql, placed(table, prefix_)); }

void QueryWriter::select(const QueryData& query, const QueryScope* around, const std::string_view* only) {
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

QueryScope QueryWriter::enter(const QueryData& query, const QueryScope* around) {
  QueryScope scope{around};
  scope.bare = !around && query.joins.empty() && !has_nested(query.where) && !has_nested(query.having) &&
               std::ranges::none_of(query.select, [](const Selected& s) { return has_nested(s.expression); });
  scope.sources.emplace_back(query.from.key, next_name_++);
  for (const auto& join : query.joins) scope.sources.emplace_back(join.source.key, next_name_++);
  return scope;
}

void QueryWriter::expression(const Expression& nodes, const QueryScope& scope) {
  const auto* at = nodes.data();
  node(at, scope);
}

void QueryWriter::where(const QueryData& query, const QueryScope& scope) {
  if (query.where.empty()) return;
  out_.sql += " WHERE ";
  expression(query.where, scope);
}

void QueryWriter::selected(const QueryData& query, const QueryScope& scope) {
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

void QueryWriter::all_columns(const SourceKey* key, const QueryScope& scope) {
  for (std::size_t i = 0; i < key->table->columns.size(); ++i) {
    if (i > 0) out_.sql += ", ";
    column({.op = Operator::column, .text = key->table->columns[i].name, .source = key}, scope);
  }
}

void QueryWriter::body(const QueryData& query, const QueryScope& scope) {
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

void QueryWriter::bind(const SqlValue& value) {
  out_.values.push_back(value);
  out_.sql += dialect_.placeholder;
  out_.sql += std::to_string(out_.values.size());
}

void QueryWriter::assignments(std::span<const Assignment> list, const QueryScope& scope) {
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

void QueryWriter::with(const QueryData& query, const QueryScope& scope) {
  for (std::size_t i = 0; i < query.with.size(); ++i) {
    out_.sql += i == 0 ? (query.recursive ? "WITH RECURSIVE " : "WITH ") : ", ";
    append_identifier(out_.sql, query.with[i].name);
    out_.sql.append(" AS ").append(query.with[i].how).append("(");
    select(*query.with[i].query, scope.around);
    out_.sql += ")";
  }
  if (!query.with.empty()) out_.sql += ' ';
}

void QueryWriter::only_in_postgres(std::string_view what, std::string_view instead) const {
  if (dialect_.kind != Dialect::Kind::sqlite) return;
  throw std::invalid_argument(std::string(what) + ": SQLite cannot do that; " + std::string(instead));
}

void QueryWriter::distinct_on(const QueryData& query, const QueryScope& scope) {
  only_in_postgres("distinct(columns)", "use distinct(), or row_number() over a partition");
  out_.sql += "ON (";
  for (std::size_t i = 0; i < query.distinct_on.size(); ++i) {
    if (i > 0) out_.sql += ", ";
    expression(query.distinct_on[i], scope);
  }
  out_.sql += ") ";
}

void QueryWriter::source(const QuerySource& from, const QueryScope& scope, std::size_t index) {
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

void QueryWriter::join(const JoinData& join, const QueryScope& scope, std::size_t index) {
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

void QueryWriter::order_by(const QueryData& query, const QueryScope& scope, std::string_view words) {
  if (query.order.empty()) return;
  // After a union there are only the names of its columns.
  QueryScope names = scope;
  if (!query.combinations.empty()) names.bare = true;
  order(query.order, names, words);
}

void QueryWriter::order(const std::vector<OrderTerm>& terms, const QueryScope& scope,
                        std::string_view words) {
  for (std::size_t i = 0; i < terms.size(); ++i) {
    out_.sql += i == 0 ? words : std::string_view(", ");
    expression(terms[i].by, scope);
    if (terms[i].descending) out_.sql += " DESC";
    if (dialect_.nulls_are_high && may_be_null(terms[i].by)) {
      out_.sql += terms[i].descending ? " NULLS LAST" : " NULLS FIRST";
    }
  }
}

bool QueryWriter::may_be_null(const Expression& by) {
  const auto& first = by.front();
  if (first.op != Operator::column || !first.source) return true;
  const auto& columns = first.source->table->columns;
  const auto found = std::ranges::find(columns, first.text, &Column::name);
  return found == columns.end() || found->nullable;
}

void QueryWriter::limit(const QueryData& query) {
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

void QueryWriter::column(const ExpressionNode& here, const QueryScope& scope) {
  for (const QueryScope* in = &scope; in; in = in->around) {
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

void QueryWriter::node(const ExpressionNode*& at, const QueryScope& scope) {
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

void QueryWriter::wrapped(std::string_view before, std::string_view after, const ExpressionNode*& at,
                          const QueryScope& scope) {
  out_.sql += before;
  node(at, scope);
  out_.sql += after;
}

void QueryWriter::pair(std::string_view before, std::string_view between, std::string_view after,
                       const ExpressionNode*& at, const QueryScope& scope) {
  out_.sql += before;
  node(at, scope);
  out_.sql += between;
  node(at, scope);
  out_.sql += after;
}

void QueryWriter::operands(std::uint32_t count, const ExpressionNode*& at, const QueryScope& scope) {
  for (std::uint32_t i = 0; i < count; ++i) {
    if (i > 0) out_.sql += ", ";
    node(at, scope);
  }
}

void QueryWriter::in(std::uint32_t count, const ExpressionNode*& at, const QueryScope& scope) {
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

void QueryWriter::nested(const ExpressionNode& here, const QueryScope& scope) {
  out_.sql += '(';
  select(*static_cast<const QueryData*>(here.nested.get()), &scope);
  out_.sql += ')';
}

void QueryWriter::fragment(const ExpressionNode& here, const ExpressionNode*& at, const QueryScope& scope) {
  for (const char c : here.text) {
    if (c == '?') {
      node(at, scope);
    } else {
      out_.sql += c;
    }
  }
}

void QueryWriter::window(const Window& window, const QueryScope& scope) {
  out_.sql += " OVER (";
  for (std::size_t i = 0; i < window.partition.size(); ++i) {
    out_.sql += i == 0 ? "PARTITION BY " : ", ";
    expression(window.partition[i], scope);
  }
  order(window.order, scope, window.partition.empty() ? "ORDER BY " : " ORDER BY ");
  if (!window.frame.empty()) out_.sql.append(" ").append(window.frame);
  out_.sql += ")";
}

}  // namespace anqa::detail
