#pragma once

#include <sqlite3.h>

#include <string>
#include <string_view>
#include <unordered_map>

#include "anqa/data/adapters/sqlite/sqlite.hpp"

namespace anqa::sqlite {

class Cursor;

/// A prepared statement, kept for the next time its text comes.
struct Prepared {
  sqlite3_stmt* handle = nullptr;
  bool busy = false;
  /// It has been too long for a scheduler's thread once.
  bool takes_long = false;
  /// Not in the cache: finalised by its cursor.
  bool single_use = false;
};

struct StringHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

class Connection final : public anqa::Connection {
 public:
  enum class Mode { write, read };

  Connection(const SqliteOptions& options, Mode mode);
  ~Connection() override;

  const detail::Dialect& dialect() const override { return detail::sqlite_dialect; }
  std::int64_t last_insert_id() override { return sqlite3_last_insert_rowid(handle_); }
  /// One that writes waits for the others that do now, and not in its middle.
  std::string_view begin_statement() const override {
    return sqlite3_db_readonly(handle_, "main") == 1 ? "BEGIN" : "BEGIN IMMEDIATE";
  }
  bool in_transaction() const override { return sqlite3_get_autocommit(handle_) == 0; }
  std::vector<std::string> dangling_references(std::string_view table,
                                               std::span<const std::string_view> columns,
                                               std::span<const SqlValue> values) override;

  void run_script(std::string_view sql) override;
  bool set_at_once(bool on) override;
  bool at_once() const { return at_once_; }

  /// Begins a transaction that reads; gives the version of the data, which is another one after each write of
  /// another connection. Neither the log nor telemetry hears of it. Throws DatabaseError.
  std::int64_t begin_snapshot();
  void end_snapshot();

  /// Throws what the last error of this connection means.
  [[noreturn]] void fail(std::string_view sql);
  void release(Prepared& prepared);

 protected:
  std::unique_ptr<anqa::Cursor> run_query(std::string_view sql, std::span<const SqlValue> values) override;
  std::int64_t run_execute(std::string_view sql, std::span<const SqlValue> values) override;

 private:
  Prepared& prepare(std::string_view sql);
  void bind(Prepared& prepared, std::string_view sql, std::span<const SqlValue> values, bool copy);
  void configure(const SqliteOptions& options, Mode mode);
  std::vector<std::string> unique_index_names(const std::string& table,
                                              const std::vector<std::string>& columns);
  [[noreturn]] void fail_constraint(std::string_view sql, int code, std::string message);

  sqlite3* handle_ = nullptr;
  int busy_timeout_ = 0;  // ms
  bool at_once_ = false;
  int steps_ = 0;  // of the statements since at_once_ was set, in units of the progress handler
  using Statements = std::unordered_map<std::string, Prepared, StringHash, std::equal_to<>>;
  Statements statements_;
  /// The one that was prepared last, which is often the next: its text is compared sooner than hashed.
  Statements::value_type* last_ = nullptr;
};

}  // namespace anqa::sqlite
