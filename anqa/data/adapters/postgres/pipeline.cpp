#include "anqa/data/adapters/postgres/internal/pipeline.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>

#include "anqa/base/log.hpp"
#include "anqa/data/adapters/postgres/internal/cursor.hpp"
#include "anqa/data/adapters/postgres/internal/parameters.hpp"
#include "anqa/data/database_error.hpp"
#include "anqa/data/detail/statement_log.hpp"
#include "anqa/runtime/blocking.hpp"

namespace anqa::postgres {

using Clock = std::chrono::steady_clock;

void Inbox::submit(std::string sql, std::vector<SqlValue> values, detail::Promise<StatementReply> promise) {
  std::vector<Job> jobs;
  jobs.push_back({std::move(sql), std::move(values), Waiting(std::move(promise)), Clock::now()});
  submit(std::move(jobs));
}

void Inbox::submit_all(std::vector<detail::Statement> statements, detail::Promise<StatementReplies> promise) {
  const auto count = statements.size();
  if (count == 0) return promise.set_value(StatementReplies());
  const auto batch = std::make_shared<Batch>(StatementReplies(count), count, std::move(promise));
  std::vector<Job> jobs;
  for (std::size_t i = 0; i < count; ++i) {
    jobs.push_back(
        {std::move(statements[i].sql), std::move(statements[i].values), Waiting(batch, i), Clock::now()});
  }
  submit(std::move(jobs));
}

void Inbox::submit(std::vector<Job> jobs) {
  {
    const std::lock_guard lock(mutex_);
    if (open_) {
      const bool first = jobs_.empty();
      std::ranges::move(jobs, std::back_inserter(jobs_));
      if (!first) return;  // those before have woken the server
      jobs.clear();
    }
  }
  if (jobs.empty()) return send(Server<PipelineServer>(server_), PipelineServer::Flush{});
  for (auto& job : jobs) {
    job.promise.set_value(StatementReply{
        {}, std::make_exception_ptr(ConnectionError("the pipeline to PostgreSQL has no connection"))});
  }
}

void Inbox::open(Pid server) {
  const std::lock_guard lock(mutex_);
  server_ = server;
  open_ = true;
}

void Inbox::close() {
  std::vector<Job> left;
  {
    const std::lock_guard lock(mutex_);
    open_ = false;
    left.swap(jobs_);
  }
  for (auto& job : left) {
    job.promise.set_value(StatementReply{
        {}, std::make_exception_ptr(ConnectionError("the pipeline to PostgreSQL has ended: " + job.sql))});
  }
}

std::vector<Job> Inbox::take() {
  std::vector<Job> jobs;
  const std::lock_guard lock(mutex_);
  jobs.swap(jobs_);
  return jobs;
}

PipelineServer::PipelineServer(Options options) : options_(std::move(options)) {
  send(Server<PipelineServer>(self()), Connect{});
}

PipelineServer::~PipelineServer() { cut(); }

Task<void> PipelineServer::handle_info(Connect) {
  try {
    connection_ =
        co_await blocking([postgres = options_.postgres] { return std::make_unique<Connection>(postgres); });
  } catch (const DatabaseError&) {  // the pool's connections say it in the log
    backoff_ =
        std::clamp<Duration>(backoff_ * 2, options_.postgres.backoff_min, options_.postgres.backoff_max);
    send_after(*this, backoff_, Connect{});
    co_return;
  }
  backoff_ = {};
  PGconn* handle = connection_->handle();
  PQsetnonblocking(handle, 1);
  PQenterPipelineMode(handle);
  socket_ = TcpStream::adopt(::dup(PQsocket(handle)));
  socket_.arm_readable();
  options_.inbox->open(self());
}

void PipelineServer::handle_info(const Flush&) {
  auto jobs = options_.inbox->take();
  if (!connection_) return;
  for (auto& job : jobs) start(std::move(job));
  end_batch();
}

void PipelineServer::handle_info(const SocketEvent& event) {
  if (!connection_ || event.socket != socket_.id()) return;
  read();
}

void PipelineServer::start(Job job) {
  auto& statement = statements_[job.sql];
  if (statement.ready) return run(statement, std::move(job));
  if (statement.name.empty()) {
    PGconn* handle = connection_->handle();
    statement.name = "anqa_p" + std::to_string(next_name_++);
    PQsendPrepare(handle, statement.name.c_str(), job.sql.c_str(), 0, nullptr);
    sent_.push_back({Sent::What::prepare, job.sql, statement.name, {}});
    PQsendDescribePrepared(handle, statement.name.c_str());
    sent_.push_back({Sent::What::describe, job.sql, statement.name, {}});
    unsynced_ = true;
  }
  statement.waiting.push_back(std::move(job));
}

void PipelineServer::run(const Statement& statement, Job job) {
  try {
    if (statement.types.size() != job.values.size()) {
      throw DatabaseError("PostgreSQL: " + std::to_string(job.values.size()) + " values for " +
                          std::to_string(statement.types.size()) + " placeholders: " + job.sql);
    }
    const Parameters parameters(job.values, statement.types);
    PQsendQueryPrepared(connection_->handle(), statement.name.c_str(), parameters.count(),
                        parameters.pointers(), parameters.lengths(), parameters.formats(), 1);
  } catch (...) {
    job.promise.set_value(StatementReply{{}, std::current_exception()});
    return;
  }
  sent_.push_back({Sent::What::run, {}, {}, std::move(job)});
  unsynced_ = true;
}

void PipelineServer::end_batch() {
  PGconn* handle = connection_->handle();
  if (std::exchange(unsynced_, false)) {
    PQpipelineSync(handle);
    sent_.push_back({Sent::What::sync, {}, {}, {}});
  }
  const int left = PQflush(handle);
  if (left < 0 || PQstatus(handle) == CONNECTION_BAD) return lose();
  if (left > 0) socket_.arm_writable();
}

void PipelineServer::read() {
  // The scheduler tells of changes only, so all that is there has to be read now.
  do {
    if (PQconsumeInput(connection_->handle()) == 0) return lose();
    take_results();
    if (!connection_) return;
  } while (has_input());
  for (auto& job : std::exchange(again_, {})) start(std::move(job));
  end_batch();
  if (connection_) socket_.arm_readable();
}

bool PipelineServer::has_input() const {
  pollfd socket{.fd = PQsocket(connection_->handle()), .events = POLLIN, .revents = 0};
  return poll(&socket, 1, 0) > 0;
}

void PipelineServer::take_results() {
  PGconn* handle = connection_->handle();
  bool ended = false;  // two in a row mean that nothing is there
  while (!sent_.empty() && !PQisBusy(handle)) {
    Result result(PQgetResult(handle));
    if (result) {
      ended = false;
      if (PQresultStatus(result.get()) == PGRES_PIPELINE_SYNC) {
        sent_.pop_front();
      } else if (!sent_.front().result) {
        sent_.front().result = std::move(result);
      }
      continue;
    }
    if (!sent_.front().result) {
      if (std::exchange(ended, true)) return;
      continue;
    }
    auto done = std::move(sent_.front());
    sent_.pop_front();
    finish(std::move(done));
    if (!connection_) return;
  }
}

void PipelineServer::finish(Sent sent) {
  const auto status = PQresultStatus(sent.result.get());
  const char* severity = PQresultErrorField(sent.result.get(), PG_DIAG_SEVERITY_NONLOCALIZED);
  const bool fatal = severity && std::string_view(severity) == "FATAL";  // the server closes it
  if (fatal || PQstatus(connection_->handle()) == CONNECTION_BAD) {
    sent_.push_front(std::move(sent));
    return lose();
  }
  if (sent.what == Sent::What::run) {
    if (status == PGRES_PIPELINE_ABORTED) return again_.push_back(std::move(sent.job));
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
      const auto statement = statements_.find(sent.job.sql);
      if (plan_is_outdated(sent.result.get()) && statement != statements_.end()) {
        statements_.erase(statement);  // prepared anew, under another name
        return again_.push_back(std::move(sent.job));
      }
      auto error = error_of(sent.result.get(), sent.job.sql);
      return refuse(std::move(sent.job), std::move(error));
    }
    return answer(std::move(sent.job), std::move(sent.result));
  }
  const auto found = statements_.find(sent.sql);
  // Prepared anew meanwhile: this is about the one before.
  if (found == statements_.end() || found->second.name != sent.name) return;
  auto& statement = found->second;
  if (status == PGRES_COMMAND_OK) {
    if (sent.what == Sent::What::prepare) return;
    for (int i = 0; i < PQnparams(sent.result.get()); ++i) {
      statement.types.push_back(PQparamtype(sent.result.get(), i));
    }
    statement.ready = true;
    for (auto& job : std::exchange(statement.waiting, {})) again_.push_back(std::move(job));
    return;
  }
  auto waiting = std::move(statement.waiting);
  statements_.erase(found);
  for (auto& job : waiting) {
    if (status == PGRES_PIPELINE_ABORTED) {
      again_.push_back(std::move(job));
    } else {
      auto error = error_of(sent.result.get(), job.sql);
      refuse(std::move(job), std::move(error));
    }
  }
}

