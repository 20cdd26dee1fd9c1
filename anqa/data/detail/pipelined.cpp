#include "anqa/data/detail/pipelined.hpp"

#include "anqa/data/database_error.hpp"
#include "anqa/data/statement_pipeline.hpp"

namespace anqa::detail {

const Dialect* pipelined_dialect(Database& database) {
  const auto* pipeline = database.pipeline();
  return pipeline ? &pipeline->dialect() : nullptr;
}

Task<std::unique_ptr<Cursor>> read_pipelined(std::shared_ptr<Database> database, Statement statement) {
  auto* pipeline = database->pipeline();
  if (!pipeline) co_return nullptr;
  try {
    co_return co_await run_in(*pipeline, std::move(statement.sql), std::move(statement.values));
  } catch (const ConnectionError&) {
    co_return nullptr;
  }
}

}  // namespace anqa::detail
