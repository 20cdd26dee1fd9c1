#include "anqa/base/log_capture.hpp"

#include <algorithm>

namespace anqa {

LogCapture::LogCapture() : level_before_(log_level()), sink_before_(set_log_sink(this)) {
  set_log_level(LogLevel::debug);
}

LogCapture::~LogCapture() {
  set_log_sink(sink_before_);
  set_log_level(level_before_);
}

void LogCapture::write(LogLevel level, std::string_view message) {
  std::lock_guard lock(mutex_);
  records_.push_back({level, std::string(message)});
}

void LogCapture::write(const LogRecord& record) {
  std::lock_guard lock(mutex_);
  records_.push_back({record.level, record.message, record.metadata});
}

std::vector<LogCapture::Record> LogCapture::records() const {
  std::lock_guard lock(mutex_);
  return records_;
}

bool LogCapture::contains(std::string_view part) const {
  std::lock_guard lock(mutex_);
  return std::ranges::any_of(records_, [part](const Record& r) { return r.message.contains(part); });
}

std::string LogCapture::text() const {
  std::lock_guard lock(mutex_);
  std::string all;
  for (const Record& record : records_) {
    all.append("[").append(to_string(record.level)).append("] ").append(record.message).append("\n");
  }
  return all;
}

}  // namespace anqa
