#include "anqa/data/connection.hpp"

#include "anqa/base/log.hpp"
#include "anqa/data/query_event.hpp"

namespace anqa {
namespace {

void log_slow(std::string_view sql, Duration took) {
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(took).count();
  log_warning("slow query, " + std::to_string(ms) + " ms: " + std::string(sql));
}

}  // namespace

/// The time of one statement: noted as what the connection does, told to telemetry, logged when slow.
class Connection::Run {
 public:
  Run(Connection& connection, std::string_view sql)
      : connection_(connection), begin_(std::chrono::steady_clock::now()) {
    const std::lock_guard lock(connection.activity_mutex_);
    connection.activity_.sql.assign(sql);
    connection.activity_.since = begin_;
    connection.activity_.finished = false;
  }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;
  ~Run() {
    const std::lock_guard lock(connection_.activity_mutex_);
    connection_.activity_.finished = true;
  }

  /// Null when nobody listens.
  std::unique_ptr<QueryEvent> answered(std::string_view sql) {
    const auto now = std::chrono::steady_clock::now();
    const auto waited = std::exchange(connection_.queue_time_, Duration{});
    if (connection_.slow_query_.count() > 0 && now - begin_ >= connection_.slow_query_) {
      log_slow(sql, now - begin_);
    }
    if (!telemetry::detail::slot<QueryEvent>.wanted.load(std::memory_order_relaxed)) return nullptr;
    auto event = std::make_unique<QueryEvent>();
    event->queue_time = waited;
    event->query_time = now - begin_;
    event->total_time = event->queue_time + event->query_time;
    event->sql = sql;
    event->answered_at = now;
    return event;
  }

  void failed(std::string_view sql) {
    auto event = answered(sql);
    if (!event) return;
    try {
      throw;
    } catch (const std::exception& error) {
      event->error = error.what();
    } catch (...) {
      event->error = "an exception that is no std::exception";
    }
    telemetry::execute(*event);
  }

 private:
  Connection& connection_;
  TimePoint begin_;
};

std::unique_ptr<Cursor> Connection::query(std::string_view sql, std::span<const SqlValue> values) {
  Run run(*this, sql);
  try {
    auto rows = run_query(sql, values);
    rows->event_ = run.answered(sql);
    return rows;
  } catch (...) {
    run.failed(sql);
    throw;
  }
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
  return activity_;
}

Cursor::Cursor() = default;

Cursor::~Cursor() {
  if (!event_) return;
  event_->decode_time = std::chrono::steady_clock::now() - event_->answered_at;
  event_->total_time += event_->decode_time;
  telemetry::execute(*event_);
}

}  // namespace anqa
