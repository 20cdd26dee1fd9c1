#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "anqa/data/database.hpp"

namespace anqa {

struct PostgresOptions {
  /// "postgresql://user:password@host:5432/shop?sslmode=verify-full", or "host=/run/postgresql dbname=shop":
  /// whatever libpq takes. What it leaves out comes from the PG… variables of the environment.
  std::string url;
  /// Connections at most. They are made when they are needed.
  int pool_size = 10;
  /// Connections beside those, on which what processes read is pipelined: many statements at once on each.
  int pipelines = 2;
  /// How long to wait for a connection, and for the database to come back when it is away.
  std::chrono::milliseconds queue_timeout{15000};
  std::chrono::milliseconds connect_timeout{5000};
  /// A statement that runs longer is cancelled by the server; 0: never.
  std::chrono::milliseconds statement_timeout{15000};
  /// Statements that take longer are logged, with a warning; 0: none.
  std::chrono::milliseconds slow_query{1000};
  /// How much longer each attempt to connect waits than the one before: from the first to the last.
  std::chrono::milliseconds backoff_min{50};
  std::chrono::milliseconds backoff_max{2000};
  /// Settings of each connection, such as {"search_path", "tenant_7"}.
  std::vector<std::pair<std::string, std::string>> parameters = {};
  /// Statements that a connection keeps prepared.
  std::size_t prepared_statements = 512;
  /// Whatever would write is refused, also in a transaction: for the repo of a read replica.
  bool read_only = false;
};

/// Opens a PostgreSQL database: one connection is made at once, so that a wrong address is told here, as
/// DatabaseError.
std::unique_ptr<Database> open_postgres(PostgresOptions options);

}  // namespace anqa
