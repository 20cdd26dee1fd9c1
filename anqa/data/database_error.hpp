#pragma once

#include <stdexcept>
#include <string>
#include <vector>

namespace anqa {

/// The database refused a statement, or gave what does not fit the schema. Leaves a handler as a crash; the
/// message holds the statement (never its values).
class DatabaseError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The connection to the database is lost or cannot be made. What was running may or may not have been done,
/// except that a transaction whose commit was not answered was either committed or undone as a whole.
class ConnectionError : public DatabaseError {
 public:
  using DatabaseError::DatabaseError;
};

/// The row to update or delete is no longer there.
class StaleEntryError : public DatabaseError {
 public:
  using DatabaseError::DatabaseError;
};

/// A query that must give at most one row gave more.
class MultipleResultsError : public DatabaseError {
 public:
  using DatabaseError::DatabaseError;
};

/// fetch() found no row.
class NoResultsError : public DatabaseError {
 public:
  using DatabaseError::DatabaseError;
};

/// What a constraint of the database guards.
enum class ConstraintKind { unique, foreign_key, check, not_null, exclusion };

/// A constraint of the database was violated. The Repo turns it into an error of the changeset when the
/// changeset declares the constraint; otherwise it leaves the Repo as this exception, which says what to
/// declare.
class ConstraintError : public DatabaseError {
 public:
  ConstraintError(const std::string& message, ConstraintKind kind, std::string table,
                  std::vector<std::string> columns, std::vector<std::string> names)
      : DatabaseError(message),
        kind_(kind),
        table_(std::move(table)),
        columns_(std::move(columns)),
        names_(std::move(names)) {}

  ConstraintKind kind() const { return kind_; }
  /// The table, where the database tells it.
  const std::string& table() const { return table_; }
  /// The columns that the constraint covers, where known.
  const std::vector<std::string>& columns() const { return columns_; }
  /// Names under which the constraint may be declared: the database's own and the one made from its columns.
  const std::vector<std::string>& names() const { return names_; }

 private:
  ConstraintKind kind_;
  std::string table_;
  std::vector<std::string> columns_;
  std::vector<std::string> names_;
};

}  // namespace anqa
