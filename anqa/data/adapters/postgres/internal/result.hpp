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

}  // namespace anqa::postgres
