#pragma once

#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "anqa/base/result.hpp"
#include "anqa/data/changeset.hpp"
#include "anqa/data/connection.hpp"
#include "anqa/data/detail/repo_core.hpp"
#include "anqa/data/detail/sql.hpp"
#include "anqa/data/on_delete.hpp"

// How one row is stored, with what its changeset changes in associations.
namespace anqa::detail {

template <class T>
SqlValue dump_id(const T& row) {
  return FieldType<decltype(row.id)>::dump(row.id);
}

/// The values that the program makes: an id of a type such as Uuid, and fields that say so.
template <class T>
void autogenerate(T& row) {
  for_each_column(row, [&]<class Field>(std::size_t column, Field& value) {
    if constexpr (requires { FieldType<unwrapped<Field>>::autogenerate(); }) {
      constexpr auto& table = table_of<T>;
      if (column != table.id && !table.columns[column].autogenerate) return;
      if (value == Field{}) value = FieldType<unwrapped<Field>>::autogenerate();
    }
  });
}

template <class T>
void set_new_timestamps(T& row) {
  constexpr auto& table = table_of<T>;
  if (table.inserted_at == TableInfo::none && table.updated_at == TableInfo::none) return;
  const UtcTime now = utc_now();
  for_each_column(row, [&](std::size_t column, auto& value) {
    if constexpr (std::is_same_v<std::remove_cvref_t<decltype(value)>, UtcTime>) {
      if ((column == table.inserted_at || column == table.updated_at) && value == UtcTime{}) value = now;
    }
  });
}

template <class T>
void set_updated_at(T& row, ChangesetCore& core) {
  constexpr auto& table = table_of<T>;
  for_each_column(row, [&](std::size_t column, auto& value) {
    if constexpr (std::is_same_v<std::remove_cvref_t<decltype(value)>, UtcTime>) {
      if (column != table.updated_at || core.changed(column)) return;
      value = utc_now();
      core.set_changed(column, true);
    }
  });
}

/// The row itself; false when the changeset has an error then.
template <class T>
bool insert_one(Connection& connection, T& row, ChangesetCore& core) {
  set_new_timestamps(row);
  autogenerate(row);
  const bool with_id = row.id != decltype(row.id){};
  std::vector<SqlValue> values;
  values.reserve(core.table().columns.size());
  for_each_column(row, [&]<class Field>(std::size_t column, const Field& value) {
    if (inserted(core.table(), column, with_id)) values.push_back(FieldType<Field>::dump(value));
  });
  std::int64_t id = 0;
  if (!run_insert(connection, core, std::move(values), with_id, id)) return false;
  if constexpr (std::is_integral_v<decltype(row.id)>) {
    if (!with_id) row.id = static_cast<decltype(row.id)>(id);
  }
  return true;
}
template <class T>
bool insert_one(Connection& connection, Changeset<T>& changeset) {
  return insert_one(connection, changeset.mutable_value(), changeset.core());
}

/// What is no more than a row needs a changeset only when it is refused.
template <class T>
result<T, Changeset<T>> insert_plain_row(Connection& connection, T row, const std::string& prefix) {
  ChangesetCore core(table_of<T>, row.id != decltype(row.id){});
  core.action = ChangesetAction::insert;
  core.prefix = prefix;
  if (insert_one(connection, row, core)) return row;
  Changeset<T> refused(std::move(row));
  refused.core() = std::move(core);
  return std::unexpected(std::move(refused));
}

template <class T>
bool update_one(Connection& connection, Changeset<T>& changeset) {
  auto& core = changeset.core();
  T& row = changeset.mutable_value();
  if (!core.any_column_changed() && !core.force_update) return true;
  set_updated_at(row, core);
  if (core.lock_column() != TableInfo::none) core.set_changed(core.lock_column(), true);
  std::vector<std::size_t> columns;
  std::vector<SqlValue> values;
  for_each_column(row, [&]<class Field>(std::size_t column, const Field& value) {
    if (!core.changed(column) || core.table().columns[column].writable != Writable::always) return;
    columns.push_back(column);
    values.push_back(FieldType<Field>::dump(value));
  });
  if (columns.empty()) return true;
  values.push_back(dump_id(changeset.data()));
  if (core.lock_column() != TableInfo::none) return run_locked_update(connection, core, columns, values);
  return run_update(connection, core, columns, std::move(values));
}

/// Whether an update would do anything.
template <class T>
bool has_work(const Changeset<T>& changeset) {
  const auto& core = changeset.core();
  return core.any_column_changed() || core.related_changed || core.force_update ||
         !changeset.prepared().empty();
}

template <class T>
bool prepare(Connection& connection, Changeset<T>& changeset) {
  if (changeset.prepared().empty()) return true;
  with_repo(
      connection,
      [](BlockingRepo& repo, void* context) {
        auto& prepared = *static_cast<Changeset<T>*>(context);
        for (const auto function : prepared.prepared()) function(repo, prepared);
      },
      &changeset);
  return changeset.valid();
}

/// Stores the row by `one`, with what belongs to it in the same transaction: what is prepared, and related
/// rows.
template <class T>
result<T, Changeset<T>> store_row(Connection& connection, Changeset<T> changeset,
                                  bool (*one)(Connection&, Changeset<T>&)) {
  if (changeset.prepared().empty() && changeset.nested().empty()) {
    if (!one(connection, changeset)) return std::unexpected(std::move(changeset));
    return std::move(changeset.mutable_value());
  }
  Transaction transaction(connection);
  if (!prepare(connection, changeset)) return std::unexpected(std::move(changeset));
  const T before = changeset.apply_changes();
  auto& nested = changeset.nested();
  T& row = changeset.mutable_value();
  if (nested.store(true, connection, &row, changeset.core()) && one(connection, changeset) &&
      nested.store(false, connection, &row, changeset.core())) {
    transaction.commit();
    return std::move(row);
  }
  // Nothing was stored, so it has no id and no related rows that have one.
  row = before;
  return std::unexpected(std::move(changeset));
}

template <class T>
result<T, Changeset<T>> insert_row(Connection& connection, Changeset<T> changeset) {
  changeset.core().action = ChangesetAction::insert;
  if (!changeset.valid()) return std::unexpected(std::move(changeset));
  return store_row<T>(connection, std::move(changeset), insert_one<T>);
}

template <class T>
result<T, Changeset<T>> update_row(Connection& connection, Changeset<T> changeset) {
  changeset.core().action = ChangesetAction::update;
  if (!changeset.valid()) return std::unexpected(std::move(changeset));
  return store_row<T>(connection, std::move(changeset), update_one<T>);
}

/// Whether one of its associations has an OnDelete.
template <class T>
consteval bool deletes_related() {
  bool any = false;
  for_each_field_type<T>([&]<std::size_t I, class Field>(std::string_view) {
    if constexpr (requires { Field::on_delete; }) any = any || Field::on_delete != OnDelete::nothing;
  });
  return any;
}

template <class T>
bool delete_one(Connection& connection, Changeset<T>& changeset) {
  if constexpr (deletes_related<T>()) {
    Transaction transaction(connection);
    delete_related(connection, changeset.data(), changeset.core().prefix);
    if (!run_delete(connection, changeset.core(), dump_id(changeset.data()))) return false;
    transaction.commit();
    return true;
  } else {
    return run_delete(connection, changeset.core(), dump_id(changeset.data()));
  }
}

template <class T>
result<T, Changeset<T>> delete_row(Connection& connection, Changeset<T> changeset) {
  changeset.core().action = ChangesetAction::delete_;
  if (!changeset.valid()) return std::unexpected(std::move(changeset));
  if (!changeset.prepared().empty()) {
    Transaction transaction(connection);
    if (!prepare(connection, changeset) || !delete_one(connection, changeset)) {
      return std::unexpected(std::move(changeset));
    }
    transaction.commit();
    return changeset.data();
  }
  if (!delete_one(connection, changeset)) return std::unexpected(std::move(changeset));
  return changeset.data();
}

}  // namespace anqa::detail
