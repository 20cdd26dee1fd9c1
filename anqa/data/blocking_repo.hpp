#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "anqa/base/result.hpp"
#include "anqa/data/changeset.hpp"
#include "anqa/data/database.hpp"
#include "anqa/data/database_error.hpp"
#include "anqa/data/detail/load_row.hpp"
#include "anqa/data/detail/query_sql.hpp"
#include "anqa/data/detail/reads.hpp"
#include "anqa/data/detail/repo_core.hpp"
#include "anqa/data/detail/write_row.hpp"
#include "anqa/data/query.hpp"
#include "anqa/data/row_stream.hpp"
#include "anqa/data/update.hpp"

namespace anqa {

struct RowStreamOptions {
  int max_rows = 500;
};

/// Of insert, update, delete_ and insert_all.
struct WriteOptions {
  /// The schema of PostgreSQL, or the attached database of SQLite, of a table whose schema struct names none:
  /// one for each tenant. Rows of associations that are stored along are there, too. Any text: it is quoted.
  /// For reads: Query::put_query_prefix.
  std::string prefix = {};
  /// update and delete_: a row that is gone is no StaleEntryError but an error of this field, "is stale".
  std::string stale_error_field = {};
  /// update and delete_: a row that is gone is as good as one that was changed or deleted.
  bool allow_stale = false;
};

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
  result<T, Changeset<T>> insert(Changeset<T> changeset, const WriteOptions& options = {}) {
    place(changeset, options);
    changeset.core().action = ChangesetAction::insert;
    if (!changeset.valid()) return std::unexpected(std::move(changeset));
    return on_writer("insert", [&](Connection& connection) {
      return detail::insert_row(connection, std::move(changeset));
    });
  }
  template <SchemaType T>
  result<T, Changeset<T>> insert(T row, const WriteOptions& options = {}) {
    return on_writer("insert", [&](Connection& connection) {
      return detail::insert_plain_row(connection, std::move(row), options.prefix);
    });
  }

  /// Stores the changes, and nothing when there are none. Throws StaleEntryError when the row is gone.
  template <SchemaType T>
  result<T, Changeset<T>> update(Changeset<T> changeset, const WriteOptions& options = {}) {
    place(changeset, options);
    changeset.core().action = ChangesetAction::update;
    if (!changeset.valid()) return std::unexpected(std::move(changeset));
    if (!detail::has_work(changeset)) return changeset.apply_changes();
    return on_writer("update", [&](Connection& connection) {
      return detail::update_row(connection, std::move(changeset));
    });
  }

  /// By whether the row was stored before, that is, has an id.
  template <SchemaType T>
  result<T, Changeset<T>> insert_or_update(Changeset<T> changeset, const WriteOptions& options = {}) {
    return changeset.core().persisted() ? update(std::move(changeset), options)
                                        : insert(std::move(changeset), options);
  }

  /// Asks whether another row has the same values in these fields, when one of them changed, and makes it an
  /// error of the first one. For a form that is still being filled in: only a unique index and
  /// unique_constraint know it for certain when the row is stored.
  template <auto... Members, SchemaType T>
  Changeset<T> unsafe_validate_unique(Changeset<T> changeset, MessageOption option = {}) {
    if (auto query = detail::equal_rows<Members...>(changeset); query && exists(*query)) {
      changeset.core().add_error(detail::first_name<Members...>(),
                                 option.message.empty() ? "has already been taken" : option.message, {},
                                 "unsafe_unique");
    }
    return changeset;
  }

  /// Deletes a row and gives it back. Throws StaleEntryError when it is gone already; with optimistic_lock
  /// that, or another version of it, is the changeset's error.
  template <SchemaType T>
  result<T, Changeset<T>> delete_(Changeset<T> changeset, const WriteOptions& options = {}) {
    place(changeset, options);
    changeset.core().action = ChangesetAction::delete_;
    if (!changeset.valid()) return std::unexpected(std::move(changeset));
    return on_writer("delete", [&](Connection& connection) {
      return detail::delete_row(connection, std::move(changeset));
    });
  }
  template <SchemaType T>
  result<T, Changeset<T>> delete_(T row, const WriteOptions& options = {}) {
    return delete_(change(std::move(row)), options);
  }

  template <SchemaType T>
  std::optional<T> get(decltype(T::id) id) {
    return read(detail::ReadById<T>{id});
  }

