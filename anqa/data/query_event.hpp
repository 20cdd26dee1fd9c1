#pragma once

#include <cstdint>
#include <string>

#include "anqa/otp/telemetry.hpp"

namespace anqa {

/// A statement was run: `telemetry::attach<QueryEvent>("metrics", [](const QueryEvent& query) { … })`. Told
/// when its rows have been read, by the thread that read them.
struct QueryEvent : TelemetryEvent<"repo.query"> {
  /// From the asking for a connection to the last row.
  Duration total_time{};
  /// How long was waited for a connection; told with the first statement that runs on it.
  Duration queue_time{};
  /// Until the database had answered. SQLite answers while the rows are read, which decode_time counts.
  Duration query_time{};
  /// Reading the rows into structs.
  Duration decode_time{};
  /// Rows that an execute() changed.
  std::int64_t rows_changed = 0;
  /// With placeholders, never with values.
  std::string sql;
  /// What a failed statement threw.
  std::string error;
  /// The end of query_time.
  TimePoint answered_at{};
};

}  // namespace anqa
