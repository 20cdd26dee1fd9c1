#include "anqa/data/migration.hpp"

#include <algorithm>

#include "anqa/base/log.hpp"
#include "anqa/data/database.hpp"
#include "anqa/data/database_error.hpp"
#include "anqa/data/detail/repo_core.hpp"
#include "anqa/data/timestamps.hpp"

namespace anqa {
namespace {

enum class Direction { up, down };

std::string title(const Migration& migration) {
  return std::to_string(migration.version) + " (" + migration.name + ")";
}

void create_history(Connection& connection) {
  connection.execute(
      "CREATE TABLE IF NOT EXISTS schema_migrations (version INTEGER PRIMARY KEY, inserted_at TEXT NOT "
      "NULL)");
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
  if (direction == Direction::up) {
    const SqlValue row[] = {migration.version, to_iso8601(utc_now())};
    connection.execute("INSERT INTO schema_migrations (version, inserted_at) VALUES (?1, ?2)", row);
  } else {
    const SqlValue row[] = {migration.version};
    connection.execute("DELETE FROM schema_migrations WHERE version = ?1", row);
  }
}

/// False when another program was faster. The check is repeated inside the transaction, which only one can be
/// in.
bool run(Connection& connection, const Migration& migration, Direction direction) {
  detail::Transaction transaction(connection);
  if (contains(read_history(connection), migration.version) == (direction == Direction::up)) return false;
  MigrationSteps steps;
  (direction == Direction::up ? migration.up : migration.down)(steps);
  for (const auto& statement : steps.statements()) connection.execute(statement);
  note(connection, migration, direction);
  transaction.commit();
  log_info((direction == Direction::up ? "migrated " : "rolled back ") + title(migration));
  return true;
}

bool run_or_say_why(Connection& connection, const Migration& migration, Direction direction) {
  try {
    return run(connection, migration, direction);
  } catch (const std::exception& error) {
    throw DatabaseError((direction == Direction::up ? "migration " : "rolling back migration ") +
                        title(migration) + " failed and was undone: " + error.what());
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

}  // namespace

std::vector<std::int64_t> migrate(Database& database, std::span<const Migration> migrations) {
  auto lease = database.writer("migrate");
  create_history(*lease);
  std::vector<std::int64_t> done;
  const auto seen = read_history(*lease);
  for (const auto* migration : sorted(migrations)) {
    if (contains(seen, migration->version)) continue;
    if (run_or_say_why(*lease, *migration, Direction::up)) done.push_back(migration->version);
  }
  return done;
}

std::vector<std::int64_t> rollback(Database& database, std::span<const Migration> migrations, int steps) {
  auto lease = database.writer("rollback");
  create_history(*lease);
  auto history = read_history(*lease);
  std::vector<std::int64_t> done;
  const auto known = sorted(migrations);
  for (; steps > 0 && !history.empty(); --steps, history.pop_back()) {
    const auto found = std::ranges::find(known, history.back(), &Migration::version);
    if (found == known.end()) {
      throw DatabaseError("rollback: the database has run migration " + std::to_string(history.back()) +
                          ", which this program does not know");
    }
    if (!(*found)->down)
      throw DatabaseError("rollback: migration " + title(**found) + " cannot be undone: it has no down");
    if (run_or_say_why(*lease, **found, Direction::down)) done.push_back((*found)->version);
  }
  return done;
}

std::vector<std::int64_t> migrated_versions(Database& database) {
  auto lease = database.writer("migrated_versions");
  create_history(*lease);
  return read_history(*lease);
}

}  // namespace anqa
