#include "anqa/data/data_command.hpp"

#include <charconv>
#include <cstdio>
#include <fstream>
#include <span>
#include <sstream>
#include <string_view>

#include "anqa/base/log.hpp"
#include "anqa/data/structure.hpp"

namespace anqa {
namespace {

/// What the command line says that it does not understand.
struct UsageError {
  std::string what;
};

struct Command {
  std::string_view name;
  MigrateOptions migrate = {};
  bool all = false;
  bool quiet = false;
  std::vector<std::string_view> words = {};
};

template <class Number>
Number number(std::string_view option, std::span<const char* const> words, std::size_t& at) {
  const std::string_view text = ++at < words.size() ? words[at] : "";
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size() || value < 0) {
    throw UsageError{std::string(option) + " takes a number, not '" + std::string(text) + "'"};
  }
  return value;
}

std::string text(std::string_view option, std::span<const char* const> words, std::size_t& at) {
  if (++at >= words.size() || *words[at] == '\0') throw UsageError{std::string(option) + " takes a name"};
  return words[at];
}

Command parse(std::span<const char* const> words) {
  Command command{words[1]};
  const bool migrates = command.name == "migrate" || command.name == "rollback";
  for (std::size_t at = 2; at < words.size(); ++at) {
    const std::string_view word = words[at];
    if (!word.starts_with("--")) {
      command.words.push_back(word);
    } else if (migrates && (word == "--step" || word == "-n")) {
      command.migrate.step = number<int>(word, words, at);
    } else if (migrates && (word == "--to" || word == "-v")) {
      command.migrate.to = number<std::int64_t>(word, words, at);
    } else if (migrates && word == "--log-migrations-sql") {
      command.migrate.log_sql = true;
    } else if ((migrates || command.name == "migrations") && word == "--prefix") {
      command.migrate.prefix = text(word, words, at);
    } else if (command.name == "migrate" && word == "--strict-version-order") {
      command.migrate.strict_version_order = true;
    } else if (migrates && word == "--quiet") {
      command.quiet = true;
    } else if (migrates && word == "--all") {
      command.all = true;
    } else {
      throw UsageError{std::string(command.name) + " has no option " + std::string(word)};
    }
  }
  const bool structure = command.name == "structure";
  const bool understood =
      structure ? command.words.size() == 2 && (command.words[0] == "dump" || command.words[0] == "load")
                : command.words.empty();
  if (!understood) {
    throw UsageError{structure ? "it is: structure dump FILE, or structure load FILE"
                               : std::string(command.name) + " takes options only, not '" +
                                     std::string(command.words.front()) + "'"};
  }
  if (command.all) {
    if (command.migrate.to || command.migrate.step)
      throw UsageError{"--all goes with neither --to nor --step"};
    if (command.name == "rollback") command.migrate.to = 0;
  }
  return command;
}

void print_status(Database& database, std::span<const Migration> migrations, const std::string& prefix) {
  std::printf("  status  version         name\n");
  for (const auto& each : migration_status(database, migrations, prefix)) {
    std::printf("  %-6s  %-14lld  %s\n", each.up ? "up" : "down", static_cast<long long>(each.version),
                each.name.empty() ? "** this program has no such migration **" : each.name.c_str());
  }
}

void run_structure(Database& database, const Command& command, const RepoServer::Options& options) {
  const std::string file(command.words[1]);
  if (command.words[0] == "dump") {
    std::ofstream out(file, std::ios::binary);
    out << dump_structure(database, options.postgres.url);
    if (!out.flush()) throw DatabaseError("the structure cannot be written to " + file);
    std::printf("the structure is in %s\n", file.c_str());
  } else {
    std::ifstream in(file, std::ios::binary);
    if (!in) throw DatabaseError("the structure cannot be read from " + file);
    std::ostringstream text;
    text << in.rdbuf();
    load_structure(database, text.str());
    std::printf("the structure of %s is loaded\n", file.c_str());
  }
}

void run(const Command& command, const RepoServer::Options& options) {
  const std::unique_ptr<Database> database =
      options.postgres.url.empty() ? open_sqlite(options.sqlite) : open_postgres(options.postgres);
  if (command.quiet) set_log_level(LogLevel::warning);
  if (command.name == "migrate") {
    const auto done = migrate(*database, options.migrations, command.migrate);
    if (!command.quiet) {
      std::printf(done.empty() ? "the migrations are up already\n" : "%zu migrations run\n", done.size());
    }
  } else if (command.name == "rollback") {
    const auto done = rollback(*database, options.migrations, command.migrate);
    if (!command.quiet) std::printf("%zu migrations rolled back\n", done.size());
  } else if (command.name == "migrations") {
    print_status(*database, options.migrations, command.migrate.prefix);
  } else {
    run_structure(*database, command, options);
  }
}

}  // namespace

std::optional<int> run_data_command(int argc, const char* const* argv, const RepoServer::Options& options) {
  const std::string_view name = argc > 1 ? argv[1] : "";
  if (name != "migrate" && name != "rollback" && name != "migrations" && name != "structure") return {};
  int status = 0;
  try {
    run(parse({argv, static_cast<std::size_t>(argc)}), options);
  } catch (const UsageError& error) {
    std::fprintf(stderr,
                 "%s: %s\n"
                 "usage: %s migrate [--step N] [--to VERSION] [--prefix SCHEMA] [--strict-version-order]\n"
                 "                  [--log-migrations-sql] [--quiet]\n"
                 "       %s rollback [--step N] [--to VERSION] [--all] [--prefix SCHEMA]\n"
                 "                  [--log-migrations-sql] [--quiet]\n"
                 "       %s migrations [--prefix SCHEMA]\n"
                 "       %s structure dump|load FILE\n",
                 argv[0], error.what.c_str(), argv[0], argv[0], argv[0], argv[0]);
    status = 2;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s: %s\n", argv[0], error.what());
    status = 1;
  }
  std::fflush(stdout);
  return status;
}

}  // namespace anqa
