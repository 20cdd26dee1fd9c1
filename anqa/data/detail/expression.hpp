#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "anqa/data/schema.hpp"
#include "anqa/data/sql_value.hpp"

namespace anqa::detail {

enum class Operator : std::uint8_t {
  column,
  value,
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
  and_,
  or_,
  not_,
  is_null,
  is_not_null,
  like,
  ilike,
  in,
};

/// One node of a condition. A condition is its nodes in prefix order, an operator before its operands, so
/// that joining two conditions joins two vectors.
struct ExpressionNode {
  Operator op;
  /// For `in`: how many values follow the column.
  std::uint32_t count = 0;
  std::string_view column = {};
  SqlValue value = {};
};

using Expression = std::vector<ExpressionNode>;

Expression join_conditions(Operator op, const Expression& a, const Expression& b);
Expression prefixed(Operator op, const Expression& a);

struct OrderTerm {
  std::string_view column;
  bool descending = false;
};

/// A query without its schema's type. The columns are those of the table, all of them.
struct QueryData {
  const TableInfo* table;
  Expression where;
  std::vector<OrderTerm> order;
  std::optional<std::int64_t> limit;
  std::optional<std::int64_t> offset;

  void add_where(const Expression& condition, Operator with);
  /// Throw std::invalid_argument for a negative count.
  void set_limit(std::int64_t count);
  void set_offset(std::int64_t count);
};

/// Any integer as the database's; throws std::out_of_range for what does not fit.
std::int64_t to_sql_integer(std::uint64_t value);

}  // namespace anqa::detail
