#include "anqa/base/log.hpp"

#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <mutex>

namespace anqa {
namespace {

constinit std::mutex mutex;
constinit LogSink* current_sink = nullptr;
constinit std::atomic<LogLevel> lowest{LogLevel::info};

void write_stderr(std::string_view line) {
  // One write() a record: lines of several programs on one terminal or pipe do not mix.
  while (!line.empty()) {
    const ssize_t written = ::write(STDERR_FILENO, line.data(), line.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;  // nobody reads the log; there is nowhere to say so
    line.remove_prefix(static_cast<std::size_t>(written));
  }
}

void append_message(std::string& out, std::string_view message) {
  for (char c : message) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n') {
      out += "\n    ";
    } else if ((byte < 0x20 && c != '\t') || byte == 0x7f) {
      constexpr std::string_view digits = "0123456789abcdef";
      out += "\\x";
      out += digits[byte >> 4];
      out += digits[byte & 15];
    } else {
      out += c;
    }
  }
}

}  // namespace

std::string_view to_string(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return "debug";
    case LogLevel::info:
      return "info";
    case LogLevel::warning:
      return "warning";
    case LogLevel::error:
      return "error";
    case LogLevel::off:
      break;
  }
  return "off";
}

std::string log_line(LogLevel level, std::string_view message, std::int64_t unix_milliseconds) {
  const auto seconds = static_cast<std::time_t>(unix_milliseconds / 1000);
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  std::array<char, 64> stamp{};
  const std::size_t length = std::strftime(stamp.data(), stamp.size(), "%Y-%m-%dT%H:%M:%S", &utc);
  std::snprintf(stamp.data() + length, stamp.size() - length, ".%03dZ [",
                static_cast<int>(unix_milliseconds % 1000));
  std::string line = stamp.data();
  line += to_string(level);
  line += "] ";
  while (message.ends_with('\n')) message.remove_suffix(1);
  append_message(line, message);
  line += '\n';
  return line;
}

LogLevel log_level() { return lowest.load(std::memory_order_relaxed); }

bool log_enabled(LogLevel level) { return level != LogLevel::off && level >= log_level(); }

void set_log_level(LogLevel level) { lowest.store(level, std::memory_order_relaxed); }

void log(LogLevel level, std::string_view message) {
  if (!log_enabled(level)) return;
  using std::chrono::milliseconds, std::chrono::system_clock;
  const auto now = std::chrono::duration_cast<milliseconds>(system_clock::now().time_since_epoch());
  std::lock_guard lock(mutex);
  if (current_sink) {
    current_sink->write(level, message);
  } else {
    write_stderr(log_line(level, message, now.count()));
  }
}

LogSink* set_log_sink(LogSink* sink) {
  std::lock_guard lock(mutex);
  LogSink* before = current_sink;
  current_sink = sink;
  return before;
}

}  // namespace anqa
