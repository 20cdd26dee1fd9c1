// What PostgreSQL says about a failed statement, made into exceptions and into names that a changeset can
// declare. The codes: PostgreSQL's manual, appendix A.

#include <string>
#include <vector>

#include "anqa/data/adapters/postgres/internal/result.hpp"
#include "anqa/data/database_error.hpp"

namespace anqa::postgres {
namespace {

std::string field(const PGresult* result, int code) {
  const char* text = result ? PQresultErrorField(result, code) : nullptr;
  return text ? text : "";
}

std::vector<std::string> list(std::string name) {
  std::vector<std::string> names;
  if (!name.empty()) names.push_back(std::move(name));
  return names;
}

}  // namespace

void fail(const PGresult* result, const PGconn* connection, std::string_view sql) {
  const std::string state = field(result, PG_DIAG_SQLSTATE);
  std::string text = field(result, PG_DIAG_MESSAGE_PRIMARY);
  if (text.empty()) {
    text = PQerrorMessage(connection);
    while (text.ends_with('\n')) text.pop_back();
  }
  if (const auto hint = field(result, PG_DIAG_MESSAGE_HINT); !hint.empty()) text += " (" + hint + ")";
  text = "PostgreSQL: " + text;
  if (!sql.empty()) text.append(": ").append(sql);

  // 57P01 to 57P03: the server stops or starts; 08…: the connection failed.
  if (PQstatus(connection) == CONNECTION_BAD || state.starts_with("08") || state.starts_with("57P")) {
    throw ConnectionError(text);
  }
  const auto table = field(result, PG_DIAG_TABLE_NAME);
  const auto name = field(result, PG_DIAG_CONSTRAINT_NAME);
  if (state == "23505") throw ConstraintError(text, ConstraintKind::unique, table, {}, list(name));
  if (state == "23503") throw ConstraintError(text, ConstraintKind::foreign_key, table, {}, list(name));
  if (state == "23514") throw ConstraintError(text, ConstraintKind::check, table, {}, list(name));
  if (state == "23P01") throw ConstraintError(text, ConstraintKind::exclusion, table, {}, list(name));
  if (state == "23502") {
    throw ConstraintError(text, ConstraintKind::not_null, table, list(field(result, PG_DIAG_COLUMN_NAME)),
                          {});
  }
  throw DatabaseError(text);
}

bool plan_is_outdated(const PGresult* result) {
  const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  const char* routine = PQresultErrorField(result, PG_DIAG_SOURCE_FUNCTION);
  if (!state) return false;
  return (std::string_view(state) == "0A000" && routine &&
          std::string_view(routine) == "RevalidateCachedQuery") ||
         std::string_view(state) == "26000";  // no such statement: DISCARD or DEALLOCATE took it
}

}  // namespace anqa::postgres
