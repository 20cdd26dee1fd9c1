#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "anqa/base/result.hpp"
#include "anqa/data/changeset.hpp"
#include "anqa/data/database.hpp"
#include "anqa/data/database_error.hpp"
#include "anqa/data/detail/repo_core.hpp"
#include "anqa/data/query.hpp"

namespace anqa {

/// The repo for threads that may wait: seeds, migrations, tests, and the inside of a transaction. Every call
/// blocks its thread until the database answers; in a process use Repo.
///
/// What the database refuses leaves as DatabaseError; a violated constraint that the changeset declares is
/// its error.
class BlockingRepo {
 public:
  /// Takes a connection for each call.
  explicit BlockingRepo(Database& database) : database_(&database) {}
  /// The same, and keeps the database open meanwhile.
  explicit BlockingRepo(std::shared_ptr<Database> database)
      : database_(database.get()), kept_(std::move(database)) {}
  /// Stays on one connection, as inside a transaction.
  explicit BlockingRepo(Connection& connection) : connection_(&connection) {}

  /// Stores a new row and gives it back as stored, with its id and timestamps.
  template <SchemaType T>
  result<T, Changeset<T>> insert(Changeset<T> changeset) {
    auto& core = changeset.core();
    core.action = ChangesetAction::insert;
    if (!core.errors().empty()) return std::unexpected(std::move(changeset));
    T& row = changeset.mutable_value();
    set_new_timestamps(row);
    autogenerate_id(row);
    const bool with_id = row.id != decltype(row.id){};
    std::vector<SqlValue> values;
    values.reserve(core.table().columns.size());
    detail::for_each_column(row, [&]<class Field>(std::size_t column, const Field& value) {
      if (column != core.table().id || with_id) values.push_back(FieldType<Field>::dump(value));
    });
    std::int64_t id = 0;
    const bool stored = on_writer("insert", [&](Connection& connection) {
      return detail::run_insert(connection, core, std::move(values), with_id, id);
    });
    if (!stored) return std::unexpected(std::move(changeset));
    if constexpr (std::is_integral_v<decltype(row.id)>) {
      if (!with_id) row.id = static_cast<decltype(row.id)>(id);
    }
    return std::move(row);
  }
  template <SchemaType T>
  result<T, Changeset<T>> insert(T row) {
    return insert(change(std::move(row)));
  }

  /// Stores the changes, and nothing when there are none. Throws StaleEntryError when the row is gone.
  template <SchemaType T>
  result<T, Changeset<T>> update(Changeset<T> changeset) {
    auto& core = changeset.core();
    core.action = ChangesetAction::update;
    if (!core.errors().empty()) return std::unexpected(std::move(changeset));
    T& row = changeset.mutable_value();
    if (!core.any_column_changed()) return std::move(row);
    set_updated_at(row, core);
    std::vector<std::size_t> columns;
    std::vector<SqlValue> values;
    detail::for_each_column(row, [&]<class Field>(std::size_t column, const Field& value) {
      if (!core.changed(column)) return;
      columns.push_back(column);
      values.push_back(FieldType<Field>::dump(value));
    });
    values.push_back(dump_id(changeset.data()));
    const bool stored = on_writer("update", [&](Connection& connection) {
      return detail::run_update(connection, core, columns, std::move(values));
    });
    if (!stored) return std::unexpected(std::move(changeset));
    return std::move(row);
  }

  /// Deletes a row and gives it back. Throws StaleEntryError when it is gone already.
  template <SchemaType T>
  result<T, Changeset<T>> delete_(Changeset<T> changeset) {
    auto& core = changeset.core();
    core.action = ChangesetAction::delete_;
    if (!core.errors().empty()) return std::unexpected(std::move(changeset));
    const bool deleted = on_writer("delete", [&](Connection& connection) {
      return detail::run_delete(connection, core, dump_id(changeset.data()));
    });
    if (!deleted) return std::unexpected(std::move(changeset));
    return changeset.data();
  }
  template <SchemaType T>
  result<T, Changeset<T>> delete_(T row) {
    return delete_(change(std::move(row)));
  }

  template <SchemaType T>
  std::optional<T> get(decltype(T::id) id) {
    return on_reader("get", [&](Connection& connection) -> std::optional<T> {
      const SqlValue value = FieldType<decltype(T::id)>::dump(id);
      auto rows = connection.query(detail::get_sql(table_of<T>, connection.dialect()), {&value, 1});
      if (!rows->next()) return std::nullopt;
      return load<T>(*rows);
    });
  }

  template <SchemaType T>
  std::vector<T> all(const Query<T>& query) {
    return on_reader("all", [&](Connection& connection) {
      const auto statement = detail::select_statement(query.data(), connection.dialect());
      auto rows = connection.query(statement.sql, statement.values);
      std::vector<T> found;
      while (rows->next()) found.push_back(load<T>(*rows));
      return found;
    });
  }

  /// The only row of the query, if there is one; throws MultipleResultsError when there are more.
  template <SchemaType T>
  std::optional<T> one(const Query<T>& query) {
    return on_reader("one", [&](Connection& connection) -> std::optional<T> {
      const auto statement = detail::select_statement(query.data(), connection.dialect());
      auto rows = connection.query(statement.sql, statement.values);
      if (!rows->next()) return std::nullopt;
      T row = load<T>(*rows);
      if (rows->next()) detail::fail_multiple(table_of<T>.name);
      return row;
    });
  }

