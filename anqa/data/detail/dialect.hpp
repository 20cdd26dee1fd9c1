#pragma once

#include <cstdint>
#include <string_view>

namespace anqa::detail {

/// How one database spells what SQL leaves open.
struct Dialect {
  enum class Kind : std::uint8_t { sqlite, postgres };

  Kind kind;
  /// Before a placeholder's number: "?" in SQLite, "$" in PostgreSQL.
  char placeholder;
  /// Around the two sides of a comparison with a pattern: before, between, after.
  std::string_view like[3];
  std::string_view ilike[3];
  /// Stands for "no limit" where an offset needs one; empty where it does not.
  std::string_view no_limit;
  /// An insert gives the id by RETURNING, where the connection does not know it afterwards.
  bool returning_id;
  /// Sorts NULL after all values; a query promises the opposite, so it has to be said there.
  bool nulls_are_high;
};

extern const Dialect sqlite_dialect;
extern const Dialect postgres_dialect;

}  // namespace anqa::detail
