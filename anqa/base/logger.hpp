#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "anqa/base/clock.hpp"
#include "anqa/base/log.hpp"

/// Where records of the log go: OTP's logger. A handler takes records from its own level on that pass its
/// filters; the handler "default" writes lines to stderr. Everything here may be called from any thread.

namespace anqa {

/// One entry of the log.
struct LogRecord {
  LogLevel level = LogLevel::info;
  UtcTime time;
  std::string message;
  /// What was given with the record first, then what its process has set, then `pid`. A key may come twice;
  /// the first counts.
  std::vector<LogField> metadata;
  std::string_view file;  ///< as the compiler was given it
  unsigned line = 0;
  std::string_view function;

  /// A field of the metadata, or `file`, `line`, `function`; nothing when there is none of that name.
  std::optional<std::string> find(std::string_view key) const;
};

/// How a record becomes text.
class LogFormat {
 public:
  virtual ~LogFormat() = default;
  /// Appends the record, with what separates it from the next.
  virtual void append(std::string& out, const LogRecord& record) const = 0;
};

/// Records go to it. Calls may come from several threads at once.
class LogHandler {
 public:
  virtual ~LogHandler() = default;
  /// Must not log itself, and must not block for long: the caller may be a scheduler. When it throws, it is
  /// removed, and the others are told.
  virtual void handle(const LogRecord& record) = 0;
  /// Returns when what was handed to it has gone where it goes.
  virtual void flush() {}
};

namespace logger {

/// False keeps the record from a handler.
using Filter = std::function<bool(const LogRecord&)>;

struct HandlerOptions {
  LogLevel level = LogLevel::debug;
  std::vector<Filter> filters{};
};
struct HandlerInfo {
  std::string name;
  LogLevel level;
  std::shared_ptr<LogHandler> handler;
};

/// False when there is one of that name.
bool add_handler(std::string_view name, std::shared_ptr<LogHandler> handler, HandlerOptions options = {});
bool remove_handler(std::string_view name);
std::vector<HandlerInfo> handlers();
bool set_handler_level(std::string_view name, LogLevel level);
/// Waits until the handlers have written what they were given.
void flush();

/// The level for records that come from a part of the sources, a folder or a file as the end of a path or the
/// middle of it: `set_module_level("anqa/http", LogLevel::debug)`. The longest that fits counts. It goes
/// before set_log_level().
void set_module_level(std::string_view module, LogLevel level);
bool delete_module_level(std::string_view module);

/// Lines on a file descriptor, such as stderr's, that is the caller's. A descriptor that takes nothing, like
/// a pipe that nobody reads, is waited for a tenth of a second; then records are dropped and counted until it
/// takes them again.
std::shared_ptr<LogHandler> to_descriptor(int descriptor, std::shared_ptr<const LogFormat> format);

struct FileOptions {
  std::string path;
  std::size_t max_bytes = std::size_t{10} << 20;  ///< then it becomes path.0, the one before path.1, …
  unsigned max_files = 5;                         ///< how many old ones are kept
  std::size_t max_queued = 10'000;                ///< records that may wait for the disk; more are dropped
};
/// Appends to a file that is renamed when it has grown large. Written by a thread of its own. Throws
/// std::system_error when the file cannot be opened. When later no new file can be made, it goes on in the
/// one that it has, over `max_bytes`, until one can.
std::shared_ptr<LogHandler> to_file(FileOptions options, std::shared_ptr<const LogFormat> format);

/// Puts a thread and a bounded queue before a handler that may be slow. What does not fit into the queue is
/// dropped; how much that was, a record says when there is room again.
std::shared_ptr<LogHandler> queued(std::shared_ptr<LogHandler> handler, std::size_t max_queued = 10'000);

/// Text by a pattern in which `$time`, `$date`, `$level`, `$message`, `$metadata`, `$file`, `$line`,
/// `$function` are replaced, such as "$time $metadata[$level] $message". `$metadata` is those of the `keys`
/// that the record has, as `key=value `. Ends with a newline. Throws std::invalid_argument for a name that it
/// does not know.
std::shared_ptr<const LogFormat> text_format(std::string_view pattern = "$time $metadata[$level] $message",
                                             std::vector<std::string> keys = {});

}  // namespace logger

namespace detail {
/// While one stands, what this thread logs is dropped: it handles a record, and would never come to an end.
class LogHandling {
 public:
  LogHandling() noexcept;
  ~LogHandling();
  LogHandling(const LogHandling&) = delete;
  LogHandling& operator=(const LogHandling&) = delete;

 private:
  bool before_;
};
/// Adds what the running process knows to a record; set by whoever knows processes.
using LogContext = void (*)(std::vector<LogField>& metadata);
void set_log_context(LogContext context);
/// Appends a message such that it stays one record: see log_line().
void append_log_text(std::string& out, std::string_view message);
/// "2026-11-22T15:54:56.123Z"
std::string log_time(UtcTime time);
}  // namespace detail
}  // namespace anqa
