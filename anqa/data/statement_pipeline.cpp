#include "anqa/data/statement_pipeline.hpp"

#include "anqa/data/database_error.hpp"

namespace anqa::detail {

std::unique_ptr<Cursor> PipelineAwaiter::await_resume() {
  if (!value_) throw ConnectionError("the pipeline to the database has ended");
  if (value_->error) std::rethrow_exception(value_->error);
  return std::move(value_->rows);
}

StatementReplies PipelineBatchAwaiter::await_resume() {
  if (!value_) throw ConnectionError("the pipeline to the database has ended");
  return std::move(*value_);
}

}  // namespace anqa::detail
