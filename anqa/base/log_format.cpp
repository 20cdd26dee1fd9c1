#include <array>
#include <cstdio>
#include <ctime>
#include <stdexcept>

#include "anqa/base/logger.hpp"

namespace anqa {

std::optional<std::string> LogRecord::find(std::string_view key) const {
  for (const LogField& field : metadata) {
    if (field.key == key) return field.value;
  }
  if (key == "file" && !file.empty()) return std::string(file);
  if (key == "line" && line > 0) return std::to_string(line);
  if (key == "function" && !function.empty()) return std::string(function);
  return std::nullopt;
}

namespace detail {

void append_log_text(std::string& out, std::string_view message) {
  while (message.ends_with('\n')) message.remove_suffix(1);
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

std::string log_time(UtcTime time) {
  const auto milliseconds = std::chrono::floor<std::chrono::milliseconds>(time).time_since_epoch().count();
  const auto seconds = static_cast<std::time_t>(milliseconds / 1000);
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  std::array<char, 64> stamp{};
  const std::size_t length = std::strftime(stamp.data(), stamp.size(), "%Y-%m-%dT%H:%M:%S", &utc);
  std::snprintf(stamp.data() + length, stamp.size() - length, ".%03dZ",
                static_cast<int>(milliseconds % 1000));
  return stamp.data();
}

}  // namespace detail

namespace {

enum class Part : std::uint8_t { text, time, date, level, message, metadata, file, line, function };

constexpr std::array<std::pair<std::string_view, Part>, 8> names{{{"time", Part::time},
                                                                  {"date", Part::date},
                                                                  {"level", Part::level},
                                                                  {"message", Part::message},
                                                                  {"metadata", Part::metadata},
                                                                  {"file", Part::file},
                                                                  {"line", Part::line},
                                                                  {"function", Part::function}}};

struct Piece {
  Part part;
  std::string text;
};

std::vector<Piece> parse(std::string_view pattern) {
  std::vector<Piece> pieces;
  while (!pattern.empty()) {
    const std::size_t dollar = pattern.find('$');
    if (dollar != 0) {
      pieces.push_back({Part::text, std::string(pattern.substr(0, dollar))});
      pattern.remove_prefix(std::min(dollar, pattern.size()));
      continue;
    }
    std::size_t end = 1;
    while (end < pattern.size() && pattern[end] >= 'a' && pattern[end] <= 'z') ++end;
    const std::string_view name = pattern.substr(1, end - 1);
    pattern.remove_prefix(end);
    bool known = false;
    for (const auto& [its_name, part] : names) {
      if (its_name != name) continue;
      pieces.push_back({part, {}});
      known = true;
    }
    if (!known) {
      throw std::invalid_argument(
          "a log format has no $" + std::string(name) +
          "; it has $time, $date, $level, $message, $metadata, $file, $line, $function");
    }
  }
  return pieces;
}

class TextFormat final : public LogFormat {
 public:
  TextFormat(std::string_view pattern, std::vector<std::string> keys)
      : pieces_(parse(pattern)), keys_(std::move(keys)) {}

  void append(std::string& out, const LogRecord& record) const override {
    for (const Piece& piece : pieces_) {
      switch (piece.part) {
        case Part::text:
          out += piece.text;
          break;
        case Part::time:
          out += detail::log_time(record.time);
          break;
        case Part::date:
          out += detail::log_time(record.time).substr(0, 10);
          break;
        case Part::level:
          out += to_string(record.level);
          break;
        case Part::message:
          detail::append_log_text(out, record.message);
          break;
        case Part::metadata:
          append_metadata(out, record);
          break;
        case Part::file:
          out += record.file;
          break;
        case Part::line:
          out += std::to_string(record.line);
          break;
        case Part::function:
          out += record.function;
          break;
      }
    }
    out += '\n';
  }

 private:
  void append_metadata(std::string& out, const LogRecord& record) const {
    for (const std::string& key : keys_) {
      if (auto value = record.find(key)) {
        out += key;
        out += '=';
        detail::append_log_text(out, *value);
        out += ' ';
      }
    }
  }

  std::vector<Piece> pieces_;
  std::vector<std::string> keys_;
};

}  // namespace

namespace logger {

std::shared_ptr<const LogFormat> text_format(std::string_view pattern, std::vector<std::string> keys) {
  return std::make_shared<const TextFormat>(pattern, std::move(keys));
}

}  // namespace logger

std::string log_line(LogLevel level, std::string_view message, std::int64_t unix_milliseconds) {
  LogRecord record;
  record.level = level;
  record.time = UtcTime(std::chrono::milliseconds(unix_milliseconds));
  record.message = message;
  std::string line;
  logger::text_format()->append(line, record);
  return line;
}

}  // namespace anqa
