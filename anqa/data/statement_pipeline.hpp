#pragma once

#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <vector>

#include "anqa/data/detail/dialect.hpp"
#include "anqa/data/detail/sql.hpp"
#include "anqa/data/sql_value.hpp"
#include "anqa/runtime/detail/waiter.hpp"

namespace anqa {

/// What a statement in a pipeline came to: its rows, or what it threw.
struct StatementReply {
  std::unique_ptr<Cursor> rows;
  std::exception_ptr error;
};

/// Of several statements, in their order.
using StatementReplies = std::vector<StatementReply>;

/// Runs statements that change nothing, of many processes on few connections, without a thread that waits:
/// each is sent as it comes, before those that were sent earlier are answered.
class StatementPipeline {
 public:
  StatementPipeline() = default;
  StatementPipeline(const StatementPipeline&) = delete;
  StatementPipeline& operator=(const StatementPipeline&) = delete;
  virtual ~StatementPipeline() = default;

  virtual const detail::Dialect& dialect() const = 0;
  /// Any thread. A statement that was cut by a lost connection is answered with ConnectionError.
  virtual void submit(std::string sql, std::vector<SqlValue> values,
                      detail::Promise<StatementReply> promise) = 0;
  /// Several, on their way together; none takes another with it.
  virtual void submit_all(std::vector<detail::Statement> statements,
                          detail::Promise<StatementReplies> promise) = 0;
};

namespace detail {

class PipelineAwaiter : public ValueWaiter<StatementReply> {
 public:
  PipelineAwaiter(StatementPipeline& pipeline, std::string sql, std::vector<SqlValue> values)
      : pipeline_(pipeline), sql_(std::move(sql)), values_(std::move(values)) {}
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> handle) {
    wait(handle);
    pipeline_.submit(std::move(sql_), std::move(values_), promise());
  }
  /// Throws what the statement threw.
  std::unique_ptr<Cursor> await_resume();

 private:
  StatementPipeline& pipeline_;
  std::string sql_;
  std::vector<SqlValue> values_;
};

class PipelineBatchAwaiter : public ValueWaiter<StatementReplies> {
 public:
  PipelineBatchAwaiter(StatementPipeline& pipeline, std::vector<Statement> statements)
      : pipeline_(pipeline), statements_(std::move(statements)) {}
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> handle) {
    wait(handle);
    pipeline_.submit_all(std::move(statements_), promise());
  }
  StatementReplies await_resume();

 private:
  StatementPipeline& pipeline_;
  std::vector<Statement> statements_;
};

}  // namespace detail

/// `auto rows = co_await run_in(pipeline, "SELECT …", {…});`
inline detail::PipelineAwaiter run_in(StatementPipeline& pipeline, std::string sql,
                                      std::vector<SqlValue> values = {}) {
  return {pipeline, std::move(sql), std::move(values)};
}
/// All at the same time; gives the reply of each.
inline detail::PipelineBatchAwaiter run_all_in(StatementPipeline& pipeline,
                                               std::vector<detail::Statement> statements) {
  return {pipeline, std::move(statements)};
}

}  // namespace anqa