  template <SchemaType T>
  bool exists(Query<T> query) {
    return count(query.limit(1)) > 0;
  }

  template <SchemaType T>
  std::int64_t count(const Query<T>& query) {
    return *aggregate<std::int64_t>(query.data(), "count", {});
  }
  /// The sum of a column; nothing when there are no values. An integer sum that overflows throws.
  template <auto Member, SchemaType T>
  auto sum(const Query<T>& query) {
    using Value = detail::unwrapped<typename detail::ColumnPath<Member>::Value>;
    static_assert(std::is_arithmetic_v<Value>, "sum takes a column of numbers");
    return aggregate<std::conditional_t<std::is_integral_v<Value>, std::int64_t, double>>(
        query.data(), "sum", member_name<Member>());
  }
  /// The mean of a column; nothing when there are no values.
  template <auto Member, SchemaType T>
  std::optional<double> avg(const Query<T>& query) {
    return aggregate<double>(query.data(), "avg", member_name<Member>());
  }
  template <auto Member, SchemaType T>
  auto min(const Query<T>& query) {
    return aggregate<detail::unwrapped<typename detail::ColumnPath<Member>::Value>>(query.data(), "min",
                                                                                    member_name<Member>());
  }
  template <auto Member, SchemaType T>
  auto max(const Query<T>& query) {
    return aggregate<detail::unwrapped<typename detail::ColumnPath<Member>::Value>>(query.data(), "max",
                                                                                    member_name<Member>());
  }

  /// Deletes all rows of the query and gives their number. The query has no order, limit or offset.
  template <SchemaType T>
  std::int64_t delete_all(const Query<T>& query) {
    return on_writer("delete_all", [&](Connection& connection) {
      const auto statement = detail::delete_statement(query.data(), connection.dialect());
      return connection.execute(statement.sql, statement.values);
    });
  }

  /// Runs `function(repo)` in a transaction and gives its result. It is rolled back when the function throws
  /// or gives an error (a result without value). Inside a transaction it is a savepoint. The function uses
  /// the repo that it is given: another one would wait for the connection that this one has.
  template <class Function>
  auto transaction(Function&& function) -> std::invoke_result_t<Function&, BlockingRepo&> {
    using Result = std::invoke_result_t<Function&, BlockingRepo&>;
    return on_writer("transaction", [&](Connection& connection) -> Result {
      detail::Transaction transaction(connection);
      BlockingRepo inside(connection);
      if constexpr (std::is_void_v<Result>) {
        function(inside);
        transaction.commit();
      } else {
        Result result = function(inside);
        if (detail::succeeded(result)) transaction.commit();
        return result;
      }
    });
  }

 private:
  template <class Use>
  auto on_reader(std::string_view purpose, Use&& use) {
    if (connection_) return use(*connection_);
    auto lease = database_->reader(purpose);
    return use(*lease);
  }
  template <class Use>
  auto on_writer(std::string_view purpose, Use&& use) {
    if (connection_) return use(*connection_);
    auto lease = database_->writer(purpose);
    return use(*lease);
  }

  template <class T>
  static T load(Cursor& row) {
    T loaded{};
    detail::for_each_column(loaded, [&]<class Field>(std::size_t column, Field& value) {
      FieldType<Field>::load(row, static_cast<int>(column), value);
    });
    return loaded;
  }

  template <class Value>
  std::optional<Value> aggregate(const detail::QueryData& query, std::string_view function,
                                 std::string_view column) {
    return on_reader(function, [&](Connection& connection) {
      const auto statement = detail::aggregate_statement(query, function, column, connection.dialect());
      auto rows = connection.query(statement.sql, statement.values);
      std::optional<Value> value;
      if (rows->next()) FieldType<std::optional<Value>>::load(*rows, 0, value);
      return value;
    });
  }

  template <class T>
  static SqlValue dump_id(const T& row) {
    return FieldType<decltype(row.id)>::dump(row.id);
  }

  /// Of a type such as Uuid, whose values the program makes.
  template <class T>
  static void autogenerate_id(T& row) {
    using Id = decltype(row.id);
    if constexpr (requires { FieldType<Id>::autogenerate(); }) {
      if (row.id == Id{}) row.id = FieldType<Id>::autogenerate();
    }
  }

  template <class T>
  static void set_new_timestamps(T& row) {
    constexpr auto& table = table_of<T>;
    const UtcTime now = utc_now();
    detail::for_each_column(row, [&](std::size_t column, auto& value) {
      if constexpr (std::is_same_v<std::remove_cvref_t<decltype(value)>, UtcTime>) {
        if ((column == table.inserted_at || column == table.updated_at) && value == UtcTime{}) value = now;
      }
    });
  }

  template <class T>
  static void set_updated_at(T& row, detail::ChangesetCore& core) {
    constexpr auto& table = table_of<T>;
    detail::for_each_column(row, [&](std::size_t column, auto& value) {
      if constexpr (std::is_same_v<std::remove_cvref_t<decltype(value)>, UtcTime>) {
        if (column != table.updated_at || core.changed(column)) return;
        value = utc_now();
        core.set_changed(column, true);
      }
    });
  }

  Database* database_ = nullptr;
  std::shared_ptr<Database> kept_;
  Connection* connection_ = nullptr;
};

}  // namespace anqa
