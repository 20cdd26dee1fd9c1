#include "anqa/dev/loop/options.hpp"

#include <charconv>
#include <optional>
#include <utility>

namespace anqa::dev {

const char* const usage =
    "usage: anqa-dev --build COMMAND [--port N] [--ip ADDRESS] [--notices-port N] [--watch FOLDER]... -- "
    "PROGRAM [ARGUMENT]...\n"
    "Builds and runs PROGRAM, and does so again whenever a source file changes; its pages show what is "
    "wrong.\n"
    "PROGRAM is linked with anqa::dev (CMake: anqa_dev(TARGET)) and its endpoint listens on the port: PORT\n"
    "tells it which. See guides/dev.md.\n";

namespace {

std::optional<std::uint16_t> port_of(const std::string& text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || port == 0) return std::nullopt;
  return port;
}

}  // namespace

result<Options> read_options(std::vector<std::string> arguments) {
  Options options;
  std::vector<std::filesystem::path> watch;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& name = arguments[i];
    if (name == "--") {
      options.program.assign(arguments.begin() + static_cast<std::ptrdiff_t>(i) + 1, arguments.end());
      break;
    }
    if (!name.starts_with("--"))
      return fail("'" + name + "' stands before --: what is to run stands behind it");
    if (i + 1 == arguments.size()) return fail(name + " needs a value");
    const std::string& value = arguments[++i];
    if (name == "--build") {
      options.build = value;
    } else if (name == "--ip") {
      options.ip = value;
    } else if (name == "--watch") {
      if (!std::filesystem::is_directory(value))
        return fail("--watch " + value + ": there is no such folder");
      watch.emplace_back(value);
    } else if (name == "--port" || name == "--notices-port") {
      const auto port = port_of(value);
      if (!port) return fail(name + " " + value + ": must be a number from 1 to 65535");
      (name == "--port" ? options.port : options.notices_port) = *port;
    } else {
      return fail("there is no option " + name);
    }
  }
  if (options.build.empty()) return fail("no --build given");
  if (options.program.empty()) return fail("no program given, behind --");
  if (!watch.empty()) options.watch = std::move(watch);
  return options;
}

}  // namespace anqa::dev
