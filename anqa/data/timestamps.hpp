#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "anqa/base/clock.hpp"

namespace anqa {

/// A field of this type gives a schema the columns `inserted_at` and `updated_at`, which the Repo sets.
struct Timestamps {
  UtcTime inserted_at{};
  UtcTime updated_at{};

  friend bool operator==(const Timestamps&, const Timestamps&) = default;
};

/// Now in UTC, to the microsecond.
UtcTime utc_now();

/// "2026-11-22T16:05:09.000042Z": always 27 characters for the years 0000 to 9999, so that the order of the
/// texts is the order of the times. This is how times are stored where the database has no type for them.
/// Throws std::out_of_range for other years.
std::string to_iso8601(UtcTime time);

/// Reads ISO 8601 in UTC or with an offset: "2026-11-22T16:05", "2026-11-22 16:05:09.5Z",
/// "2026-11-22T16:05:09+01:00". Nothing when the text is no time or names one that does not exist, such as
/// February 30.
std::optional<UtcTime> parse_iso8601(std::string_view text);

}  // namespace anqa
