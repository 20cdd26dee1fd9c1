#include <algorithm>
#include <cctype>
#include <charconv>
#include <map>

#include "anqa/otp/internal/config_store.hpp"

/// What configuration texts mean.

namespace anqa::detail {
namespace {

struct Unit {
  std::string_view name;
  Duration length;
};
using namespace std::chrono_literals;
// The longest first, as print_duration() wants them.
constexpr Unit units[] = {{"d", 24h},  {"h", 1h},   {"min", 1min}, {"s", 1s},
                          {"ms", 1ms}, {"us", 1us}, {"ns", 1ns}};

/// The text of a line without its comment: from a # that begins the line or follows a space, outside of
/// quotes.
std::string_view without_comment(std::string_view line) {
  bool in_quotes = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (in_quotes && line[i] == '\\') {
      ++i;
    } else if (line[i] == '"') {
      in_quotes = !in_quotes;
    } else if (!in_quotes && line[i] == '#' && (i == 0 || line[i - 1] == ' ' || line[i - 1] == '\t')) {
      return line.substr(0, i);
    }
  }
  return line;
}

/// Reads one line after the other.
class ConfigParser {
 public:
  explicit ConfigParser(const std::string& origin) : origin_(origin) {}

  result<void> read_line(std::string_view whole, std::size_t number) {
    const std::string here = origin_ + ":" + std::to_string(number);
    const std::string_view line = trim(without_comment(whole));
    if (line.empty()) return {};
    if (line.front() == '[') {
      section_ = line.back() == ']' ? trim(line.substr(1, line.size() - 2)) : std::string_view();
      if (is_config_name(section_)) return {};
      return fail(here + ": \"" + std::string(line) + "\": expected a section, [application]");
    }
    const std::size_t equals = line.find('=');
    const std::string_view key = trim(line.substr(0, equals));
    if (equals == std::string_view::npos || !is_config_name(key)) {
      return fail(here + ": \"" + std::string(line) + "\": expected key = value");
    }
    if (section_.empty()) {
      return fail(here + ": \"" + std::string(key) +
                  "\" stands before the first section; [application] says whose it is");
    }
    auto value = unquote(trim(line.substr(equals + 1)));
    if (!value) {
      return fail(
          here + ": \"" + std::string(line) +
          "\": the quotes of the value do not match; in them \\\" \\\\ \\n \\t stand for \" \\ and ends of "
          "line and tabs");
    }
    const std::string name = std::string(section_) + "." + std::string(key);
    const auto [first, fresh] = seen_.emplace(name, number);
    if (!fresh) return fail(here + ": " + name + " is set already on line " + std::to_string(first->second));
    settings.push_back({std::string(section_), std::string(key), {std::move(*value), here}});
    return {};
  }

  std::vector<ConfigSetting> settings;

 private:
  const std::string& origin_;
  std::string_view section_;
  std::map<std::string, std::size_t> seen_;
};

}  // namespace

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

bool is_config_name(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-' || c == '.';
  });
}

std::optional<std::string> unquote(std::string_view text) {
  if (!text.starts_with('"')) {
    return text.find('"') == std::string_view::npos ? std::optional<std::string>(text) : std::nullopt;
  }
  std::string plain;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') return i + 1 == text.size() ? std::optional(plain) : std::nullopt;
    if (text[i] != '\\') {
      plain += text[i];
      continue;
    }
    if (++i == text.size()) return std::nullopt;
    if (text[i] == '"' || text[i] == '\\') {
      plain += text[i];
    } else if (text[i] == 'n' || text[i] == 't') {
      plain += text[i] == 'n' ? '\n' : '\t';
    } else {
      return std::nullopt;
    }
  }
  return std::nullopt;
}

result<std::vector<ConfigSetting>> parse_config(std::string_view text, const std::string& origin) {
  ConfigParser parser(origin);
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = text.find('\n');
    if (auto read = parser.read_line(text.substr(0, end), number); !read)
      return std::unexpected(read.error());
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return std::move(parser.settings);
}

std::optional<bool> parse_bool(std::string_view text) {
  if (text == "true") return true;
  if (text == "false") return false;
  return std::nullopt;
}

std::optional<Duration> parse_duration(std::string_view text) {
  Duration::rep count = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, count);
  if (error != std::errc()) return std::nullopt;
  const std::string_view name = trim({rest, static_cast<std::size_t>(end - rest)});
  for (const Unit& unit : units) {
    if (unit.name != name) continue;
    const Duration::rep most = Duration::max().count() / unit.length.count();
    return count >= -most && count <= most ? std::optional(unit.length * count) : std::nullopt;
  }
  return std::nullopt;
}

std::string print_duration(Duration duration) {
  for (const Unit& unit : units) {
    if (duration == Duration::zero()) break;
    if (duration % unit.length == Duration::zero()) {
      return std::to_string(duration / unit.length) + std::string(unit.name);
    }
  }
  return "0s";
}

std::vector<std::string_view> split_list(std::string_view text) {
  std::vector<std::string_view> items;
  if (trim(text).empty()) return items;
  for (;;) {
    const std::size_t comma = text.find(',');
    items.push_back(trim(text.substr(0, comma)));
    if (comma == std::string_view::npos) return items;
    text.remove_prefix(comma + 1);
  }
}

}  // namespace anqa::detail
