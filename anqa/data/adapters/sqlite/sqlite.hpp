#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "anqa/data/database.hpp"

namespace anqa {

struct SqliteOptions {
  /// The file, made when missing together with its folder; ":memory:" is a database of its own that is gone
  /// with it.
  std::string database;
  /// Connections that read, beside the one that writes.
  int readers = 4;
  /// How long to wait for a lock that another program holds.
  std::chrono::milliseconds busy_timeout{5000};
  /// How long to wait for a connection.
  std::chrono::milliseconds queue_timeout{15000};
  /// Whether a commit waits until the disk has it. Without, the last commits may be lost in a power failure
  /// (not in a crash of the program), and the database stays consistent.
  bool durable = true;
  /// Statements that take longer are logged, with a warning; 0: none.
  std::chrono::milliseconds slow_query{1000};
  /// Whatever would write is refused, also in a transaction; the file must be there. For a repo that only
  /// reads what another program writes.
  bool read_only = false;
};

/// Opens a SQLite database in WAL mode: one connection writes, the others read beside it. Throws
/// DatabaseError with the path when it cannot. The first one turns SQLite's statistics of memory off, unless
/// the program has called sqlite3_initialize() before.
std::unique_ptr<Database> open_sqlite(SqliteOptions options);

}  // namespace anqa
