#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "anqa/base/logger.hpp"
#include "anqa/runtime/log_metadata.hpp"
#include "anqa/runtime/pid.hpp"

namespace anqa {

/// A record of the log as a message, see logger::to_process(). Shared, not copied.
class LogMessage {
 public:
  explicit LogMessage(std::shared_ptr<const LogRecord> record) : record_(std::move(record)) {}
  const LogRecord& operator*() const { return *record_; }
  const LogRecord* operator->() const { return record_.get(); }

 private:
  std::shared_ptr<const LogRecord> record_;
};

namespace logger {

/// Sends each record to a process, as a LogMessage. While `max_pending` of them are in its mailbox or in use,
/// more are dropped; `dropped`, a field in the metadata of the next one, says how many. What that process
/// itself logs does not come back to it.
std::shared_ptr<LogHandler> to_process(Pid process, std::size_t max_pending = 1000);

/// One JSON object a line: `time`, `level`, `message`, the metadata as texts, and `file`, `line` and
/// `function` when `with_place`.
std::shared_ptr<const LogFormat> json_format(bool with_place = true);

}  // namespace logger
}  // namespace anqa
