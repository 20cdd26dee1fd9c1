#include "anqa/live/heex/source.hpp"

#include <algorithm>

namespace anqa::heex {

Place Source::place(Offset at) const {
  at = std::min(at, text.size());
  const auto before = std::string_view(text).substr(0, at);
  const auto line = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1;
  const std::size_t start = before.rfind('\n');
  return {line, start == std::string_view::npos ? at + 1 : at - start};
}

std::string_view Source::line(Offset at) const {
  const std::string_view all = text;
  at = std::min(at, all.size());
  const std::size_t newline = all.substr(0, at).rfind('\n');
  const std::size_t start = newline == std::string_view::npos ? 0 : newline + 1;
  std::string_view found = all.substr(start, all.find('\n', start) - start);
  if (found.ends_with('\r')) found.remove_suffix(1);
  return found;
}

std::string describe(const Source& source, const Mistake& mistake) {
  const Place place = source.place(mistake.at);
  const std::string_view line = source.line(mistake.at);
  const std::string number = std::to_string(place.line);
  std::string out =
      source.path + ":" + number + ":" + std::to_string(place.column) + ": error: " + mistake.what();
  out += "\n " + number + " | " + std::string(line) + "\n " + std::string(number.size(), ' ') + " | ";
  for (char c : line.substr(0, std::min(place.column - 1, line.size()))) out += c == '\t' ? '\t' : ' ';
  return out + "^\n";
}

}  // namespace anqa::heex
