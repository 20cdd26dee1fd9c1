#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "anqa/base/log.hpp"
#include "anqa/base/logger.hpp"

namespace anqa {

/// Takes the log for as long as it lives, for tests that expect a record or want silence:
/// `LogCapture log; crash(); EXPECT_TRUE(log.contains("RateLimiter"));`. Captures every level. The sink that
/// was there before comes back when it goes; captures nest, but only in that order.
class LogCapture : public LogSink {
 public:
  LogCapture();
  ~LogCapture() override;
  LogCapture(const LogCapture&) = delete;
  LogCapture& operator=(const LogCapture&) = delete;

  void write(LogLevel level, std::string_view message) override;
  void write(const LogRecord& record) override;

  struct Record {
    LogLevel level;
    std::string message;
    std::vector<LogField> metadata{};
  };

  /// What was logged so far, oldest first.
  std::vector<Record> records() const;

  /// Whether some record's message contains `part`.
  bool contains(std::string_view part) const;

  /// All records, as "[level] message" lines: for a test's failure message.
  std::string text() const;

 private:
  mutable std::mutex mutex_;
  std::vector<Record> records_;
  LogLevel level_before_;
  LogSink* sink_before_;
};

}  // namespace anqa