  template <class Root, class Row, class... J>
  std::vector<Row> all(const Query<Root, Row, J...>& query) {
    return on_reader("all", [&](Connection& connection) {
      auto rows = read_on(connection, detail::ReadAll<Row>{query.data()});
      detail::run_preloads(connection, query.preloads(), &rows, query.data().prefix);
      return rows;
    });
  }

  /// The only row of the query, if there is one; throws MultipleResultsError when there are more.
  template <class Root, class Row, class... J>
  std::optional<Row> one(const Query<Root, Row, J...>& query) {
    return on_reader("one", [&](Connection& connection) -> std::optional<Row> {
      auto row = read_on(connection, detail::ReadOne<Row>{query.data()});
      if constexpr (SchemaType<Row>) {
        if (row && !query.preloads().empty()) {
          std::vector<Row> found{std::move(*row)};
          detail::run_preloads(connection, query.preloads(), &found, query.data().prefix);
          row = std::move(found.front());
        }
      }
      return row;
    });
  }

  /// The only row that fulfils the condition: `repo.get_by<User>(field<&User::email> == email)`.
  template <SchemaType T>
  std::optional<T> get_by(const Condition<T>& condition) {
    return one(from<T>().where(condition));
  }

  template <SchemaType T>
  std::vector<T> all_by(const Condition<T>& condition) {
    return all(from<T>().where(condition));
  }

  /// The row, where it must be there: throws NoResultsError when it is not.
  template <SchemaType T>
  T fetch(decltype(T::id) id) {
    auto row = get<T>(id);
    if (!row) detail::fail_none(table_of<T>.name);
    return *std::move(row);
  }
  template <SchemaType T>
  T fetch_by(const Condition<T>& condition) {
    auto row = get_by<T>(condition);
    if (!row) detail::fail_none(table_of<T>.name);
    return *std::move(row);
  }

  /// The row as it is stored now; nothing when it is gone.
  template <SchemaType T>
  std::optional<T> reload(const T& row) {
    return get<T>(row.id);
  }

  template <QueryType Q>
  bool exists(const Q& query) {
    return read(detail::read_exists(query.data()));
  }

  template <QueryType Q>
  std::int64_t count(const Q& query) {
    return read(detail::ReadCount{query.data()});
  }
  /// The sum of a column; nothing when there are no values. An integer sum that overflows throws.
  template <auto Member, QueryType Q>
  auto sum(const Q& query) {
    return read(detail::read_sum<Member>(query.data()));
  }
  /// The mean of a column; nothing when there are no values.
  template <auto Member, QueryType Q>
  std::optional<double> avg(const Q& query) {
    return read(detail::read_avg<Member>(query.data()));
  }
  template <auto Member, QueryType Q>
  auto min(const Q& query) {
    return read(detail::read_min<Member>(query.data()));
  }
  template <auto Member, QueryType Q>
  auto max(const Q& query) {
    return read(detail::read_max<Member>(query.data()));
  }

  /// What the database makes of a query: its plan, as it words it. `analyze`: it is run, too, and what it
  /// took is told; in PostgreSQL only.
  template <QueryType Q>
  std::string explain(const Q& query, bool analyze = false) {
    return read(detail::ReadPlan{query.data(), analyze});
  }
  /// The statement of a query and what is bound to its placeholders.
  template <QueryType Q>
  std::pair<std::string, std::vector<SqlValue>> to_sql(const Q& query) const {
    auto statement =
        detail::select_statement(query.data(), connection_ ? connection_->dialect() : database_->dialect());
    return {std::move(statement.sql), std::move(statement.values)};
  }

  /// Loads an association into rows that were read before, as Query::preload does.
  template <auto... Path, SchemaType T>
  std::vector<T> preload(std::vector<T> rows) {
    return on_reader("preload", [&](Connection& connection) {
      detail::run_preloads(connection, {{&detail::begin_preload<T, Path...>, {}}}, &rows, {});
      return std::move(rows);
    });
  }
  template <auto... Path, SchemaType T>
  T preload(T row) {
    std::vector<T> rows;
    rows.push_back(std::move(row));
    return std::move(preload<Path...>(std::move(rows)).front());
  }

  /// Deletes all rows of the query's first table that it finds and gives their number. The query has no
  /// order, limit or offset.
  template <QueryType Q>
  std::int64_t delete_all(const Q& query) {
    return on_writer("delete_all", [&](Connection& connection) {
      const auto statement = detail::delete_statement(unselected(query.data()), connection.dialect());
      return connection.execute(statement.sql, statement.values);
    });
  }
  /// The same, and gives what the query selects of the deleted rows.
  template <class Root, class Row, class... J>
  std::vector<Row> delete_all_returning(const Query<Root, Row, J...>& query) {
    return on_writer("delete_all", [&](Connection& connection) {
      return load_all<Row>(connection,
                           detail::delete_statement(selected(query.data()), connection.dialect()));
    });
  }

