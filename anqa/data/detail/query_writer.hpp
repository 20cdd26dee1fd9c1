#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "anqa/data/detail/query_data.hpp"
#include "anqa/data/detail/sql.hpp"

namespace anqa::detail {

/// The names under which the sources of a query are known, and those of the queries around it.
struct QueryScope {
  const QueryScope* around;
  std::vector<std::pair<const SourceKey*, std::size_t>> sources = {};
  /// One table, whose columns need no name before them.
  bool bare = false;
};

/// Writes queries, and expressions by descending through their nodes, which stand in prefix order.
class QueryWriter {
 public:
  QueryWriter(Statement& out, const Dialect& dialect, std::string_view prefix = {})
      : out_(out), dialect_(dialect), prefix_(prefix) {}

  /// Its own prefix counts more than the query's.
  void table(const TableInfo& table);
  void select(const QueryData& query, const QueryScope* around, const std::string_view* only = nullptr);
  QueryScope enter(const QueryData& query, const QueryScope* around);
  void expression(const Expression& nodes, const QueryScope& scope);
  void where(const QueryData& query, const QueryScope& scope);
  void selected(const QueryData& query, const QueryScope& scope);
  void all_columns(const SourceKey* key, const QueryScope& scope);
  void body(const QueryData& query, const QueryScope& scope);
  void bind(const SqlValue& value);
  void assignments(std::span<const Assignment> list, const QueryScope& scope);

 private:
  void name(std::size_t number) { out_.sql.append("s").append(std::to_string(number)); }

  void with(const QueryData& query, const QueryScope& scope);
  void only_in_postgres(std::string_view what, std::string_view instead) const;
  void distinct_on(const QueryData& query, const QueryScope& scope);
  void source(const QuerySource& from, const QueryScope& scope, std::size_t index);
  void join(const JoinData& join, const QueryScope& scope, std::size_t index);
  void order_by(const QueryData& query, const QueryScope& scope, std::string_view words);
  void order(const std::vector<OrderTerm>& terms, const QueryScope& scope, std::string_view words);
  static bool may_be_null(const Expression& by);
  void limit(const QueryData& query);
  void column(const ExpressionNode& here, const QueryScope& scope);
  void node(const ExpressionNode*& at, const QueryScope& scope);
  void wrapped(std::string_view before, std::string_view after, const ExpressionNode*& at,
               const QueryScope& scope);
  void pair(std::string_view before, std::string_view between, std::string_view after,
            const ExpressionNode*& at, const QueryScope& scope);
  void operands(std::uint32_t count, const ExpressionNode*& at, const QueryScope& scope);
  void in(std::uint32_t count, const ExpressionNode*& at, const QueryScope& scope);
  void nested(const ExpressionNode& here, const QueryScope& scope);
  void fragment(const ExpressionNode& here, const ExpressionNode*& at, const QueryScope& scope);
  void window(const Window& window, const QueryScope& scope);

  Statement& out_;
  const Dialect& dialect_;
  /// Of tables that have none of their own.
  std::string_view prefix_;
  std::size_t next_name_ = 0;
};

}  // namespace anqa::detail
