#include "anqa/data/migration.hpp"

#include <algorithm>
#include <thread>

#include "anqa/base/log.hpp"
#include "anqa/data/database.hpp"
#include "anqa/data/database_error.hpp"
#include "anqa/data/detail/repo_core.hpp"
#include "anqa/data/detail/sql.hpp"
#include "anqa/data/timestamps.hpp"

namespace anqa {
namespace {

enum class Direction { up, down };

std::string title(const Migration& migration) {
  return std::to_string(migration.version) + " (" + migration.name + ")";
}

bool is_sqlite(const Connection& connection) {
  return connection.dialect().kind == detail::Dialect::Kind::sqlite;
}

void create_history(Connection& connection) {
  connection.execute(
      is_sqlite(connection)
          ? "CREATE TABLE IF NOT EXISTS schema_migrations (version INTEGER PRIMARY KEY, inserted_at TEXT NOT "
            "NULL)"
          : "CREATE TABLE IF NOT EXISTS schema_migrations (version bigint PRIMARY KEY, inserted_at "
            "timestamp with time zone NOT NULL)");
}

std::vector<std::int64_t> read_history(Connection& connection) {
  std::vector<std::int64_t> versions;
  auto rows = connection.query("SELECT version FROM schema_migrations ORDER BY version");
  while (rows->next()) versions.push_back(rows->integer(0));
  return versions;
}

bool contains(const std::vector<std::int64_t>& versions, std::int64_t version) {
  return std::ranges::find(versions, version) != versions.end();
}

void note(Connection& connection, const Migration& migration, Direction direction) {
  const char mark = connection.dialect().placeholder;
  const auto placeholder = [mark](char number) { return std::string{mark, number}; };
  if (direction == Direction::up) {
    const SqlValue row[] = {migration.version, utc_now()};
    connection.execute("INSERT INTO schema_migrations (version, inserted_at) VALUES (" + placeholder('1') +
                           ", " + placeholder('2') + ")",
                       row);
  } else {
    const SqlValue row[] = {migration.version};
    connection.execute("DELETE FROM schema_migrations WHERE version = " + placeholder('1'), row);
  }
}

/// One program at a time migrates a database. In SQLite the transaction that writes is lock enough. In
/// PostgreSQL a lock that belongs to the session, asked for again and again: a wait inside the database would
/// hold a snapshot, for which an index that is built concurrently waits.
class MigrationLock {
 public:
  explicit MigrationLock(Connection& connection) : connection_(connection), held_(!is_sqlite(connection)) {
    if (!held_) return;
    for (;;) {
      auto rows = connection.query("SELECT pg_try_advisory_lock(" + std::string(key) + ")");
      if (rows->next() && rows->boolean(0)) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
  }
  MigrationLock(const MigrationLock&) = delete;
  MigrationLock& operator=(const MigrationLock&) = delete;
  ~MigrationLock() {
    if (!held_) return;
    try {
      connection_.query("SELECT pg_advisory_unlock(" + std::string(key) + ")");
    } catch (const std::exception& error) {
      // The lock ends with the connection.
      log_warning(std::string("the lock of the migrations could not be given back: ") + error.what());
    }
  }

 private:
  /// Any number that nobody else takes.
  static constexpr std::string_view key = "7021184460127893505";
  Connection& connection_;
  bool held_;
};

/// All that is done with the connection happens in this schema, as long as this lives.
class InPrefix {
 public:
  InPrefix(Connection& connection, const std::string& prefix)
      : connection_(connection), on_(!prefix.empty()) {
    if (!on_) return;
    if (is_sqlite(connection)) {
      throw DatabaseError("the prefix '" + prefix +
                          "' of migrations is a schema of PostgreSQL's; in SQLite a tenant has a file of its "
                          "own, which is a Repo of its own");
    }
    connection.execute("CREATE SCHEMA IF NOT EXISTS " + detail::quoted(prefix));
    {
      auto rows = connection.query("SELECT current_setting('search_path')");
      if (rows->next()) before_ = rows->text(0);
    }
    set(detail::quoted(prefix) + ", " + before_);
  }
  InPrefix(const InPrefix&) = delete;
  InPrefix& operator=(const InPrefix&) = delete;
  ~InPrefix() {
    if (!on_) return;
    try {
      set(before_);
    } catch (const std::exception& error) {
      log_warning(std::string("the search path of a connection could not be set back: ") + error.what());
    }
  }