void PipelineServer::answer(Job job, Result rows) const {
  auto event = detail::statement_answered(job.sql, job.since, {}, options_.postgres.slow_query);
  auto cursor = std::make_unique<Cursor>(std::move(rows), std::move(job.sql));
  cursor->set_event(std::move(event));
  job.promise.set_value(StatementReply{std::move(cursor), {}});
}

void PipelineServer::refuse(Job job, std::exception_ptr error) const {
  detail::statement_failed(detail::statement_answered(job.sql, job.since, {}, options_.postgres.slow_query),
                           error);
  job.promise.set_value(StatementReply{{}, std::move(error)});
}

std::exception_ptr PipelineServer::error_of(const PGresult* result, const std::string& sql) const {
  try {
    fail(result, connection_->handle(), sql);
  } catch (...) {
    return std::current_exception();
  }
}

void PipelineServer::lose() {
  if (!connection_) return;
  cut();
  send(Server<PipelineServer>(self()), Connect{});
}

void PipelineServer::cut() {
  options_.inbox->close();
  const auto error = std::make_exception_ptr(
      ConnectionError("PostgreSQL: the connection of the pipeline was lost before a statement was answered"));
  for (auto& [sql, statement] : statements_) {
    for (auto& job : statement.waiting) job.promise.set_value(StatementReply{{}, error});
  }
  for (auto& sent : sent_) {
    if (sent.what == Sent::What::run) sent.job.promise.set_value(StatementReply{{}, error});
  }
  for (auto& job : again_) job.promise.set_value(StatementReply{{}, error});
  again_.clear();
  sent_.clear();
  statements_.clear();
  unsynced_ = false;
  socket_.close();
  connection_.reset();
}

}  // namespace anqa::postgres
