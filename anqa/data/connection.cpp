#include "anqa/data/connection.hpp"

#include "anqa/base/log.hpp"
#include "anqa/data/database_error.hpp"
#include "anqa/data/detail/at_once.hpp"
#include "anqa/data/detail/statement_log.hpp"
#include "anqa/data/query_event.hpp"

namespace anqa {
/// The time of one statement: noted as what the connection does, told to telemetry, logged when slow.
class Connection::Run {
 public:
  Run(Connection& connection, std::string_view sql)
      : connection_(connection), begin_(std::chrono::steady_clock::now()) {
    if (connection.activity_sql_ != sql) {
      const std::lock_guard lock(connection.activity_mutex_);
      connection.activity_sql_.assign(sql);
    }
    connection.since_.store(begin_, std::memory_order_relaxed);
    connection.running_.store(true, std::memory_order_release);
  }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;
  ~Run() { connection_.running_.store(false, std::memory_order_release); }

  /// Null when nobody listens.
  std::unique_ptr<QueryEvent> answered(std::string_view sql) {
    return detail::statement_answered(sql, begin_, std::exchange(connection_.queue_time_, Duration{}),
                                      connection_.slow_query_);
  }
  void failed(std::string_view sql) { detail::statement_failed(answered(sql), std::current_exception()); }

 private:
  Connection& connection_;
  TimePoint begin_;
};

std::unique_ptr<Cursor> Connection::query(std::string_view sql, std::span<const SqlValue> values) {
  Run run(*this, sql);
  try {
    auto rows = run_query(sql, values);
    rows->set_event(run.answered(sql));
    return rows;
  } catch (const detail::NotAtOnce&) {
    throw;  // it has not failed: it will be told of when it has run elsewhere
  } catch (...) {
    run.failed(sql);
    throw;
  }
}

std::unique_ptr<Cursor> Connection::stream(std::string_view sql, std::span<const SqlValue> values, int part) {
  if (!in_transaction()) {
    throw DatabaseError("stream: rows are streamed inside a transaction: " + std::string(sql));
  }
  if (part < 1) throw DatabaseError("stream: parts of " + std::to_string(part) + " rows");
  Run run(*this, sql);
  try {
    auto rows = run_stream(sql, values, part);
    rows->set_event(run.answered(sql));
    return rows;
  } catch (...) {
    run.failed(sql);
    throw;
  }
}

std::unique_ptr<Cursor> Connection::run_stream(std::string_view sql, std::span<const SqlValue> values, int) {
  return run_query(sql, values);
}

std::int64_t Connection::execute(std::string_view sql, std::span<const SqlValue> values) {
  Run run(*this, sql);
  try {
    const auto changed = run_execute(sql, values);
    if (const auto event = run.answered(sql)) {
      event->rows_changed = changed;
      telemetry::execute(*event);
    }
    return changed;
  } catch (...) {
    run.failed(sql);
    throw;
  }
}

Connection::Activity Connection::activity() const {
  const std::lock_guard lock(activity_mutex_);
  return {activity_sql_, since_.load(std::memory_order_relaxed), !running_.load(std::memory_order_acquire)};
}

Cursor::Cursor() = default;

void Cursor::set_event(std::unique_ptr<QueryEvent> event) { event_ = std::move(event); }

Cursor::~Cursor() {
  if (!event_) return;
  event_->decode_time = std::chrono::steady_clock::now() - event_->answered_at;
  event_->total_time += event_->decode_time;
  telemetry::execute(*event_);
}

}  // namespace anqa
