#include "anqa/web/internal/source_lines.hpp"

#include <cxxabi.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <link.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <string>
#include <string_view>

extern char** environ;  // NOLINT(readability-redundant-declaration): POSIX leaves it to the program

namespace anqa::detail {
namespace {

/// One address of the main program, as the file has it.
struct Place {
  std::uintptr_t in_file = 0;
  bool in_program = false;
  std::string symbol;
};

std::string demangled(const char* name) {
  int status = 0;
  char* text = abi::__cxa_demangle(name, nullptr, nullptr, &status);
  std::string out = status == 0 ? text : name;
  std::free(text);
  return out;
}

Place place_of(std::uintptr_t address) {
  Dl_info info{};
  link_map* map = nullptr;
  // One byte back: the address is that behind the call, which may be another line's.
  const std::uintptr_t call = address - 1;
  Place place;
  if (::dladdr1(reinterpret_cast<void*>(call), &info, reinterpret_cast<void**>(&map), RTLD_DL_LINKMAP) == 0 ||
      map == nullptr)
    return place;
  place.in_file = call - map->l_addr;
  place.in_program = map->l_name == nullptr || *map->l_name == '\0';
  if (info.dli_sname != nullptr) place.symbol = demangled(info.dli_sname);
  return place;
}

/// What a program writes; empty where it cannot be run.
std::string output_of(std::vector<std::string> arguments) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return {};
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  const int failed = ::posix_spawnp(&child, argv[0], &actions, nullptr, argv.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  std::string out;
  char buffer[4096];
  while (failed == 0) {
    const auto got = ::read(ends[0], buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    out.append(buffer, static_cast<std::size_t>(got));
  }
  ::close(ends[0]);
  if (failed == 0) {
    while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  return out;
}

std::string hex(std::uintptr_t number) {
  char digits[2 * sizeof number];
  const auto end = std::to_chars(digits, digits + sizeof digits, number, 16).ptr;
  return "0x" + std::string(digits, end);
}

/// Two lines an address: the function, and its position. Clang's tool is five times as fast as binutils'.
std::string symbolize(const std::vector<std::string>& places) {
  const std::string program = "/proc/" + std::to_string(::getpid()) + "/exe";
  for (const char* tool : {"llvm-symbolizer", "llvm-symbolizer-19", "addr2line"}) {
    std::vector<std::string> command = {tool, "-C", "-f", "-e", program};
    if (std::string_view(tool).starts_with("llvm"))
      command.insert(command.end(), {"--output-style=GNU", "--no-inlines"});
    command.insert(command.end(), places.begin(), places.end());
    std::string text = output_of(std::move(command));
    if (!text.empty()) return text;
  }
  return {};
}

std::string_view next_line(std::string_view& text) {
  const auto end = text.find('\n');
  const auto line = text.substr(0, end);
  text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  return line;
}

/// "/src/a.cpp:12" or "/src/a.cpp:12 (discriminator 3)"; "??:0" for what is not known.
void read_position(std::string_view text, SourceFrame& frame) {
  text = text.substr(0, text.find(" ("));
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || text.starts_with("??")) return;
  frame.file = text.substr(0, colon);
  std::from_chars(text.data() + colon + 1, text.data() + text.size(), frame.line);
}

}  // namespace

std::vector<SourceFrame> source_lines(const std::vector<std::uintptr_t>& addresses) {
  std::vector<SourceFrame> frames;
  std::vector<std::string> places;
  std::vector<std::size_t> asked;
  for (const std::uintptr_t address : addresses) {
    const Place place = place_of(address);
    frames.push_back({.function = place.symbol, .file = {}, .line = 0});
    if (!place.in_program) continue;
    places.push_back(hex(place.in_file));
    asked.push_back(frames.size() - 1);
  }
  if (asked.empty()) return frames;
  const std::string text = symbolize(places);
  std::string_view lines = text;
  for (const std::size_t index : asked) {
    const auto function = next_line(lines);
    if (!function.empty() && function != "??") frames[index].function = function;
    read_position(next_line(lines), frames[index]);
  }
  return frames;
}

}  // namespace anqa::detail
