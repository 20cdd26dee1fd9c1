#include "anqa/data/detail/sandbox_connection.hpp"

namespace anqa::detail {

/// After a statement that fails PostgreSQL refuses all others of the transaction; SQLite undoes that one
/// only.
template <class Run>
auto SandboxConnection::guarded(Run run) {
  if (inside_ || dialect().kind == Dialect::Kind::sqlite) return run();
  inner_.run_execute("SAVEPOINT anqa_statement", {});
  try {
    auto result = run();
    inner_.run_execute("RELEASE anqa_statement", {});
    return result;
  } catch (...) {
    inner_.run_execute("ROLLBACK TO anqa_statement", {});
    inner_.run_execute("RELEASE anqa_statement", {});
    throw;
  }
}

std::unique_ptr<Cursor> SandboxConnection::run_query(std::string_view sql, std::span<const SqlValue> values) {
  return guarded([&] { return inner_.run_query(sql, values); });
}

std::int64_t SandboxConnection::run_execute(std::string_view sql, std::span<const SqlValue> values) {
  if (sql == begin) {
    inner_.run_execute(sql, values);
    inside_ = true;
    return 0;
  }
  if (inside_ && sql == "COMMIT") {
    inner_.run_execute("RELEASE anqa_sandbox", {});
    inside_ = false;
    return 0;
  }
  if (inside_ && sql == "ROLLBACK") {
    inside_ = false;
    inner_.run_execute("ROLLBACK TO anqa_sandbox", {});
    inner_.run_execute("RELEASE anqa_sandbox", {});
    return 0;
  }
  return guarded([&] { return inner_.run_execute(sql, values); });
}

}  // namespace anqa::detail
