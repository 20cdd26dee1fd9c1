#include "anqa/live/heex/inline_templates.hpp"

#include "anqa/live/heex/cpp_scan.hpp"
#include "anqa/live/heex/format.hpp"

namespace anqa::heex {

namespace {

constexpr std::string_view macro = "ANQA_HEEX(";

[[noreturn]] void misread(Offset at) {
  throw Mistake(at,
                "expected ANQA_HEEX(Type, R\"(<p>…</p>)\"); Type being a struct or class of this namespace");
}

InlineTemplate read(const std::string& text, Offset start, std::size_t indent) {
  const auto skip_blanks = [&text](Offset at) { return text.find_first_not_of(" \t\r\n", at); };
  const Offset name = skip_blanks(start + macro.size());
  Offset end = name;
  while (end < text.size() && is_identifier(text[end])) ++end;
  const Offset comma = skip_blanks(end);
  if (end == name || comma >= text.size() || text[comma] != ',') misread(start);
  const Offset raw = skip_blanks(comma + 1);
  if (raw >= text.size() || text.compare(raw, 2, "R\"") != 0) misread(start);
  const Offset open = text.find('(', raw);
  const Offset after = skip_literal(text, raw);  // throws when it does not end
  return {text.substr(name, end - name), open + 1, after - (open - raw - 2) - 2, indent};
}

}  // namespace

bool is_cpp(const std::string& path) {
  for (std::string_view ending : {".cpp", ".cc", ".cxx", ".hpp", ".h"}) {
    if (path.ends_with(ending)) return true;
  }
  return false;
}

std::vector<InlineTemplate> inline_templates(const std::string& text) {
  std::vector<InlineTemplate> found;
  for (Offset at = text.find(macro); at != std::string::npos; at = text.find(macro, at + 1)) {
    const std::size_t newline = at == 0 ? std::string::npos : text.rfind('\n', at - 1);
    const Offset line = newline == std::string::npos ? 0 : newline + 1;
    if (text.find_first_not_of(" \t", line) != at) continue;  // not first in its line
    found.push_back(read(text, at, at - line));
    at = found.back().to;
  }
  return found;
}

Source source_of(const Source& file, const InlineTemplate& found) {
  std::string text = file.text.substr(0, found.to);
  for (Offset i = 0; i < found.from; ++i) {
    if (text[i] != '\n' && text[i] != '\r') text[i] = ' ';
  }
  return {.path = file.path, .text = std::move(text), .type = found.type};
}

std::string format_file(const Source& file) {
  if (!is_cpp(file.path)) return format(file) + "\n";
  std::string out;
  Offset done = 0;
  for (const InlineTemplate& found : inline_templates(file.text)) {
    const std::string text = file.text.substr(found.from, found.to - found.from);
    out += file.text.substr(done, found.from - done);
    const bool lines = text.find('\n') != std::string::npos;
    const std::size_t indent = lines ? found.indent + 2 : 0;
    const std::string inner = format(source_of(file, found), indent);
    const std::size_t start = inner.find_first_not_of(" \t\r\n");
    if (start != std::string::npos) {
      if (lines) out += "\n" + std::string(indent, ' ');
      out += inner.substr(start);
      if (lines) out += "\n" + std::string(found.indent, ' ');
    }
    done = found.to;
  }
  return out + file.text.substr(done);
}

}  // namespace anqa::heex