  /// Changes all rows of the query's first table that it finds and gives their number:
  ///   repo.update_all(from<User>().where(field<&User::plan> == Plan::free), inc(field<&User::credits>, 5));
  /// Nothing is validated and updated_at stays as it is. The query has no order, limit or offset.
  template <QueryType Q, class Table, class... From>
  std::int64_t update_all(const Q& query, const Update<Table, From>&... updates) {
    return on_writer("update_all", [&](Connection& connection) {
      const std::vector<detail::Assignment> assignments{updates.assignment...};
      const auto statement =
          detail::update_statement(unselected(query.data()), assignments, connection.dialect());
      return connection.execute(statement.sql, statement.values);
    });
  }
  /// The same, and gives what the query selects of the changed rows, as they are then.
  template <class Root, class Row, class... J, class Table, class... From>
  std::vector<Row> update_all_returning(const Query<Root, Row, J...>& query,
                                        const Update<Table, From>&... updates) {
    return on_writer("update_all", [&](Connection& connection) {
      const std::vector<detail::Assignment> assignments{updates.assignment...};
      return load_all<Row>(
          connection, detail::update_statement(selected(query.data()), assignments, connection.dialect()));
    });
  }

  /// Stores many rows at once, all or none, without validating them, and gives the number of those stored.
  /// Ids and timestamps are set as by insert().
  template <SchemaType T>
  std::int64_t insert_all(std::vector<T> rows, const std::optional<OnConflict<T>>& conflict = {},
                          const WriteOptions& options = {}) {
    std::int64_t count = 0;
    insert_in_parts(rows, conflict, {}, options.prefix,
                    [&](Connection& connection, const detail::Statement& statement) {
                      count += connection.execute(statement.sql, statement.values);
                    });
    return count;
  }
  /// The same, and gives the rows as they are stored, with their ids.
  template <SchemaType T>
  std::vector<T> insert_all_returning(std::vector<T> rows, const std::optional<OnConflict<T>>& conflict = {},
                                      const WriteOptions& options = {}) {
    std::vector<T> stored;
    insert_in_parts(rows, conflict, all_columns<T>(), options.prefix,
                    [&](Connection& connection, const detail::Statement& statement) {
                      for (auto& row : load_all<T>(connection, statement)) stored.push_back(std::move(row));
                    });
    return stored;
  }

