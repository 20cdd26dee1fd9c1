#pragma once

#include <atomic>
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <source_location>
#include <string>
#include <string_view>

/// The log: records with a level and metadata, by default one line each on stderr, such as
/// `2026-11-22T15:54:56.123Z [warning] …`. Where records go, and how they look, is said in
/// anqa/base/logger.hpp. Every function here may be called from any thread.

/// Records below it are not even compiled in: `-DANQA_LOG_LEVEL=info`, the same for all of a program.
#ifndef ANQA_LOG_LEVEL
#define ANQA_LOG_LEVEL debug
#endif

namespace anqa {

/// OTP's, which are syslog's (RFC 5424, section 6.2.1).
enum class LogLevel : std::uint8_t { debug, info, notice, warning, error, critical, alert, emergency, off };

/// "debug", …, "emergency" or "off".
std::string_view to_string(LogLevel level);

/// What is known of a record besides its text: `log_info("slow query", {{"table", "users"}, {"ms", 120}})`.
struct LogField {
  LogField(std::string_view field_key, std::string_view field_value) : key(field_key), value(field_value) {}
  LogField(std::string_view field_key, const char* field_value) : key(field_key), value(field_value) {}
  LogField(std::string_view field_key, std::string field_value)
      : key(field_key), value(std::move(field_value)) {}
  LogField(std::string_view field_key, bool field_value)
      : key(field_key), value(field_value ? "true" : "false") {}
  template <class Number>
    requires std::integral<Number> || std::floating_point<Number>
  LogField(std::string_view field_key, Number number) : key(field_key), value(std::to_string(number)) {}

  std::string key;
  std::string value;
  bool operator==(const LogField&) const = default;
};
using LogFields = std::initializer_list<LogField>;

namespace detail {
/// What log_enabled() compares with: the lowest level that anything wants.
extern std::atomic<LogLevel> log_threshold;
inline constexpr LogLevel log_purged_below = LogLevel::ANQA_LOG_LEVEL;

void write_log(LogLevel level, std::string_view message, LogFields fields, const std::source_location& where);

/// A message that is costly to build, as a function that builds it when somebody wants it.
template <class F>
concept LogMessageMaker = std::invocable<F> && !std::convertible_to<F, std::string_view>;

template <LogLevel Level, class F>
void log_made(F& make, LogFields fields, const std::source_location& where);
}  // namespace detail

/// Whether such a record might be kept: ask before building a costly message. One load.
inline bool log_enabled(LogLevel level) {
  return level >= detail::log_purged_below && level != LogLevel::off &&
         level >= detail::log_threshold.load(std::memory_order_relaxed);
}

inline void log(LogLevel level, std::string_view message, LogFields fields = {},
                std::source_location where = std::source_location::current()) {
  if (log_enabled(level)) detail::write_log(level, message, fields, where);
}

/// log_debug() to log_emergency() take a text; log_debug() and log_info() also a function that gives one and
/// is called only if the record is wanted: `log_debug([&] { return "got " + dump(message); });`
inline void log_debug(std::string_view message, LogFields fields = {},
                      std::source_location where = std::source_location::current()) {
  log(LogLevel::debug, message, fields, where);
}
inline void log_info(std::string_view message, LogFields fields = {},
                     std::source_location where = std::source_location::current()) {
  log(LogLevel::info, message, fields, where);
}
inline void log_notice(std::string_view message, LogFields fields = {},
                       std::source_location where = std::source_location::current()) {
  log(LogLevel::notice, message, fields, where);
}
inline void log_warning(std::string_view message, LogFields fields = {},
                        std::source_location where = std::source_location::current()) {
  log(LogLevel::warning, message, fields, where);
}
inline void log_error(std::string_view message, LogFields fields = {},
                      std::source_location where = std::source_location::current()) {
  log(LogLevel::error, message, fields, where);
}
inline void log_critical(std::string_view message, LogFields fields = {},
                         std::source_location where = std::source_location::current()) {
  log(LogLevel::critical, message, fields, where);
}
inline void log_alert(std::string_view message, LogFields fields = {},
                      std::source_location where = std::source_location::current()) {
  log(LogLevel::alert, message, fields, where);
}
inline void log_emergency(std::string_view message, LogFields fields = {},
                          std::source_location where = std::source_location::current()) {
  log(LogLevel::emergency, message, fields, where);
}

template <detail::LogMessageMaker F>
void log_debug(F make, LogFields fields = {}, std::source_location where = std::source_location::current()) {
  detail::log_made<LogLevel::debug>(make, fields, where);
}
template <detail::LogMessageMaker F>
void log_info(F make, LogFields fields = {}, std::source_location where = std::source_location::current()) {
  detail::log_made<LogLevel::info>(make, fields, where);
}

template <LogLevel Level, class F>
void detail::log_made(F& make, LogFields fields, const std::source_location& where) {
  if constexpr (Level >= log_purged_below) {
    if (log_enabled(Level)) write_log(Level, make(), fields, where);
  }
}

/// Records below this level are dropped; info until set. `LogLevel::off` drops all. What is set for a part of
/// the sources goes before it, see logger::set_module_level().
void set_log_level(LogLevel level);
LogLevel log_level();

struct LogRecord;

/// Takes all records in the place of the handlers: for tests; see LogCapture.
class LogSink {
 public:
  virtual ~LogSink() = default;

  /// One record, as it was given to log(). Calls never overlap. Must not log itself.
  virtual void write(LogLevel level, std::string_view message) = 0;
  /// The same with what else is known of it.
  virtual void write(const LogRecord& record);
};

/// Sends records to `sink`, which the caller owns, and returns the sink before; null means the handlers. Once
/// it returns, the previous sink is no longer in use.
LogSink* set_log_sink(LogSink* sink);

/// The text that a record is on stderr, with its newline. A second line of a message is indented and control
/// characters are written as \xNN, so that no message can look like two records.
std::string log_line(LogLevel level, std::string_view message, std::int64_t unix_milliseconds);

}  // namespace anqa
