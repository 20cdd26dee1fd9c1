#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "anqa/data/detail/expression.hpp"

namespace anqa {

enum class Clause : std::uint8_t;

namespace detail {

struct QueryData;

struct OrderTerm {
  Expression by;
  bool descending = false;
};

enum class JoinKind : std::uint8_t { inner, left, right, full, cross };

/// What a query reads: a table, unless it is the rows of another query or of a common table expression.
struct QuerySource {
  const SourceKey* key;
  std::shared_ptr<const QueryData> query = {};
  std::string cte = {};
  bool lateral = false;
};

struct JoinData {
  JoinKind kind;
  QuerySource source;
  Expression on;
};

/// One column of the result, or all columns of a source.
struct Selected {
  Expression expression;
  const SourceKey* all_of = nullptr;
  std::string_view as = {};
};

struct Window {
  std::vector<Expression> partition;
  std::vector<OrderTerm> order;
  /// Empty, or a frame such as "ROWS UNBOUNDED PRECEDING"; a constant of the program.
  std::string_view frame;
};

struct Combination {
  /// "UNION", "UNION ALL", "EXCEPT", "INTERSECT" …
  std::string_view word;
  std::shared_ptr<const QueryData> query;
};

struct CommonTable {
  std::string name;
  std::shared_ptr<const QueryData> query;
  /// "MATERIALIZED " and the like.
  std::string_view how = {};
};

enum class Assign : std::uint8_t { set, increment };

/// One column of an update.
struct Assignment {
  std::string_view column;
  Assign how = Assign::set;
  Expression value;
};

/// A query without its types.
struct QueryData {
  const TableInfo* table;
  QuerySource from;
  std::vector<JoinData> joins = {};
  /// Empty for all columns of `from`.
  std::vector<Selected> select = {};
  Expression where = {};
  std::vector<Expression> group_by = {};
  Expression having = {};
  bool distinct = false;
  std::vector<Expression> distinct_on = {};
  std::vector<OrderTerm> order = {};
  std::optional<std::int64_t> limit = {};
  bool with_ties = false;
  std::optional<std::int64_t> offset = {};
  std::vector<Combination> combinations = {};
  std::vector<CommonTable> with = {};
  bool recursive = false;
  /// "FOR UPDATE" and the like, where the database locks rows.
  std::string_view lock = {};
  /// The schema of the tables that name none.
  std::string prefix = {};

  void add_where(const Expression& condition, Operator with_what);
  void add_having(const Expression& condition, Operator with_what);
  /// Throw std::invalid_argument for a negative count.
  void set_limit(std::int64_t count);
  void set_offset(std::int64_t count);
  void reverse_order();
  /// By id, when nothing was said.
  void order_by_id();
  void exclude(Clause clause);

  /// One table, and nothing that changes which of its rows there are but where.
  bool is_plain() const;
};

}  // namespace detail
}  // namespace anqa
