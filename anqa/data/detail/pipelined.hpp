#pragma once

#include <memory>

#include "anqa/data/database.hpp"
#include "anqa/data/detail/sql.hpp"
#include "anqa/data/sql_value.hpp"
#include "anqa/runtime/task.hpp"

namespace anqa::detail {

/// How to write what is sent through the database's pipeline; null when it has none now.
const Dialect* pipelined_dialect(Database& database);

/// Its rows; null when the pipeline was lost before they came, so that they are to be read another way.
Task<std::unique_ptr<Cursor>> read_pipelined(std::shared_ptr<Database> database, Statement statement);

}  // namespace anqa::detail
