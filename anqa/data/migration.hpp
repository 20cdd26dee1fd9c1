#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "anqa/data/detail/dialect.hpp"
#include "anqa/data/migration_steps.hpp"

namespace anqa {

class Database;

/// A step in the history of a database's structure.
///
///   const anqa::Migration create_products{
///       20261122000001, "create products",
///       [](anqa::MigrationSteps& db) {
///         db.create_table("products").add("name", anqa::ColumnType::string, {.null = false}).timestamps();
///         db.unique_index("products", {"name"});
///       }};
struct Migration {
  /// Orders the migrations and tells them apart: the time when it was written, as YYYYMMDDHHMMSS.
  std::int64_t version;
  std::string name;
  void (*up)(MigrationSteps&);
  /// Undoes up(). Null: the steps of up() are turned round, the last first, which is Ecto's `change`; a step
  /// that does not say enough for that makes rolling back fail.
  void (*down)(MigrationSteps&) = nullptr;
  /// Without a transaction a migration that fails half way stays half done; PostgreSQL builds an index
  /// concurrently only so.
  bool transaction = true;
};

struct MigrateOptions {
  /// Not beyond this version; rollback: down to it, and it, too.
  std::optional<std::int64_t> to = {};
  /// At most so many.
  std::optional<int> step = {};
  /// Write each statement to the log.
  bool log_sql = false;
  /// PostgreSQL: the schema in which all of it happens, schema_migrations included; made when it is missing.
  /// What the migrations name is looked for there and then in the usual places. One for each tenant.
  std::string prefix = {};
  /// migrate: throw DatabaseError, before anything is run, when one that was not run is older than one that
  /// was.
  bool strict_version_order = false;
};

/// Runs the migrations that the database has not seen yet, oldest first, each in a transaction of its own,
/// and notes them in the table schema_migrations. Gives the versions that it ran. Throws DatabaseError with
/// the version, the name and the statement that failed; that migration is then undone and the ones before it
/// stay. Several programs may do this at once: one does it and the others wait.
std::vector<std::int64_t> migrate(Database& database, std::span<const Migration> migrations,
                                  MigrateOptions options = {});

/// Undoes what was run, the newest first: one migration, unless the options say otherwise.
std::vector<std::int64_t> rollback(Database& database, std::span<const Migration> migrations,
                                   MigrateOptions options = {});
inline std::vector<std::int64_t> rollback(Database& database, std::span<const Migration> migrations,
                                          int steps) {
  return rollback(database, migrations, MigrateOptions{.step = steps});
}

/// The versions that were run, oldest first.
std::vector<std::int64_t> migrated_versions(Database& database, const std::string& prefix = {});

struct MigrationStatus {
  std::int64_t version;
  /// Empty: the database has run a migration that this program does not know.
  std::string name;
  bool up;
  friend bool operator==(const MigrationStatus&, const MigrationStatus&) = default;
};
/// What was run and what was not, oldest first.
std::vector<MigrationStatus> migration_status(Database& database, std::span<const Migration> migrations,
                                              const std::string& prefix = {});

}  // namespace anqa
