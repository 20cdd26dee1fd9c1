#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "anqa/base/result.hpp"

namespace anqa::dev {

/// What anqa-dev was asked to do.
struct Options {
  /// For the shell: what makes the program.
  std::string build;
  /// The program and its arguments.
  std::vector<std::string> program;
  /// Where the program's endpoint listens; it is told so by PORT.
  std::uint16_t port = 4000;
  std::string ip = "127.0.0.1";
  /// Where pages are told what happens; 0: the port after the program's, or any if that is taken.
  std::uint16_t notices_port = 0;
  /// The folders whose files are watched.
  std::vector<std::filesystem::path> watch = {"."};
};

extern const char* const usage;

/// From the command line, without the program's name; the error says what is wrong with it.
result<Options> read_options(std::vector<std::string> arguments);

}  // namespace anqa::dev
