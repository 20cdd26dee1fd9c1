#pragma once

#include <string>
#include <string_view>

#include "anqa/live/heex/code.hpp"

namespace anqa::heex {

/// Writes C++ in which some pieces stand, for the compiler, where they stand in a template.
class Writer {
 public:
  Writer(const Source& source, std::string own_path, std::size_t lines_before = 0)
      : source_(source), own_path_(std::move(own_path)), lines_(lines_before + 1) {}

  /// Code of our own.
  Writer& own(std::string_view code);
  /// A piece of the template, at the place that it has there. What own() adds next stays on that line, so
  /// that an error just behind the piece is also reported there; line() ends it.
  Writer& at(Offset place, std::string_view text);
  Writer& code(const Code& code);
  /// From here on, places are the written file's own.
  Writer& line();

  const std::string& text() const { return out_; }

 private:
  const Source& source_;
  std::string own_path_;
  std::string out_;
  std::size_t lines_;
  bool in_template_ = false;
};

}  // namespace anqa::heex
