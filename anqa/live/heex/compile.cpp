#include "anqa/live/heex/compile.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

#include "anqa/live/heex/cpp_scan.hpp"
#include "anqa/live/heex/generate.hpp"
#include "anqa/live/heex/inline_templates.hpp"
#include "anqa/live/heex/plan_attributes.hpp"

namespace anqa::heex {

namespace fs = std::filesystem;

namespace {

std::optional<std::string> read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

result<void> write(const fs::path& path, const std::string& text) {
  if (read(path) == text) return {};
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (!file) return fail("anqa-heex: error: cannot write " + path.string() + "\n");
  return {};
}

result<fs::path> find_header(const fs::path& input, const std::string& name) {
  const fs::path folder = input.parent_path();
  const fs::path candidates[] = {folder / (name + ".hpp"), folder / (folder.filename().string() + ".hpp"),
                                 fs::path(folder.string() + ".hpp")};
  std::string tried;
  for (const fs::path& candidate : candidates) {
    if (fs::exists(candidate)) return candidate;
    tried += (tried.empty() ? "" : ", ") + candidate.string();
  }
  return fail(input.string() + ":1:1: error: no header declares what this template shows; expected one of " +
              tried + "\n");
}

/// Whether `word` stands in `text`, behind `before` and a blank, as a whole
/// word.
bool declares(const std::string& text, std::string_view before, const std::string& word) {
  const std::string wanted = std::string(before) + " " + word;
  for (std::size_t at = text.find(wanted); at != std::string::npos; at = text.find(wanted, at + 1)) {
    const std::size_t end = at + wanted.size();
    if (end == text.size() || !is_identifier(text[end])) return true;
  }
  return false;
}

/// A path as makefiles write it.
std::string for_make(const std::string& path) {
  std::string out;
  for (char c : path) {
    if (c == ' ' || c == '#') out += '\\';
    out += c;
  }
  return out;
}

/// The templates of a file, which is one or has some in its C++.
std::vector<Source> sources_in(const Source& file) {
  if (!is_cpp(file.path)) return {file};
  std::vector<Source> sources;
  for (const InlineTemplate& found : inline_templates(file.text)) sources.push_back(source_of(file, found));
  return sources;
}

/// A file that cannot be read, or is misread, is reported where it is compiled itself.
ComponentEvents events_of(const std::vector<std::string>& paths) {
  std::vector<Source> templates;
  for (const std::string& path : paths) {
    auto text = read(path);
    if (!text) continue;
    try {
      for (Source& source : sources_in({path, std::move(*text)})) templates.push_back(std::move(source));
    } catch (const Mistake&) {
      continue;
    }
  }
  return component_events(templates);
}

}  // namespace

result<void> compile(const Job& job) {
  const fs::path input = job.input;
  auto text = read(input);
  if (!text) return fail("anqa-heex: error: cannot read " + job.input + "\n");
  auto header = find_header(input, template_name(job.input));
  if (!header) return std::unexpected(header.error());
  const auto header_text = read(*header);
  if (!header_text) return fail("anqa-heex: error: cannot read " + header->string() + "\n");

  const Source file{job.input, std::move(*text)};
  std::string code;
  std::optional<ComponentEvents> events;
  try {
    const std::vector<Source> sources = sources_in(file);
    if (sources.empty()) throw Mistake(0, "there is no ANQA_HEEX(Type, R\"(…)\") in this file");
    for (const Source& source : sources) {
      Target target{.type = source.type.empty() ? pascal_case(template_name(job.input)) : source.type,
                    .name_space = job.name_space,
                    .header = fs::absolute(*header).string(),
                    .output_path = job.output,
                    .lines_before = static_cast<std::size_t>(std::count(code.begin(), code.end(), '\n'))};
      if (!declares(*header_text, "struct", target.type) && !declares(*header_text, "class", target.type)) {
        return fail(job.input + ":1:1: error: " + header->string() + " has no struct or class " +
                    target.type + "; expected one, for this template is named after it\n");
      }
      target.is_view = header_text->find("LiveView<" + target.type + ">") != std::string::npos;
      target.is_component = header_text->find("LiveComponent<" + target.type + ">") != std::string::npos;
      if (target.is_view) {
        if (!events) events = events_of(job.with);
        target.component_events = *events;
      }
      code += generate(source, target);
    }
  } catch (const Mistake& mistake) {
    return fail(describe(file, mistake));
  }
  if (auto written = write(job.output, code); !written) return written;
  if (job.depfile.empty()) return {};
  std::string dependencies =
      for_make(job.output) + ": " + for_make(job.input) + " " + for_make(header->string());
  if (events) {
    for (const std::string& path : job.with) dependencies += " " + for_make(path);
  }
  return write(job.depfile, dependencies + "\n");
}

result<bool> format_at(const std::string& path, bool check) {
  auto text = read(path);
  if (!text) return fail("anqa-heex: error: cannot read " + path + "\n");
  const Source file{path, std::move(*text)};
  try {
    const std::string wanted = format_file(file);
    if (wanted == file.text) return true;
    if (check) return false;
    if (auto written = write(path, wanted); !written) return std::unexpected(written.error());
    return false;
  } catch (const Mistake& mistake) {
    return fail(describe(file, mistake));
  }
}

}  // namespace anqa::heex
