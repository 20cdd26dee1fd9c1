#pragma once

#include <cstdint>
#include <string>
#include <string_view>

/// The log: records with a level, by default one line each on stderr, such as
/// `2026-11-22T15:54:56.123Z [warning] …`. Every function here may be called from any thread.

namespace anqa {

enum class LogLevel : std::uint8_t { debug, info, warning, error, off };

/// "debug", "info", "warning", "error" or "off".
std::string_view to_string(LogLevel level);

void log(LogLevel level, std::string_view message);

inline void log_debug(std::string_view message) { log(LogLevel::debug, message); }
inline void log_info(std::string_view message) { log(LogLevel::info, message); }
inline void log_warning(std::string_view message) { log(LogLevel::warning, message); }
inline void log_error(std::string_view message) { log(LogLevel::error, message); }

/// Records below this level are dropped; info until set. `LogLevel::off` drops all.
void set_log_level(LogLevel level);
LogLevel log_level();

/// Whether such a record would be kept: ask before building a costly message.
bool log_enabled(LogLevel level);

/// Where records go.
class LogSink {
 public:
  virtual ~LogSink() = default;

  /// One record, as it was given to log(). Calls never overlap. Must not log itself.
  virtual void write(LogLevel level, std::string_view message) = 0;
};

/// Sends records to `sink`, which the caller owns, and returns the sink before; null means stderr. Once it
/// returns, the previous sink is no longer in use.
LogSink* set_log_sink(LogSink* sink);

/// The text that a record is on stderr, with its newline. A second line of a message is indented and control
/// characters are written as \xNN, so that no message can look like two records.
std::string log_line(LogLevel level, std::string_view message, std::int64_t unix_milliseconds);

}  // namespace anqa
