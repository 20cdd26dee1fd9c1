#include "anqa/data/detail/expression.hpp"

#include <limits>
#include <stdexcept>
#include <string>

#include "anqa/data/detail/query_data.hpp"

namespace anqa::detail {
namespace {

std::int64_t not_negative(std::int64_t count, const char* what) {
  if (count < 0)
    throw std::invalid_argument(std::string(what) + "(" + std::to_string(count) + "): must not be negative");
  return count;
}

}  // namespace

Expression join_conditions(Operator op, const Expression& a, const Expression& b) {
  Expression joined;
  joined.reserve(1 + a.size() + b.size());
  joined.push_back({op});
  joined.insert(joined.end(), a.begin(), a.end());
  joined.insert(joined.end(), b.begin(), b.end());
  return joined;
}

Expression prefixed(Operator op, const Expression& a) { return join_conditions(op, a, {}); }

void QueryData::add_where(const Expression& condition, Operator with_what) {
  where = where.empty() ? condition : join_conditions(with_what, where, condition);
}

void QueryData::add_having(const Expression& condition, Operator with_what) {
  having = having.empty() ? condition : join_conditions(with_what, having, condition);
}

void QueryData::set_limit(std::int64_t count) { limit = not_negative(count, "limit"); }
void QueryData::set_offset(std::int64_t count) { offset = not_negative(count, "offset"); }

void QueryData::reverse_order() {
  if (order.empty() && table->id != TableInfo::none) {
    order.push_back(
        {{{.op = Operator::column, .text = table->columns[table->id].name, .source = from.key}}, true});
    return;
  }
  for (auto& term : order) term.descending = !term.descending;
}

void QueryData::order_by_id() {
  if (!order.empty() || table->id == TableInfo::none) return;
  order.push_back(
      {{{.op = Operator::column, .text = table->columns[table->id].name, .source = from.key}}, false});
}

bool QueryData::is_plain() const {
  return joins.empty() && !from.query && from.cte.empty() && group_by.empty() && having.empty() &&
         !distinct && distinct_on.empty() && order.empty() && !limit && !offset && combinations.empty() &&
         with.empty();
}

std::int64_t to_sql_integer(std::uint64_t value) {
  if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
    throw std::out_of_range("a query compares with " + std::to_string(value) +
                            ": an integer of the database has 64 bits with sign");
  }
  return static_cast<std::int64_t>(value);
}

}  // namespace anqa::detail
