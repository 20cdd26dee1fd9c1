#pragma once

#include <string>
#include <vector>

#include "anqa/live/heex/source.hpp"

namespace anqa::heex {

/// A template that stands in a C++ file: `ANQA_HEEX(Badge, R"(<b>{@label}</b>)");`.
struct InlineTemplate {
  std::string type;  ///< "Badge"
  Offset from;       ///< of its text in the file
  Offset to;
  std::size_t indent;  ///< the columns before ANQA_HEEX
};

/// Whether a path is that of a C++ file.
bool is_cpp(const std::string& path);

/// The templates in a C++ file. Each ANQA_HEEX stands first in its line. Throws Mistake.
std::vector<InlineTemplate> inline_templates(const std::string& text);

/// The template as a source of its own, in which everything stands where it stands in the file.
Source source_of(const Source& file, const InlineTemplate& found);

/// The file, or the template that it is, with every template in it laid out; see format().
std::string format_file(const Source& file);

}  // namespace anqa::heex
