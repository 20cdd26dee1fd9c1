#pragma once

#include <postgresql/libpq-fe.h>

#include <memory>
#include <string_view>

namespace anqa::postgres {

struct Clear {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, Clear>;

/// Throws what a failed result means: ConstraintError, ConnectionError when the connection is gone,
/// DatabaseError. The message has the statement and the server's sentence, and not its detail, which holds
/// values.
[[noreturn]] void fail(const PGresult* result, const PGconn* connection, std::string_view sql);

/// Whether a prepared statement has to be prepared anew: the types of its columns have changed, by a
/// migration for example, or the server has forgotten it.
bool plan_is_outdated(const PGresult* result);

}  // namespace anqa::postgres
