#pragma once

#include <concepts>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "anqa/data/detail/dialect.hpp"
#include "anqa/data/on_delete.hpp"
#include "anqa/data/schema.hpp"

namespace anqa {

/// What happens to rows that refer to a row whose key changes.
enum class OnUpdate { nothing, update_all, nilify_all, restrict };

struct ColumnOptions {
  /// Whether the column may be NULL.
  bool null = true;
  /// The value of rows that give none.
  std::optional<SqlValue> default_value = {};
  /// The same as an expression in SQL, such as "now()".
  std::string default_sql = {};
  /// Part of the primary key, for tables without an `id`.
  bool primary_key = false;
  /// Of a decimal in PostgreSQL: digits in all, and after the point.
  int precision = 0;
  int scale = 0;
};

struct ReferenceOptions {
  bool null = true;
  OnDelete on_delete = OnDelete::nothing;
  OnUpdate on_update = OnUpdate::nothing;
  /// What it refers to, and its type.
  std::string column = "id";
  ColumnType type = ColumnType::integer;
};

struct CreateTableOptions {
  /// Of the column `id`: integer, given by the database, or uuid or string, given by the program.
  ColumnType id = ColumnType::integer;
  /// Whether there is an `id`.
  bool primary_key = true;
  bool if_not_exists = false;
};

/// A table being created or altered.
class TableChange {
 public:
  struct Column {
    std::string name;
    ColumnType type;
    ColumnOptions options;
    /// The table that the column refers to; empty for a plain column.
    std::string references = {};
    ReferenceOptions reference = {};
  };
  struct Change {
    enum class What { add, modify, remove, rename };
    What what;
    Column column;
    /// modify: what it was. remove: has a value when the column is described, so that it can be added again.
    std::optional<Column> before = {};
    std::string new_name = {};
  };
  struct Check {
    std::string name;
    std::string condition;
  };

  TableChange(std::string name, bool creates, CreateTableOptions options = {})
      : name_(std::move(name)), creates_(creates), options_(options) {}

  TableChange& add(std::string name, ColumnType type, ColumnOptions options = {});
  /// A column that holds the id of a row of another table.
  TableChange& references(std::string name, std::string table, ReferenceOptions options = {});
  /// A condition, in SQL, that every row fulfils; a changeset declares it by its name. SQLite: only when
  /// creating.
  TableChange& check(std::string name, std::string condition);
  /// The columns inserted_at and updated_at.
  TableChange& timestamps();
  /// Another type or other options for a column; `from` is what it was, for rolling back. Not in SQLite.
  TableChange& modify(std::string name, ColumnType type, ColumnOptions options = {});
  TableChange& modify(std::string name, ColumnType type, ColumnOptions options,
                      std::pair<ColumnType, ColumnOptions> from);
  /// Removes a column; with its type it can be rolled back (without its values).
  TableChange& remove(std::string name);
  TableChange& remove(std::string name, ColumnType type, ColumnOptions options = {});
  TableChange& rename(std::string from, std::string to);

  const std::string& name() const { return name_; }
  bool creates() const { return creates_; }
  const CreateTableOptions& options() const { return options_; }
  const std::vector<Change>& changes() const { return changes_; }
  const std::vector<Check>& checks() const { return checks_; }

  /// What undoes it; throws std::logic_error when it does not say enough.
  TableChange reversed() const;

 private:
  std::string name_;
  bool creates_;
  CreateTableOptions options_;
  std::vector<Change> changes_;
  std::vector<Check> checks_;
};

/// A column of an index, or an expression in SQL: index("users", {IndexColumn::expression("lower(email)")},
/// {.name = "users_lower_email_index"}).
struct IndexColumn {
  template <std::convertible_to<std::string> Text>
  IndexColumn(Text&& name) : text(std::forward<Text>(name)) {}
  static IndexColumn expression(std::string sql) {
    IndexColumn column(std::move(sql));
    column.is_expression = true;
    return column;
  }

  std::string text;
  bool is_expression = false;
};

struct IndexOptions {
  /// Without it: the table, the columns and "index", joined by "_"; the name that constraints expect.
  std::string name = {};
  bool unique = false;
  /// Only rows that fulfil this condition, in SQL.
  std::string where = {};
  /// PostgreSQL: the kind of index, such as "gin"; built without a lock on the table, which needs a migration
  /// without transaction; columns that it holds beside its key; whether two NULLs are equal.
  std::string using_ = {};
  bool concurrently = false;
  std::vector<std::string> include = {};
  bool nulls_distinct = true;
  bool if_not_exists = false;
};

struct DropOptions {
  bool if_exists = false;
};

/// The steps of a migration, written down in order and then run.
class MigrationSteps {
 public:
  MigrationSteps();
  ~MigrationSteps();
  MigrationSteps(const MigrationSteps&) = delete;
  MigrationSteps& operator=(const MigrationSteps&) = delete;

  /// A table with an `id` and the columns that are added to what is returned.
  TableChange& create_table(std::string name, CreateTableOptions options = {});
  TableChange& alter_table(std::string name);
  void drop_table(std::string name, DropOptions options = {});
  void rename_table(std::string from, std::string to);
  void rename_column(std::string table, std::string from, std::string to);
  void index(std::string table, std::vector<IndexColumn> columns, IndexOptions options = {});
  void unique_index(std::string table, std::vector<IndexColumn> columns, IndexOptions options = {});
  /// Described as it was made, it can be rolled back.
  void drop_index(std::string table, std::vector<IndexColumn> columns, IndexOptions options = {});
  /// A condition on rows of a table that is there already. Not in SQLite.
  void create_constraint(std::string table, std::string name, std::string condition);
  void drop_constraint(std::string table, std::string name, std::string condition = {});
  /// One statement of SQL as it is, and what undoes it. Must not hold what a user gave.
  void execute(std::string up);
  void execute(std::string up, std::string down);

  /// The statements in the SQL of one database; throws std::invalid_argument for what it cannot do.
  std::vector<std::string> statements(const detail::Dialect& dialect = detail::sqlite_dialect) const;
  /// The statements that undo them; throws std::logic_error for a step that does not say how.
  std::vector<std::string> reversed(const detail::Dialect& dialect = detail::sqlite_dialect) const;
  /// Whether a step can run only without a transaction.
  bool needs_no_transaction() const;

 private:
  struct Steps;
  std::unique_ptr<Steps> steps_;
};

}  // namespace anqa