  /// Stores a new row, or does what `conflict` says when it is there already; gives the row as it is stored.
  /// When the conflict left the old row alone, the row that is given has no id.
  template <SchemaType T>
  result<T, Changeset<T>> insert(Changeset<T> changeset, const OnConflict<T>& conflict,
                                 const WriteOptions& options = {}) {
    place(changeset, options);
    auto& core = changeset.core();
    core.action = ChangesetAction::insert;
    if (!core.errors().empty()) return std::unexpected(std::move(changeset));
    if (!changeset.nested().empty()) detail::fail_nested_upsert(core.table().name);
    std::vector<T> rows{changeset.apply_changes()};
    std::optional<detail::GuardedWrites> guard;
    if (connection_) guard.emplace(*connection_, core);
    try {
      auto stored = insert_all_returning(rows, std::optional(conflict), {.prefix = core.prefix});
      return stored.empty() ? std::move(rows.front()) : std::move(stored.front());
    } catch (const ConstraintError& violation) {
      detail::handle_violation(core, violation);
      return std::unexpected(std::move(changeset));
    }
  }
  template <SchemaType T>
  result<T, Changeset<T>> insert(T row, const OnConflict<T>& conflict, const WriteOptions& options = {}) {
    return insert(change(std::move(row)), conflict, options);
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

  /// Ecto's name for transaction().
  template <class Function>
  auto transact(Function&& function) {
    return transaction(std::forward<Function>(function));
  }

  /// Inside a transaction: goes through the rows of a query without having all of them in memory.
  ///   for (const User& user : tx.stream(from<User>().preload<&User::orders>())) …
  /// `max_rows` are read at a time, with their preloads. Other statements may be run meanwhile; in SQLite
  /// what they change in the same table may or may not be seen. Throws DatabaseError outside of a
  /// transaction.
  template <class Root, class Row, class... J>
  RowStream<Row> stream(const Query<Root, Row, J...>& query, RowStreamOptions options = {}) {
    auto& on = connection();
    const auto statement = detail::select_statement(query.data(), on.dialect());
    return {on, on.stream(statement.sql, statement.values, options.max_rows), query.preloads(),
            query.data().prefix, options.max_rows};
  }

  /// The connection of this transaction, for what has no function here:
  /// `tx.connection().query("SELECT …", values)`. What a user wrote goes into the values and never into the
  /// text. Throws DatabaseError outside of a transaction.
  Connection& connection() {
    if (!connection_) {
      throw DatabaseError("a repo outside of a transaction has no connection of its own: begin one");
    }
    return *connection_;
  }

  /// What a repo reads by one statement (detail/reads.hpp).
  template <class Read>
  typename Read::Result read(const Read& what) {
    return on_reader(Read::purpose, [&](Connection& connection) { return read_on(connection, what); });
  }

 private:
  template <class T>
  static void place(Changeset<T>& changeset, const WriteOptions& options) {
    auto& core = changeset.core();
    if (!options.prefix.empty()) core.prefix = options.prefix;
    core.stale_error_field = options.stale_error_field;
    core.allow_stale = options.allow_stale;
  }

  template <class Read>
  static typename Read::Result read_on(Connection& connection, const Read& what) {
    const auto statement = what.statement(connection.dialect());
    auto rows = connection.query(statement.sql, statement.values);
    return what.decode(*rows);
  }

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

  template <class Row>
  static std::vector<Row> load_all(Connection& connection, const detail::Statement& statement) {
    auto rows = connection.query(statement.sql, statement.values);
    std::vector<Row> found;
    while (rows->next()) found.push_back(detail::load_row<Row>(*rows));
    return found;
  }

  static detail::QueryData unselected(detail::QueryData query) {
    query.select.clear();
    return query;
  }
  static detail::QueryData selected(detail::QueryData query) {
    if (query.select.empty()) query.select.push_back({.expression = {}, .all_of = query.from.key});
    return query;
  }

  template <class T>
  static std::vector<std::string_view> all_columns() {
    std::vector<std::string_view> names;
    for (const auto& column : table_of<T>.columns) names.push_back(column.name);
    return names;
  }

  /// As many rows a statement as its placeholders allow; several statements in one transaction.
  template <class T, class Run>
  void insert_in_parts(std::vector<T>& rows, const std::optional<OnConflict<T>>& conflict,
                       const std::vector<std::string_view>& returning, std::string_view prefix, Run run) {
    if (rows.empty()) return;
    const TableInfo table = detail::placed(table_of<T>, prefix);
    std::optional<detail::ConflictData> on_conflict;
    if (conflict) on_conflict = {conflict->target, conflict->replace, conflict->assignments};
    // Either all rows bring their id or none does.
    for (auto& row : rows) {
      detail::set_new_timestamps(row);
      detail::autogenerate(row);
    }
    const bool with_id = rows.front().id != decltype(rows.front().id){};
    std::vector<std::size_t> columns;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      if (detail::inserted(table, i, with_id)) columns.push_back(i);
    }
    on_writer("insert_all", [&](Connection& connection) {
      const std::size_t part = detail::rows_per_statement(connection.dialect(), columns.size());
      std::optional<detail::Transaction> transaction;
      if (rows.size() > part) transaction.emplace(connection);
      detail::Statement statement;
      for (std::size_t begin = 0; begin < rows.size(); begin += part) {
        const auto end = std::min(begin + part, rows.size());
        auto values = std::move(statement.values);
        values.clear();
        values.reserve((end - begin) * columns.size());
        for (std::size_t i = begin; i < end; ++i) {
          if ((rows[i].id != decltype(rows[i].id){}) != with_id) detail::fail_mixed_ids(table.name);
          detail::for_each_column(rows[i], [&]<class Field>(std::size_t column, const Field& value) {
            if (detail::inserted(table, column, with_id)) values.push_back(FieldType<Field>::dump(value));
          });
        }
        // A part as long as the one before has its text.
        if (begin > 0 && end - begin == part && (!on_conflict || on_conflict->assignments.empty())) {
          statement.values = std::move(values);
        } else {
          statement = detail::insert_statement(table, columns, std::move(values),
                                               on_conflict ? &*on_conflict : nullptr, returning,
                                               connection.dialect());
        }
        run(connection, statement);
      }
      if (transaction) transaction->commit();
    });
  }

  Database* database_ = nullptr;
  std::shared_ptr<Database> kept_;
  Connection* connection_ = nullptr;
};

}  // namespace anqa
