#include "anqa/data/detail/statement_log.hpp"

#include "anqa/base/log.hpp"

namespace anqa::detail {

std::unique_ptr<QueryEvent> statement_answered(std::string_view sql, TimePoint begin, Duration queued,
                                               Duration slow) {
  const auto now = std::chrono::steady_clock::now();
  if (slow.count() > 0 && now - begin >= slow) {
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(now - begin).count();
    log_warning("slow query, " + std::to_string(ms) + " ms: " + std::string(sql));
  }
  if (!telemetry::detail::slot<QueryEvent>.wanted.load(std::memory_order_relaxed)) return nullptr;
  auto event = std::make_unique<QueryEvent>();
  event->queue_time = queued;
  event->query_time = now - begin;
  event->total_time = event->queue_time + event->query_time;
  event->sql = sql;
  event->answered_at = now;
  return event;
}

void statement_failed(std::unique_ptr<QueryEvent> event, const std::exception_ptr& error) {
  if (!event) return;
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& thrown) {
    event->error = thrown.what();
  } catch (...) {
    event->error = "an exception that is no std::exception";
  }
  telemetry::execute(*event);
}

}  // namespace anqa::detail
