#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "anqa/data/adapters/postgres/postgres.hpp"
#include "anqa/data/adapters/sqlite/sqlite.hpp"
#include "anqa/data/blocking_repo.hpp"
#include "anqa/data/constraint_check.hpp"
#include "anqa/data/detail/at_once.hpp"
#include "anqa/data/detail/pipelined.hpp"
#include "anqa/data/detail/preloading.hpp"
#include "anqa/data/detail/working_for.hpp"
#include "anqa/data/detail/write_queue.hpp"
#include "anqa/data/migration.hpp"
#include "anqa/otp/gen_server.hpp"
#include "anqa/runtime/blocking.hpp"
#include "anqa/runtime/process.hpp"

namespace anqa {

class RepoServer;

/// Where processes keep their rows. A handle, cheap to copy; a RepoServer in the supervision tree opens what
/// it stands for, and it finds the database again after the server was restarted.
///
///   inline anqa::Repo repo{"shop"};
///   … anqa::child<anqa::RepoServer>({.repo = repo, .sqlite = {.database = "shop.db"}}) …
///   auto found = co_await repo.get<Product>(7);
///
/// Everything is awaited by a process and runs on a thread that may block; only a short read of SQLite runs
/// at once. What was begun is finished even if the awaiting process is killed meanwhile: a row is stored
/// wholly or not at all, and the connection goes back. What the database refuses is thrown as DatabaseError
/// at the co_await.
class Repo {
 public:
  /// The name is for messages.
  explicit Repo(std::string name);

  const std::string& name() const;
  bool is_open() const;

  /// The repo for the calling thread, which must be allowed to block: not a process's. Throws DatabaseError
  /// when the repo is not open.
  BlockingRepo blocking() const { return BlockingRepo(database()); }

  /// Opens without a server, for a program that has no processes, such as one that only migrates.
  void open(SqliteOptions options);
  void open(PostgresOptions options);
  /// What still runs is finished first.
  void close();
  /// anqa::migrate() and anqa::rollback() for the open repo. They block.
  std::vector<std::int64_t> migrate(std::span<const Migration> migrations, MigrateOptions options = {}) const;
  std::vector<std::int64_t> rollback(std::span<const Migration> migrations,
                                     MigrateOptions options = {}) const;

  template <SchemaType T>
  auto insert(Changeset<T> changeset, WriteOptions options = {}) const {
    return write([changeset = std::move(changeset), options = std::move(options)](
                     BlockingRepo& repo) mutable { return repo.insert(std::move(changeset), options); });
  }
  template <SchemaType T>
  auto insert(T row, WriteOptions options = {}) const {
    return write([row = std::move(row), options = std::move(options)](BlockingRepo& repo) mutable {
      return repo.insert(std::move(row), options);
    });
  }
  template <SchemaType T>
  auto insert(Changeset<T> changeset, OnConflict<T> conflict, WriteOptions options = {}) const {
    return write([changeset = std::move(changeset), conflict = std::move(conflict),
                  options = std::move(options)](BlockingRepo& repo) mutable {
      return repo.insert(std::move(changeset), conflict, options);
    });
  }
  template <SchemaType T>
  auto insert(T row, OnConflict<T> conflict, WriteOptions options = {}) const {
    return insert(change(std::move(row)), std::move(conflict), std::move(options));
  }
  template <SchemaType T>
  auto update(Changeset<T> changeset, WriteOptions options = {}) const {
    return write([changeset = std::move(changeset), options = std::move(options)](
                     BlockingRepo& repo) mutable { return repo.update(std::move(changeset), options); });
  }
  template <SchemaType T>
  auto insert_or_update(Changeset<T> changeset, WriteOptions options = {}) const {
    return write(
        [changeset = std::move(changeset), options = std::move(options)](BlockingRepo& repo) mutable {
          return repo.insert_or_update(std::move(changeset), options);
        });
  }
  template <auto... Members, SchemaType T>
  auto unsafe_validate_unique(Changeset<T> changeset) const {
    return run([changeset = std::move(changeset)](BlockingRepo& repo) mutable {
      return repo.unsafe_validate_unique<Members...>(std::move(changeset));
    });
  }
  template <SchemaType T>
  auto fetch(decltype(T::id) id) const {
    return run([id](BlockingRepo& repo) { return repo.fetch<T>(id); });
  }
  template <SchemaType T>
  auto fetch_by(Condition<T> condition) const {
    return run(
        [condition = std::move(condition)](BlockingRepo& repo) { return repo.fetch_by<T>(condition); });
  }
  template <SchemaType T>
  auto delete_(Changeset<T> changeset, WriteOptions options = {}) const {
    return write([changeset = std::move(changeset), options = std::move(options)](
                     BlockingRepo& repo) mutable { return repo.delete_(std::move(changeset), options); });
  }
  template <SchemaType T>
  auto delete_(T row, WriteOptions options = {}) const {
    return delete_(change(std::move(row)), std::move(options));
  }

