#include "anqa/dev/loop/build_error.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <optional>

namespace anqa::dev {
namespace {

/// Lines of source before and after the one that is meant.
constexpr int around = 2;

/// The number that ends `text` behind a ':', which is taken off with it.
std::optional<int> take_number(std::string_view& text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || colon + 1 == text.size()) return std::nullopt;
  int number = 0;
  const auto digits = text.substr(colon + 1);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size() || number <= 0) return std::nullopt;
  text = text.substr(0, colon);
  return number;
}

/// "a.cpp:3:4: error: text", also "fatal error:", also without the column.
std::optional<BuildError> placed_error(std::string_view line) {
  for (const std::string_view word : {": error: ", ": fatal error: "}) {
    const auto found = line.find(word);
    if (found == std::string_view::npos) continue;
    std::string_view place = line.substr(0, found);
    BuildError error{.text = std::string(line.substr(found + word.size()))};
    const auto last = take_number(place);
    const auto first = last ? take_number(place) : std::nullopt;
    if (last) error.line = first ? *first : *last;
    if (first) error.column = *last;
    // "mold: error: …" names the tool and no file.
    if (last) {
      error.file = place;
    } else {
      error.text = line;
    }
    return error;
  }
  return std::nullopt;
}

/// "CMake Error at CMakeLists.txt:3 (add_executable):" and the indented lines that follow.
std::optional<BuildError> cmake_error(std::string_view line) {
  constexpr std::string_view prefix = "CMake Error at ";
  if (!line.starts_with(prefix)) return std::nullopt;
  std::string_view place = line.substr(prefix.size());
  place = place.substr(0, place.find(" ("));
  if (place.ends_with(':')) place.remove_suffix(1);
  BuildError error;
  if (const auto number = take_number(place)) error.line = *number;
  error.file = place;
  return error;
}

bool is_linkers(std::string_view line) {
  return line.find("undefined reference to ") != std::string_view::npos ||
         line.find("undefined symbol: ") != std::string_view::npos;
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

std::string_view take_line(std::string_view& text) {
  const auto end = text.find('\n');
  const auto line = text.substr(0, end);
  text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  return line;
}

}  // namespace

std::vector<BuildError> build_errors(std::string_view output) {
  std::vector<BuildError> errors;
  bool in_cmake = false;
  while (!output.empty()) {
    const auto line = take_line(output);
    if (auto error = cmake_error(line)) {
      errors.push_back(std::move(*error));
      in_cmake = true;
      continue;
    }
    if (in_cmake && (line.starts_with("  ") || line.empty())) {
      auto& text = errors.back().text;
      if (!text.empty() && !trimmed(line).empty()) text += ' ';
      text += trimmed(line);
      continue;
    }
    in_cmake = false;
    if (auto error = placed_error(line)) {
      errors.push_back(std::move(*error));
    } else if (is_linkers(line)) {
      errors.push_back({.text = std::string(trimmed(line))});
    }
  }
  return errors;
}

void add_source(BuildError& error, const std::filesystem::path& folder) {
  if (error.file.empty() || error.line == 0) return;
  std::ifstream file(folder / error.file);
  error.first_line = std::max(1, error.line - around);
  std::string line;
  for (int number = 1; number <= error.line + around && std::getline(file, line); ++number) {
    if (number >= error.first_line) error.source.push_back(line);
  }
}

std::string without_colours(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\x1b' || i + 1 == text.size() || text[i + 1] != '[') {
      plain += text[i];
      continue;
    }
    // ECMA-48: parameters and intermediates up to a final byte.
    for (i += 2; i < text.size() && (text[i] < '@' || text[i] > '~');) ++i;
  }
  return plain;
}

}  // namespace anqa::dev
