#include "anqa/data/adapters/postgres/internal/connection.hpp"

#include <poll.h>

#include <algorithm>
#include <charconv>

#include "anqa/base/log.hpp"
#include "anqa/data/adapters/postgres/internal/cursor.hpp"
#include "anqa/data/adapters/postgres/internal/parameters.hpp"
#include "anqa/data/database_error.hpp"

namespace anqa::postgres {
namespace {

bool succeeded(const PGresult* result) {
  const auto status = PQresultStatus(result);
  return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
}

std::string address(const PGconn* handle) {
  auto part = [](const char* text) { return std::string(text ? text : ""); };
  return "'" + part(PQdb(handle)) + "' on " + part(PQhost(handle)) + ":" + part(PQport(handle)) + " as '" +
         part(PQuser(handle)) + "'";
}

void log_notice(void*, const char* text) { log_debug(std::string("PostgreSQL: ") + text); }

}  // namespace

Connection::Connection(const PostgresOptions& options) : max_statements_(options.prepared_statements) {
  const auto seconds =
      std::to_string(std::max<std::int64_t>(2, (options.connect_timeout.count() + 999) / 1000));
  const char* keys[] = {"connect_timeout", "application_name", "dbname", "client_encoding", nullptr};
  const char* values[] = {seconds.c_str(), "anqa", options.url.c_str(), "UTF8", nullptr};
  handle_ = PQconnectdbParams(keys, values, 1);
  try {
    if (PQstatus(handle_) != CONNECTION_OK) {
      std::string why = PQerrorMessage(handle_);
      while (why.ends_with('\n')) why.pop_back();
      throw ConnectionError("PostgreSQL: no connection to the database " + address(handle_) + ": " + why);
    }
    configure(options);
  } catch (...) {
    PQfinish(handle_);
    throw;
  }
}

Connection::~Connection() { PQfinish(handle_); }

void Connection::configure(const PostgresOptions& options) {
  PQsetNoticeProcessor(handle_, log_notice, nullptr);
  std::vector<std::pair<std::string, std::string>> settings = {
      {"statement_timeout", std::to_string(options.statement_timeout.count())}, {"timezone", "UTC"}};
  if (options.read_only) settings.emplace_back("default_transaction_read_only", "on");
  settings.insert(settings.end(), options.parameters.begin(), options.parameters.end());
  std::string sql = "SELECT ";
  std::vector<const char*> values;
  for (const auto& [name, value] : settings) {
    if (!values.empty()) sql += ", ";
    sql += "set_config($" + std::to_string(values.size() + 1) + ", $" + std::to_string(values.size() + 2) +
           ", false)";
    values.push_back(name.c_str());
    values.push_back(value.c_str());
  }
  const Result result(PQexecParams(handle_, sql.c_str(), static_cast<int>(values.size()), nullptr,
                                   values.data(), nullptr, nullptr, 0));
  if (!succeeded(result.get())) fail(result.get(), handle_, "the settings of a new connection");
}

std::int64_t Connection::last_insert_id() {
  throw DatabaseError("PostgreSQL: an insert gives its id by RETURNING");
}

bool Connection::in_transaction() const {
  const auto status = PQtransactionStatus(handle_);
  return status == PQTRANS_INTRANS || status == PQTRANS_INERROR || status == PQTRANS_ACTIVE;
}

bool Connection::usable() {
  if (PQstatus(handle_) != CONNECTION_OK) return false;
  // A connection that rests has nothing to read, except that it was closed, or a notice.
  pollfd socket{.fd = PQsocket(handle_), .events = POLLIN, .revents = 0};
  if (poll(&socket, 1, 0) == 0) return true;
  return PQconsumeInput(handle_) == 1 && PQstatus(handle_) == CONNECTION_OK;
}

const Prepared& Connection::prepare(std::string_view sql) {
  if (const auto found = statements_.find(sql); found != statements_.end()) {
    recent_.splice(recent_.begin(), recent_, found->second.recent);
    return found->second;
  }
  Prepared prepared{.name = "anqa_" + std::to_string(next_name_++), .types = {}, .recent = {}};
  const std::string text(sql);
  const Result parsed(PQprepare(handle_, prepared.name.c_str(), text.c_str(), 0, nullptr));
  if (!succeeded(parsed.get())) fail(parsed.get(), handle_, sql);
  const Result described(PQdescribePrepared(handle_, prepared.name.c_str()));
  if (!succeeded(described.get())) fail(described.get(), handle_, sql);
  for (int i = 0; i < PQnparams(described.get()); ++i) {
    prepared.types.push_back(PQparamtype(described.get(), i));
  }
  if (statements_.size() >= max_statements_ && !recent_.empty()) forget(recent_.back());
  const auto& [key, stored] = *statements_.emplace(text, std::move(prepared)).first;
  recent_.push_front(key);
  auto& kept = statements_.find(sql)->second;
  kept.recent = recent_.begin();
  return kept;
}

void Connection::forget(std::string_view sql) {
  const auto found = statements_.find(sql);
  // Names hold nothing that would need quotes. In a failed transaction nothing can be said to the server; the
  // name is then never used again.
  const Result ignored(PQexec(handle_, ("DEALLOCATE " + found->second.name).c_str()));
  recent_.erase(found->second.recent);
  statements_.erase(found);
}

Result Connection::run_prepared(const Prepared& prepared, std::string_view sql,
                                std::span<const SqlValue> values) {
  if (prepared.types.size() != values.size()) {
    throw DatabaseError("PostgreSQL: " + std::to_string(values.size()) + " values for " +
                        std::to_string(prepared.types.size()) + " placeholders: " + std::string(sql));
  }
  const Parameters parameters(values, prepared.types);
  if (guarded_ && PQtransactionStatus(handle_) == PQTRANS_INTRANS) {
    return run_behind_savepoint(prepared, parameters);
  }
  return Result(PQexecPrepared(handle_, prepared.name.c_str(), parameters.count(), parameters.pointers(),
                               parameters.lengths(), parameters.formats(), 1));
}

Result Connection::run_behind_savepoint(const Prepared& prepared, const Parameters& parameters) {
  const auto send = [&](const char* command) {
    PQsendQueryParams(handle_, command, 0, nullptr, nullptr, nullptr, nullptr, 1);
  };
  PQenterPipelineMode(handle_);
  send("SAVEPOINT anqa_guard");
  PQsendQueryPrepared(handle_, prepared.name.c_str(), parameters.count(), parameters.pointers(),
                      parameters.lengths(), parameters.formats(), 1);
  send("RELEASE anqa_guard");
  PQpipelineSync(handle_);
  // The results of the three, and behind each a null; then that of the Sync.
  Result results[3];
  for (auto& result : results) {
    result.reset(PQgetResult(handle_));
    while (const Result end{PQgetResult(handle_)}) {
    }
  }
  const Result sync(PQgetResult(handle_));
  PQexitPipelineMode(handle_);
  if (!succeeded(results[0].get())) return std::move(results[0]);
  if (!succeeded(results[1].get()) && PQstatus(handle_) == CONNECTION_OK) {
    const Result back(PQexec(handle_, "ROLLBACK TO anqa_guard"));
    if (!succeeded(back.get())) fail(back.get(), handle_, "ROLLBACK TO anqa_guard");
  }
  return std::move(results[1]);
}

void Connection::run_script(std::string_view sql) {
  const Result result(PQexec(handle_, std::string(sql).c_str()));
  if (!succeeded(result.get()) && PQresultStatus(result.get()) != PGRES_EMPTY_QUERY) {
    fail(result.get(), handle_, {});
  }
}

Result Connection::run(std::string_view sql, std::span<const SqlValue> values) {
  auto result = run_prepared(prepare(sql), sql, values);
  if (plan_is_outdated(result.get()) && !in_transaction()) {
    forget(sql);
    result = run_prepared(prepare(sql), sql, values);
  }
  if (!succeeded(result.get())) fail(result.get(), handle_, sql);
  return result;
}

std::unique_ptr<anqa::Cursor> Connection::run_query(std::string_view sql, std::span<const SqlValue> values) {
  return std::make_unique<Cursor>(run(sql, values), std::string(sql));
}

std::int64_t Connection::run_execute(std::string_view sql, std::span<const SqlValue> values) {
  Result result;
  if (values.empty()) {
    // BEGIN, COMMIT and what migrations do: not worth keeping. The extended protocol takes one statement
    // only.
    result.reset(PQexecParams(handle_, std::string(sql).c_str(), 0, nullptr, nullptr, nullptr, nullptr, 1));
    const auto status = PQresultStatus(result.get());
    if (status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH) {
      PQreset(handle_);  // the only way out that does not depend on the other side
      statements_.clear();
      recent_.clear();
      throw DatabaseError("PostgreSQL: COPY is not run by execute(): " + std::string(sql));
    }
    if (!succeeded(result.get())) fail(result.get(), handle_, sql);
  } else {
    result = run(sql, values);
  }
  const std::string_view count = PQcmdTuples(result.get());
  std::int64_t changed = 0;
  std::from_chars(count.data(), count.data() + count.size(), changed);
  return changed;
}

}  // namespace anqa::postgres
