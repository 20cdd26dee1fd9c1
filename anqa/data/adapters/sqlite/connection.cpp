#include "anqa/data/adapters/sqlite/internal/connection.hpp"

#include <filesystem>

#include "anqa/data/adapters/sqlite/internal/cursor.hpp"
#include "anqa/data/adapters/sqlite/internal/decimal.hpp"
#include "anqa/data/adapters/sqlite/internal/like.hpp"
#include "anqa/data/database_error.hpp"
#include "anqa/data/detail/at_once.hpp"
#include "anqa/data/timestamps.hpp"

namespace anqa::sqlite {
namespace {

/// Statements come from queries in the program, so there are few; this bounds those with lists of many
/// lengths.
constexpr std::size_t max_statements = 512;
/// How long a read on a scheduler's thread may be: so many times so many steps of SQLite's machine, which are
/// a few tens of nanoseconds each.
constexpr int counted_steps = 1000;
constexpr int most_steps = 10;

std::string error_text(sqlite3* handle, std::string_view sql) {
  std::string message = "SQLite: ";
  message += sqlite3_errmsg(handle);
  if (!sql.empty()) message.append(": ").append(sql);
  return message;
}

struct Binder {
  sqlite3_stmt* statement;
  int index;
  /// Whether texts and bytes must be copied: the statement may outlive the values.
  bool copy;

  int operator()(std::monostate) const { return sqlite3_bind_null(statement, index); }
  int operator()(bool value) const { return sqlite3_bind_int(statement, index, value ? 1 : 0); }
  int operator()(std::int64_t value) const { return sqlite3_bind_int64(statement, index, value); }
  int operator()(const Bytes& value) const {
    // A null pointer would bind NULL.
    const char* data = value.data.empty() ? "" : value.data.data();
    return sqlite3_bind_blob64(statement, index, data, value.data.size(), lifetime());
  }
  int operator()(double value) const { return sqlite3_bind_double(statement, index, value); }
  int operator()(UtcTime value) const {
    const std::string text = to_iso8601(value);
    return sqlite3_bind_text64(statement, index, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  }
  int operator()(const std::string& value) const {
    return sqlite3_bind_text64(statement, index, value.data(), value.size(), lifetime(), SQLITE_UTF8);
  }
  sqlite3_destructor_type lifetime() const { return copy ? SQLITE_TRANSIENT : SQLITE_STATIC; }
};

}  // namespace

Connection::Connection(const SqliteOptions& options, Mode mode) {
  const bool in_memory = options.database == ":memory:";
  if (!in_memory && mode == Mode::write) {
    const auto folder = std::filesystem::path(options.database).parent_path();
    std::error_code ignored;  // the attempt to open says more than the attempt to make the folder
    if (!folder.empty()) std::filesystem::create_directories(folder, ignored);
  }
  const int flags =
      (mode == Mode::write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY) |
      SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  try {
    if (sqlite3_open_v2(options.database.c_str(), &handle_, flags, nullptr) != SQLITE_OK) {
      throw DatabaseError("the database '" + options.database +
                          "' cannot be opened: " + (handle_ ? sqlite3_errmsg(handle_) : "out of memory"));
    }
    configure(options, mode);
  } catch (...) {
    for (auto& [sql, prepared] : statements_) sqlite3_finalize(prepared.handle);
    sqlite3_close_v2(handle_);
    throw;
  }
}

Connection::~Connection() {
  for (auto& [sql, prepared] : statements_) sqlite3_finalize(prepared.handle);
  sqlite3_close_v2(handle_);
}

void Connection::configure(const SqliteOptions& options, Mode mode) {
  busy_timeout_ = static_cast<int>(options.busy_timeout.count());
  sqlite3_busy_timeout(handle_, busy_timeout_);
  // A misspelt column must be an error, not the text of its name; the schema must not run what it brings
  // along.
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  add_like_functions(handle_);
  add_decimal_collation(handle_);
  execute("PRAGMA foreign_keys = ON", {});
  if (mode == Mode::write) {
    execute("PRAGMA journal_mode = WAL", {});
    execute(options.durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL", {});
  }
}

Prepared& Connection::prepare(std::string_view sql) {
  if (last_ && !last_->second.busy && last_->first == sql) {
    last_->second.busy = true;
    return last_->second;
  }
  const auto found = statements_.find(sql);
  if (found != statements_.end() && !found->second.busy) {
    last_ = &*found;
    found->second.busy = true;
    return found->second;
  }
  if (statements_.size() >= max_statements) {
    last_ = nullptr;
    std::erase_if(statements_, [](auto& entry) {
      if (!entry.second.busy) sqlite3_finalize(entry.second.handle);
      return !entry.second.busy;
    });
  }
  sqlite3_stmt* handle = nullptr;
  const char* rest = nullptr;
  const bool keep = found == statements_.end();
  const unsigned flags = keep ? SQLITE_PREPARE_PERSISTENT : 0;
  if (sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()), flags, &handle, &rest) !=
      SQLITE_OK) {
    fail(sql);
  }
  if (!handle || std::string_view(rest, sql.data() + sql.size()).find_first_not_of(" \t\r\n;") !=
                     std::string_view::npos) {
    sqlite3_finalize(handle);
    throw DatabaseError("SQLite: exactly one statement is expected, not: " + std::string(sql));
  }
  if (keep) return statements_.emplace(sql, Prepared{handle, true, false}).first->second;
  return *new Prepared{handle, true, true};  // a cursor over the same statement is open; release() deletes it
}

void Connection::release(Prepared& prepared) {
  if (prepared.single_use) {
    sqlite3_finalize(prepared.handle);
    delete &prepared;
    return;
  }
  sqlite3_reset(prepared.handle);
  sqlite3_clear_bindings(prepared.handle);
  prepared.busy = false;
}

void Connection::bind(Prepared& prepared, std::string_view sql, std::span<const SqlValue> values, bool copy) {
  const int expected = sqlite3_bind_parameter_count(prepared.handle);
  if (static_cast<std::size_t>(expected) != values.size()) {
    throw DatabaseError("SQLite: " + std::to_string(values.size()) + " values for " +
                        std::to_string(expected) + " placeholders: " + std::string(sql));
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::visit(Binder{prepared.handle, static_cast<int>(i + 1), copy}, values[i]) != SQLITE_OK) fail(sql);
  }
}