  template <SchemaType T>
  Task<std::optional<T>> get(decltype(T::id) id) const {
    return read(database(), self(), detail::ReadById<T>{id});
  }
  template <class Root, class Row, class... J>
  Task<std::vector<Row>> all(Query<Root, Row, J...> query) const {
    return read_rows(database(), self(), detail::ReadAll<Row>{query.data()}, query.preloads());
  }
  template <class Root, class Row, class... J>
  Task<std::optional<Row>> one(Query<Root, Row, J...> query) const {
    return read_row(database(), self(), detail::ReadOne<Row>{query.data()}, query.preloads());
  }
  template <QueryType Q>
  Task<bool> exists(Q query) const {
    return read(database(), self(), detail::read_exists(std::move(query).data()));
  }
  template <QueryType Q>
  Task<std::int64_t> count(Q query) const {
    return read(database(), self(), detail::ReadCount{std::move(query).data()});
  }
  template <auto Member, QueryType Q>
  auto sum(Q query) const {
    return read(database(), self(), detail::read_sum<Member>(std::move(query).data()));
  }
  template <auto Member, QueryType Q>
  auto avg(Q query) const {
    return read(database(), self(), detail::read_avg<Member>(std::move(query).data()));
  }
  template <auto Member, QueryType Q>
  auto min(Q query) const {
    return read(database(), self(), detail::read_min<Member>(std::move(query).data()));
  }
  template <auto Member, QueryType Q>
  auto max(Q query) const {
    return read(database(), self(), detail::read_max<Member>(std::move(query).data()));
  }
  template <SchemaType T>
  auto get_by(Condition<T> condition) const {
    return one(from<T>().where(condition));
  }
  template <SchemaType T>
  auto all_by(Condition<T> condition) const {
    return all(from<T>().where(condition));
  }
  template <QueryType Q>
  Task<std::string> explain(Q query, bool analyze = false) const {
    return read(database(), self(), detail::ReadPlan{query.data(), analyze});
  }
  template <QueryType Q>
  std::pair<std::string, std::vector<SqlValue>> to_sql(const Q& query) const {
    return BlockingRepo(database()).to_sql(query);
  }
  template <SchemaType T>
  auto reload(T row) const {
    return get<T>(row.id);
  }
  /// See BlockingRepo::preload. Here and in queries, what does not depend on each other is loaded side by
  /// side, on a connection each; inside a transaction everything is on its connection.
  template <auto... Path, SchemaType T>
  Task<std::vector<T>> preload(std::vector<T> rows) const {
    return load_into_rows(database(), self(), std::move(rows), {{&detail::begin_preload<T, Path...>, {}}},
                          {});
  }
  template <auto... Path, SchemaType T>
  Task<T> preload(T row) const {
    std::vector<T> rows;
    rows.push_back(std::move(row));
    return load_into_row(database(), self(), std::move(rows), {{&detail::begin_preload<T, Path...>, {}}});
  }
  template <QueryType Q>
  auto delete_all(Q query) const {
    return write([query = std::move(query)](BlockingRepo& repo) { return repo.delete_all(query); });
  }
  template <QueryType Q>
  auto delete_all_returning(Q query) const {
    return write([query = std::move(query)](BlockingRepo& repo) { return repo.delete_all_returning(query); });
  }
  template <QueryType Q, class... Updates>
  auto update_all(Q query, Updates... updates) const {
    return write([query = std::move(query), ... updates = std::move(updates)](BlockingRepo& repo) {
      return repo.update_all(query, updates...);
    });
  }
  template <QueryType Q, class... Updates>
  auto update_all_returning(Q query, Updates... updates) const {
    return write([query = std::move(query), ... updates = std::move(updates)](BlockingRepo& repo) {
      return repo.update_all_returning(query, updates...);
    });
  }
  template <SchemaType T>
  auto insert_all(std::vector<T> rows, std::optional<OnConflict<T>> conflict = {},
                  WriteOptions options = {}) const {
    return write([rows = std::move(rows), conflict = std::move(conflict),
                  options = std::move(options)](BlockingRepo& repo) mutable {
      return repo.insert_all(std::move(rows), conflict, options);
    });
  }
  template <SchemaType T>
  auto insert_all_returning(std::vector<T> rows, std::optional<OnConflict<T>> conflict = {},
                            WriteOptions options = {}) const {
    return write([rows = std::move(rows), conflict = std::move(conflict),
                  options = std::move(options)](BlockingRepo& repo) mutable {
      return repo.insert_all_returning(std::move(rows), conflict, options);
    });
  }

