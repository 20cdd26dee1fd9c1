#include "anqa/data/detail/row_moves.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "anqa/data/connection.hpp"
#include "anqa/data/database_error.hpp"
#include "anqa/data/detail/repo_core.hpp"

namespace anqa::detail {
namespace {

bool among(std::uint64_t columns, std::size_t column) { return (columns >> column & 1) != 0; }

/// Which rows wait for each row: those that take a value of one of these columns that it has and gives up.
std::vector<std::vector<std::size_t>> who_waits(const std::vector<RowMove>& moves, std::uint64_t columns) {
  std::multimap<std::pair<std::size_t, SqlValue>, std::size_t> given_up;
  for (std::size_t i = 0; i < moves.size(); ++i) {
    for (const auto& value : moves[i].values) {
      if (among(columns, value.column)) given_up.emplace(std::pair(value.column, value.before), i);
    }
  }
  std::vector<std::vector<std::size_t>> waiting(moves.size());
  for (std::size_t i = 0; i < moves.size(); ++i) {
    for (const auto& value : moves[i].values) {
      if (value.after == SqlValue()) continue;
      const auto [begin, end] = given_up.equal_range({value.column, value.after});
      for (auto at = begin; at != end; ++at) {
        if (at->second != i) waiting[at->second].push_back(i);
      }
    }
  }
  return waiting;
}

/// A value of the column that no row has; nothing where there is no telling one.
std::optional<SqlValue> free_value(const Column& column, const RowMove::Value& value,
                                   const std::vector<RowMove>& moves, std::size_t number) {
  if (column.nullable) return SqlValue();
  if (std::holds_alternative<std::int64_t>(value.before)) {
    std::int64_t least = 0;
    for (const auto& move : moves) {
      for (const auto& each : move.values) {
        if (each.column != value.column) continue;
        for (const auto* number_of :
             {std::get_if<std::int64_t>(&each.before), std::get_if<std::int64_t>(&each.after)}) {
          if (number_of) least = std::min(least, *number_of);
        }
      }
    }
    return SqlValue(least - 1 - static_cast<std::int64_t>(number));
  }
  if (const auto* text = std::get_if<std::string>(&value.before)) {
    return SqlValue(*text + " \u2194 " + std::to_string(number));
  }
  return std::nullopt;
}

/// Takes the row out of the way of others. Where the database refuses that, the row's own update will be
/// refused as well, and says so.
void park(Connection& connection, const RowMove& move, std::uint64_t columns,
          const std::vector<RowMove>& moves, std::size_t number) {
  const auto& table = move.changeset->table();
  std::vector<std::size_t> parked;
  std::vector<SqlValue> values;
  for (const auto& value : move.values) {
    if (!among(columns, value.column)) continue;
    if (auto free = free_value(table.columns[value.column], value, moves, number)) {
      parked.push_back(value.column);
      values.push_back(*std::move(free));
    }
  }
  if (parked.empty()) return;
  values.push_back(move.id);
  const GuardedWrites guard(connection, *move.changeset);
  try {
    connection.execute(update_sql(placed(table, move.changeset->prefix), parked, connection.dialect()),
                       values);
  } catch (const ConstraintError&) {
  }
}

}  // namespace

std::vector<std::size_t> order_moves(Connection& connection, std::vector<RowMove> moves) {
  std::uint64_t unique = 0;
  for (const auto& move : moves) unique |= move.changeset->unique_columns();
  // Where nothing is known any column may be in a unique index, and the order helps as far as there is one.
  const std::uint64_t columns = unique != 0 ? unique : ~std::uint64_t{0};
  const auto waiting = who_waits(moves, columns);
  std::vector<std::size_t> waits_for(moves.size());
  for (const auto& those : waiting) {
    for (const auto each : those) ++waits_for[each];
  }
  std::vector<bool> out_of_the_way(moves.size());
  std::set<std::size_t> ready, left;
  for (std::size_t i = 0; i < moves.size(); ++i) (waits_for[i] == 0 ? ready : left).insert(i);
  const auto give_up = [&](std::size_t which) {
    if (out_of_the_way[which]) return;
    out_of_the_way[which] = true;
    for (const auto each : waiting[which]) {
      if (--waits_for[each] == 0 && left.erase(each) > 0) ready.insert(each);
    }
  };
  std::vector<std::size_t> order;
  while (!ready.empty() || !left.empty()) {
    if (ready.empty()) {
      // A circle, or what looks like one.
      const auto first =
          *std::ranges::find_if(left, [&](std::size_t which) { return !out_of_the_way[which]; });
      if (unique != 0) park(connection, moves[first], columns, moves, first);
      give_up(first);
      continue;
    }
    const auto next = ready.extract(ready.begin()).value();
    order.push_back(moves[next].place);
    give_up(next);
  }
  return order;
}

}  // namespace anqa::detail
