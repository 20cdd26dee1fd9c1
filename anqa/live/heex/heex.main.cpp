#include <cstdio>
#include <string>
#include <string_view>

#include "anqa/live/heex/compile.hpp"

namespace {

constexpr std::string_view usage =
    "usage: anqa-heex [--namespace NAME] [--depfile FILE] --output FILE.cpp TEMPLATE.html.heex\n"
    "       anqa-heex --format [--check] FILE...\n"
    "Writes the C++ that renders a template, or those in a .cpp file. The struct or class of its name is "
    "declared in the header "
    "beside it.\n";

int fail(std::string_view why) {
  std::fprintf(stderr, "anqa-heex: %.*s\n%.*s", static_cast<int>(why.size()), why.data(),
               static_cast<int>(usage.size()), usage.data());
  return 2;
}

/// `--format [--check] FILE...`: 0 when all is well, 1 when a file was or is to be changed under --check, or
/// has a mistake.
int format(int argc, char** argv) {
  bool check = false;
  int status = 0;
  for (int i = 2; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--check") {
      check = true;
      continue;
    }
    const auto was_done = anqa::heex::format_at(argument, check);
    if (!was_done) {
      std::fputs(was_done.error().message.c_str(), stderr);
      status = 1;
    } else if (!*was_done && check) {
      std::fprintf(stderr, "%s:1:1: error: not laid out as anqa-heex --format does it\n", argument.c_str());
      status = 1;
    }
  }
  return status;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1 && std::string_view(argv[1]) == "--format") return format(argc, argv);
  anqa::heex::Job job;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--with") job.with.emplace_back();
    std::string* value = argument == "--with"        ? &job.with.back()
                         : argument == "--namespace" ? &job.name_space
                         : argument == "--depfile"   ? &job.depfile
                         : argument == "--output"    ? &job.output
                                                     : nullptr;
    if (value != nullptr) {
      if (++i == argc) return fail(argument + " needs a value");
      *value = argv[i];
    } else if (argument.starts_with("--")) {
      return fail("there is no option " + argument);
    } else if (job.input.empty()) {
      job.input = argument;
    } else {
      return fail("one template at a time; got " + job.input + " and " + argument);
    }
  }
  if (job.input.empty()) return fail("no template given");
  if (job.output.empty()) return fail("no --output given");
  const auto done = anqa::heex::compile(job);
  if (!done) {
    std::fputs(done.error().message.c_str(), stderr);
    return 1;
  }
  return 0;
}
