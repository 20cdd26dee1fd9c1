#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "anqa/base/clock.hpp"
#include "anqa/data/detail/sql.hpp"
#include "anqa/data/sql_value.hpp"

namespace anqa {

namespace detail {
class SandboxConnection;
}

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
  std::unique_ptr<Cursor> query(std::string_view sql, std::span<const SqlValue> values = {});
  /// Runs one statement and gives the number of rows that it changed.
  std::int64_t execute(std::string_view sql, std::span<const SqlValue> values = {});
  /// The same as query(), but the rows come in parts of so many, so that never all of them are in memory. In
  /// a transaction, which must not end before the cursor.
  std::unique_ptr<Cursor> stream(std::string_view sql, std::span<const SqlValue> values, int part);
  /// Runs a text of many statements, such as the dump of a structure. No values, and not for what a user
  /// wrote.
  virtual void run_script(std::string_view sql) = 0;
  /// The id that the database gave to the last inserted row.
  virtual std::int64_t last_insert_id() = 0;

  /// The statement that starts a transaction which is going to write.
  virtual std::string_view begin_statement() const = 0;
  virtual bool in_transaction() const = 0;
  /// False when the connection is lost.
  virtual bool usable() { return true; }
  /// While it is on, a statement that fails in a transaction leaves the transaction usable, as it always does
  /// in SQLite. See GuardedWrites.
  virtual void set_guarded(bool) {}
  /// While it is on, a statement that would wait for a lock or turns out to be long throws
  /// detail::NotAtOnce, and whoever asked has it run by a thread that may block. False: it cannot.
  virtual bool set_at_once(bool) { return false; }
  /// That of the adapter.
  virtual Connection& underlying() { return *this; }

  /// Which references of a row, given by its columns and their values, lead nowhere: the names of their
  /// constraints. Asked after a foreign key was violated, where the database does not say which.
  virtual std::vector<std::string> dangling_references(std::string_view table,
                                                       std::span<const std::string_view> columns,
                                                       std::span<const SqlValue> values) = 0;

  /// The statement that runs, or the last one.
  struct Activity {
    std::string sql;
    TimePoint since{};
    bool finished = true;
  };
  /// From any thread.
  Activity activity() const;
  /// When it began, for whoever has the connection.
  TimePoint activity_since() const { return since_.load(std::memory_order_relaxed); }
  /// How long was waited for this connection: told with the next statement.
  void set_queue_time(Duration waited) { queue_time_ = waited; }
  /// Statements that take longer are logged as slow; 0: none.
  void set_slow_query(Duration limit) { slow_query_ = limit; }

 protected:
  virtual std::unique_ptr<Cursor> run_query(std::string_view sql, std::span<const SqlValue> values) = 0;
  virtual std::int64_t run_execute(std::string_view sql, std::span<const SqlValue> values) = 0;
  virtual std::unique_ptr<Cursor> run_stream(std::string_view sql, std::span<const SqlValue> values,
                                             int part);

 private:
  friend class detail::SandboxConnection;
  class Run;

  /// Guards the text, which only the user of the connection changes.
  mutable std::mutex activity_mutex_;
  std::string activity_sql_;
  std::atomic<TimePoint> since_{TimePoint{}};
  std::atomic<bool> running_ = false;
  Duration queue_time_{};
  Duration slow_query_{};
};

}  // namespace anqa
