#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
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
  add,
  subtract,
  multiply,
  divide,
  concat,
  not_,
  is_null,
  is_not_null,
  like,
  ilike,
  in,
  in_query,
  exists,
  subquery,
  call,
  call_distinct,
  star,
  fragment,
  filter,
  over,
  cast_to,
  any,
  all,
  identifier,
  list,
};

/// Where the columns of an expression come from: a table or the rows of another query, under a name of its
/// own where one table takes part twice. One object for each in the program, told apart by its address.
struct SourceKey {
  const TableInfo* table;
  std::string_view alias;
};

/// One node of an expression. An expression is its nodes in prefix order, an operator before its operands, so
/// that joining two conditions joins two vectors.
struct ExpressionNode {
  Operator op;
  /// How many operands follow, where their number is open; for `in` without the column.
  std::uint32_t count = 0;
  /// A column's name, a function's, a fragment's text, the type of a cast.
  std::string_view text = {};
  const SourceKey* source = nullptr;
  SqlValue value = {};
  /// A QueryData for in_query, exists and subquery; a Window for over.
  std::shared_ptr<const void> nested = {};
};

using Expression = std::vector<ExpressionNode>;

Expression join_conditions(Operator op, const Expression& a, const Expression& b);
Expression prefixed(Operator op, const Expression& a);

/// Any integer as the database's; throws std::out_of_range for what does not fit.
std::int64_t to_sql_integer(std::uint64_t value);

}  // namespace anqa::detail