  /// `co_await repo.transaction([order](BlockingRepo& tx) { … })`: runs the function on the writing
  /// connection, away from the schedulers; it must own what it captures, for it may outlive the process. See
  /// BlockingRepo::transaction.
  template <class Function>
  auto transaction(Function function) const {
    static_assert(std::is_invocable_v<Function&, BlockingRepo&>,
                  "transaction takes a function of a BlockingRepo&");
    return run(
        [function = std::move(function)](BlockingRepo& repo) mutable { return repo.transaction(function); });
  }
  /// Ecto's name for transaction().
  template <class Function>
  auto transact(Function function) const {
    return transaction(std::move(function));
  }

 private:
  friend class RepoServer;
  friend class Sandbox;
  struct State;

  template <class Work>
  auto run(Work work) const {
    return anqa::blocking([database = database(), process = self(), work = std::move(work)]() mutable {
      const detail::WorkingFor caller(process);
      BlockingRepo repo(*database);
      return work(repo);
    });
  }
  template <class Work>
  auto write(Work work) const {
    auto database = this->database();
    auto* queue = database->write_queue();
    auto in_turn = [database = std::move(database), process = self(),
                    asked = std::chrono::steady_clock::now(), work = std::move(work)]() mutable {
      const detail::WorkingFor caller(process, asked);
      BlockingRepo repo(*database);
      return work(repo);
    };
    return detail::WriteAwaiter<decltype(in_turn)>(queue, std::move(in_turn));
  }
  /// Pipelined where the database can, at once where it is short, else on a thread that waits. A coroutine,
  /// so it takes all by value.
  template <class Read>
  static Task<typename Read::Result> read(std::shared_ptr<Database> database, Pid process, Read what) {
    if (const auto* dialect = detail::pipelined_dialect(*database)) {
      const auto rows = co_await detail::read_pipelined(database, what.statement(*dialect));
      if (rows) co_return what.decode(*rows);
    }
    if (auto read = detail::read_at_once(*database, process, what)) co_return *std::move(read);
    co_return co_await anqa::blocking([database = std::move(database), process, what = std::move(what)] {
      const detail::WorkingFor caller(process);
      return BlockingRepo(*database).read(what);
    });
  }
  template <class Row>
  static Task<std::vector<Row>> load_into_rows(std::shared_ptr<Database> database, Pid process,
                                               std::vector<Row> rows, std::vector<detail::Preload> preloads,
                                               std::string prefix) {
    const auto loading = std::make_shared<detail::PreloadingRows<Row>>(std::move(rows), preloads, prefix);
    co_await detail::run_preloads(std::move(database), process, loading);
    co_return loading->take();
  }
  template <class Row>
  static Task<Row> load_into_row(std::shared_ptr<Database> database, Pid process, std::vector<Row> row,
                                 std::vector<detail::Preload> preloads) {
    auto loaded =
        co_await load_into_rows(std::move(database), process, std::move(row), std::move(preloads), {});
    co_return std::move(loaded.front());
  }
  template <class Row>
  static Task<std::vector<Row>> read_rows(std::shared_ptr<Database> database, Pid process,
                                          detail::ReadAll<Row> what, std::vector<detail::Preload> preloads) {
    if (preloads.empty()) return read(std::move(database), process, std::move(what));
    return read_rows_with(std::move(database), process, std::move(what), std::move(preloads));
  }
  template <class Row>
  static Task<std::vector<Row>> read_rows_with(std::shared_ptr<Database> database, Pid process,
                                               detail::ReadAll<Row> what,
                                               std::vector<detail::Preload> preloads) {
    auto prefix = what.query.prefix;
    auto rows = co_await read(database, process, std::move(what));
    co_return co_await load_into_rows(std::move(database), process, std::move(rows), std::move(preloads),
                                      std::move(prefix));
  }
  template <class Row>
  static Task<std::optional<Row>> read_row(std::shared_ptr<Database> database, Pid process,
                                           detail::ReadOne<Row> what, std::vector<detail::Preload> preloads) {
    if (preloads.empty()) return read(std::move(database), process, std::move(what));
    return read_row_with(std::move(database), process, std::move(what), std::move(preloads));
  }
  template <class Row>
  static Task<std::optional<Row>> read_row_with(std::shared_ptr<Database> database, Pid process,
                                                detail::ReadOne<Row> what,
                                                std::vector<detail::Preload> preloads) {
    auto prefix = what.query.prefix;
    auto row = co_await read(database, process, std::move(what));
    if (!row) co_return row;
    std::vector<Row> rows;
    rows.push_back(*std::move(row));
    auto loaded = co_await load_into_rows(std::move(database), process, std::move(rows), std::move(preloads),
                                          std::move(prefix));
    co_return std::move(loaded.front());
  }

  /// What the caller uses. Throws DatabaseError when the repo is not open.
  std::shared_ptr<Database> database() const;
  std::shared_ptr<Database> opened() const;
  std::shared_ptr<Database> exchange(std::shared_ptr<Database> database) const;
  /// Closes the repo if this is the database that it has open.
  void close(const std::shared_ptr<Database>& database) const;

  std::shared_ptr<State> state_;
};

/// Keeps a repo open as long as it lives: the child of a supervision tree that comes before those who use the
/// repo. Opening and the migrations run before the next child starts; when one fails the server does not
/// start.
class RepoServer : public GenServer {
 public:
  struct Options {
    Repo repo;
    SqliteOptions sqlite = {};
    /// Run at each start; those that were run before are not run again.
    std::vector<Migration> migrations = {};
    /// PostgreSQL instead, when it has an address.
    PostgresOptions postgres = {};
    /// Changesets whose constraints must be in the database: it does not start without.
    std::vector<ConstraintCheck> changesets = {};
  };

  explicit RepoServer(Options options);
  ~RepoServer() override;

  Task<void> init();
  Task<void> terminate(ExitReason reason);

 private:
  Options options_;
  std::shared_ptr<Database> database_;
};

}  // namespace anqa
