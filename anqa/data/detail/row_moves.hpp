#pragma once

#include <cstdint>
#include <vector>

#include "anqa/data/changeset.hpp"

namespace anqa {

class Connection;

namespace detail {

/// What an update of one row among others changes: such rows may want each other's values in a unique index.
struct RowMove {
  struct Value {
    std::size_t column;
    SqlValue before;
    SqlValue after;
  };
  /// Whatever the caller tells rows apart by.
  std::size_t place;
  SqlValue id;
  const ChangesetCore* changeset;
  std::vector<Value> values = {};
};

template <class T>
RowMove row_move(std::size_t place, const Changeset<T>& changeset) {
  const auto& core = changeset.core();
  RowMove move{.place = place, .id = {}, .changeset = &core};
  for_each_column(changeset.data(), [&]<class Field>(std::size_t column, const Field& value) {
    if (column == core.table().id) move.id = FieldType<Field>::dump(value);
    if (core.changed(column)) move.values.push_back({column, FieldType<Field>::dump(value), {}});
  });
  auto at = move.values.begin();
  for_each_column(changeset.apply_changes(), [&]<class Field>(std::size_t column, const Field& value) {
    if (core.changed(column)) (at++)->after = FieldType<Field>::dump(value);
  });
  return move;
}

/// The places in an order in which each row finds its new values free: those that take over a value come
/// after the one that gives it up. Where they go round in a circle, as in a swap, and the changesets declare
/// a unique constraint of such a column, one of them is given a value that nobody has, first; that is stored
/// here. Nothing else is.
std::vector<std::size_t> order_moves(Connection& connection, std::vector<RowMove> moves);

}  // namespace detail
}  // namespace anqa