std::unique_ptr<anqa::Cursor> Connection::run_query(std::string_view sql, std::span<const SqlValue> values) {
  auto& prepared = prepare(sql);
  auto cursor = std::make_unique<Cursor>(*this, prepared);
  if (at_once_ && prepared.takes_long) throw detail::NotAtOnce();
  bind(prepared, sql, values, true);
  return cursor;
}

std::int64_t Connection::run_execute(std::string_view sql, std::span<const SqlValue> values) {
  auto& prepared = prepare(sql);
  Cursor cursor(*this, prepared);
  bind(prepared, sql, values, false);
  while (cursor.next()) {
  }
  return sqlite3_changes64(handle_);
}

void Connection::run_script(std::string_view sql) {
  if (sqlite3_exec(handle_, std::string(sql).c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail({});
}

std::int64_t Connection::begin_snapshot() {
  run_script("BEGIN");
  const auto version = run_query("PRAGMA data_version", {});
  version->next();
  return version->integer(0);
}

void Connection::end_snapshot() { run_script("COMMIT"); }

bool Connection::set_at_once(bool on) {
  at_once_ = on;
  steps_ = 0;
  sqlite3_busy_timeout(handle_, on ? 0 : busy_timeout_);
  // The library counts a statement's steps over all its runs, so that this is called too early at most once.
  const auto count = [](void* self) { return ++static_cast<Connection*>(self)->steps_ > most_steps ? 1 : 0; };
  sqlite3_progress_handler(handle_, on ? counted_steps : 0, on ? +count : nullptr, this);
  return true;
}

void Connection::fail(std::string_view sql) {
  const int code = sqlite3_extended_errcode(handle_);
  const int kind = code & 0xFF;
  if (at_once_ && (kind == SQLITE_INTERRUPT || kind == SQLITE_BUSY || kind == SQLITE_LOCKED))
    throw detail::NotAtOnce();
  if (kind == SQLITE_CONSTRAINT) fail_constraint(sql, code, sqlite3_errmsg(handle_));
  throw DatabaseError(error_text(handle_, sql));
}

}  // namespace anqa::sqlite