 private:
  void set(std::string path) {
    const SqlValue value[] = {std::move(path)};
    connection_.query("SELECT set_config('search_path', $1, false)", value);
  }
  Connection& connection_;
  bool on_;
  std::string before_;
};

/// The statements of a migration in one direction.
std::vector<std::string> statements(const Migration& migration, Direction direction, const Connection& on) {
  MigrationSteps steps;
  const bool reverse = direction == Direction::down && !migration.down;
  (direction == Direction::up || reverse ? migration.up : migration.down)(steps);
  if (migration.transaction && steps.needs_no_transaction() && !is_sqlite(on)) {
    throw std::invalid_argument(
        "an index is built concurrently only outside a transaction: give the migration "
        ".transaction = false");
  }
  return reverse ? steps.reversed(on.dialect()) : steps.statements(on.dialect());
}

/// False when another program was faster. The check is repeated inside the lock.
bool run(Connection& connection, const Migration& migration, Direction direction, bool log_sql) {
  std::optional<detail::Transaction> transaction;
  if (migration.transaction || is_sqlite(connection)) transaction.emplace(connection);
  if (contains(read_history(connection), migration.version) == (direction == Direction::up)) return false;
  for (const auto& statement : statements(migration, direction, connection)) {
    if (log_sql) log_info(statement);
    connection.execute(statement);
  }
  note(connection, migration, direction);
  if (transaction) transaction->commit();
  log_info((direction == Direction::up ? "migrated " : "rolled back ") + title(migration));
  return true;
}

bool run_or_say_why(Connection& connection, const Migration& migration, Direction direction, bool log_sql) {
  try {
    return run(connection, migration, direction, log_sql);
  } catch (const std::exception& error) {
    const bool undone = migration.transaction || is_sqlite(connection);
    throw DatabaseError(
        (direction == Direction::up ? "migration " : "rolling back migration ") + title(migration) +
        (undone ? " failed and was undone: " : " failed and may be half done: ") + error.what());
  }
}

std::vector<const Migration*> sorted(std::span<const Migration> migrations) {
  std::vector<const Migration*> all;
  for (const auto& migration : migrations) all.push_back(&migration);
  std::ranges::sort(all, {}, &Migration::version);
  const auto same = std::ranges::adjacent_find(all, {}, &Migration::version);
  if (same != all.end()) {
    throw DatabaseError("two migrations have the version " + std::to_string((*same)->version) + ": " +
                        (*same)->name + ", " + (*std::next(same))->name);
  }
  return all;
}

void require_order(const std::vector<const Migration*>& all, const std::vector<std::int64_t>& seen) {
  for (const auto* migration : all) {
    if (seen.empty() || migration->version > seen.back() || contains(seen, migration->version)) continue;
    throw DatabaseError("migration " + title(*migration) + " was not run, and is older than " +
                        std::to_string(seen.back()) +
                        ", which was: give it a newer version, or migrate without strict_version_order");
  }
}

}  // namespace

std::vector<std::int64_t> migrate(Database& database, std::span<const Migration> migrations,
                                  MigrateOptions options) {
  auto lease = database.writer("migrate");
  const MigrationLock lock(*lease);
  const InPrefix in(*lease, options.prefix);
  create_history(*lease);
  std::vector<std::int64_t> done;
  const auto seen = read_history(*lease);
  if (options.strict_version_order) require_order(sorted(migrations), seen);
  for (const auto* migration : sorted(migrations)) {
    if (contains(seen, migration->version)) continue;
    if (options.to && migration->version > *options.to) break;
    if (options.step && static_cast<int>(done.size()) >= *options.step) break;
    if (run_or_say_why(*lease, *migration, Direction::up, options.log_sql))
      done.push_back(migration->version);
  }
  return done;
}

std::vector<std::int64_t> rollback(Database& database, std::span<const Migration> migrations,
                                   MigrateOptions options) {
  if (!options.step && !options.to) options.step = 1;
  auto lease = database.writer("rollback");
  const MigrationLock lock(*lease);
  const InPrefix in(*lease, options.prefix);
  create_history(*lease);
  auto history = read_history(*lease);
  std::vector<std::int64_t> done;
  const auto known = sorted(migrations);
  for (int count = 0; !history.empty(); ++count, history.pop_back()) {
    if (options.to && history.back() < *options.to) break;
    if (options.step && count >= *options.step) break;
    const auto found = std::ranges::find(known, history.back(), &Migration::version);
    if (found == known.end()) {
      throw DatabaseError("rollback: the database has run migration " + std::to_string(history.back()) +
                          ", which this program does not know");
    }
    if (run_or_say_why(*lease, **found, Direction::down, options.log_sql)) done.push_back((*found)->version);
  }
  return done;
}

std::vector<MigrationStatus> migration_status(Database& database, std::span<const Migration> migrations,
                                              const std::string& prefix) {
  const auto seen = migrated_versions(database, prefix);
  std::vector<MigrationStatus> all;
  for (const auto* migration : sorted(migrations)) {
    all.push_back({migration->version, migration->name, contains(seen, migration->version)});
  }
  for (const auto version : seen) {
    if (std::ranges::find(all, version, &MigrationStatus::version) == all.end())
      all.push_back({version, {}, true});
  }
  std::ranges::sort(all, {}, &MigrationStatus::version);
  return all;
}

std::vector<std::int64_t> migrated_versions(Database& database, const std::string& prefix) {
  auto lease = database.writer("migrated_versions");
  const InPrefix in(*lease, prefix);
  create_history(*lease);
  return read_history(*lease);
}

}  // namespace anqa
