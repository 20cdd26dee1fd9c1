#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "anqa/data/detail/dialect.hpp"
#include "anqa/data/schema.hpp"

namespace anqa {

class Database;

/// What happens to rows that refer to a deleted one.
enum class OnDelete { nothing, delete_all, nilify_all };

struct ColumnOptions {
  /// Whether the column may be NULL.
  bool null = true;
  /// The value of rows that give none.
  std::optional<SqlValue> default_value = {};
};

struct ReferenceOptions {
  bool null = true;
  OnDelete on_delete = OnDelete::nothing;
};

/// A table being created, or columns being added to one.
class TableChange {
 public:
  struct Column {
    std::string name;
    ColumnType type;
    ColumnOptions options;
    /// The table whose id the column refers to; empty for a plain column.
    std::string references = {};
    OnDelete on_delete = OnDelete::nothing;
  };

  TableChange(std::string name, bool creates) : name_(std::move(name)), creates_(creates) {}

  TableChange& add(std::string name, ColumnType type, ColumnOptions options = {});
  /// A column that holds the id of a row of another table.
  TableChange& references(std::string name, std::string table, ReferenceOptions options = {});
  /// A condition, in SQL, that every row fulfils; a changeset declares it by its name. Only when creating.
  TableChange& check(std::string name, std::string condition);
  /// The columns inserted_at and updated_at.
  TableChange& timestamps();

  const std::string& name() const { return name_; }
  bool creates() const { return creates_; }
  const std::vector<Column>& columns() const { return columns_; }
  const std::vector<std::pair<std::string, std::string>>& checks() const { return checks_; }

 private:
  std::string name_;
  bool creates_;
  std::vector<Column> columns_;
  std::vector<std::pair<std::string, std::string>> checks_;
};

struct IndexOptions {
  /// Without it: the table, the columns and "index", joined by "_"; the name that constraints expect.
  std::string name = {};
};

/// The steps of a migration, written down in order and then run in one transaction.
class MigrationSteps {
 public:
  MigrationSteps();
  ~MigrationSteps();
  MigrationSteps(const MigrationSteps&) = delete;
  MigrationSteps& operator=(const MigrationSteps&) = delete;

  /// A table with an `id` that the database gives and the columns that are added to what is returned.
  TableChange& create_table(std::string name);
  TableChange& alter_table(std::string name);
  void drop_table(std::string_view name);
  void index(std::string_view table, std::vector<std::string> columns, IndexOptions options = {});
  void unique_index(std::string_view table, std::vector<std::string> columns, IndexOptions options = {});
  void drop_index(std::string_view table, std::vector<std::string> columns, IndexOptions options = {});
  /// One statement of SQL as it is. Must not hold what a user gave.
  void execute(std::string sql);

  /// The statements in the SQL of one database.
  std::vector<std::string> statements(const detail::Dialect& dialect = detail::sqlite_dialect) const;

 private:
  struct Step;
  std::vector<Step> steps_;
};

/// A step in the history of a database's structure.
///
///   const anqa::Migration create_products{
///       20261122000001, "create products",
///       [](anqa::MigrationSteps& db) {
///         db.create_table("products").add("name", anqa::ColumnType::string, {.null = false}).timestamps();
///         db.unique_index("products", {"name"});
///       },
///       [](anqa::MigrationSteps& db) { db.drop_table("products"); }};
struct Migration {
  /// Orders the migrations and tells them apart: the time when it was written, as YYYYMMDDHHMMSS.
  std::int64_t version;
  std::string name;
  void (*up)(MigrationSteps&);
  /// Undoes up(). Null when that is impossible: then rolling back fails.
  void (*down)(MigrationSteps&) = nullptr;
};

/// Runs the migrations that the database has not seen yet, oldest first, each in a transaction of its own,
/// and notes them in the table schema_migrations. Gives the versions that it ran. Throws DatabaseError with
/// the version, the name and the statement that failed; that migration is then undone and the ones before it
/// stay. Two programs may do this at once.
std::vector<std::int64_t> migrate(Database& database, std::span<const Migration> migrations);

/// Undoes the newest `steps` migrations that were run.
std::vector<std::int64_t> rollback(Database& database, std::span<const Migration> migrations, int steps = 1);

/// The versions that were run, oldest first.
std::vector<std::int64_t> migrated_versions(Database& database);

}  // namespace anqa
