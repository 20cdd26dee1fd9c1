#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "anqa/data/detail/sql.hpp"
#include "anqa/data/sql_value.hpp"

namespace anqa {

/// One connection to a database: what an adapter implements. Used by one thread at a time, and every call may
/// block. What the database refuses leaves as DatabaseError, a violated constraint as ConstraintError.
class Connection {
 public:
  Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  virtual ~Connection() = default;

  virtual const detail::Dialect& dialect() const = 0;

  /// Runs a statement that gives rows. The connection must outlive the cursor.
  virtual std::unique_ptr<Cursor> query(std::string_view sql, std::span<const SqlValue> values = {}) = 0;
  /// Runs one statement and gives the number of rows that it changed.
  virtual std::int64_t execute(std::string_view sql, std::span<const SqlValue> values = {}) = 0;
  /// The id that the database gave to the last inserted row.
  virtual std::int64_t last_insert_id() = 0;

  /// The statement that starts a transaction which is going to write.
  virtual std::string_view begin_statement() const = 0;
  virtual bool in_transaction() const = 0;

  /// Which references of a row, given by its columns and their values, lead nowhere: the names of their
  /// constraints. Asked after a foreign key was violated, where the database does not say which.
  virtual std::vector<std::string> dangling_references(std::string_view table,
                                                       std::span<const std::string_view> columns,
                                                       std::span<const SqlValue> values) = 0;
};

}  // namespace anqa
