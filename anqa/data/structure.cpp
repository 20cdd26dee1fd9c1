#include "anqa/data/structure.hpp"

#include <fcntl.h>
#include <postgresql/libpq-fe.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <memory>
#include <string_view>
#include <vector>

#include "anqa/data/database.hpp"
#include "anqa/data/database_error.hpp"
#include "anqa/data/detail/repo_core.hpp"
#include "anqa/data/migration.hpp"
#include "anqa/data/timestamps.hpp"

extern char** environ;

namespace anqa {
namespace {

/// What a program writes to its standard output. Its standard error is ours. `password`: for PGPASSWORD,
/// unless it is empty; others may read a program's arguments.
std::string output_of(std::vector<std::string> command, const std::string& password) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) throw DatabaseError("no pipe to " + command[0]);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  std::vector<char*> arguments;
  for (auto& argument : command) arguments.push_back(argument.data());
  arguments.push_back(nullptr);
  std::string secret = "PGPASSWORD=" + password;
  std::vector<char*> environment;
  for (char** each = environ; *each; ++each) {
    if (password.empty() || !std::string_view(*each).starts_with("PGPASSWORD=")) environment.push_back(*each);
  }
  if (!password.empty()) environment.push_back(secret.data());
  environment.push_back(nullptr);
  pid_t child = 0;
  const int failed =
      posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environment.data());
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  std::string output;
  std::array<char, 4096> buffer{};
  for (ssize_t size = 0; failed == 0 && (size = read(ends[0], buffer.data(), buffer.size())) > 0;) {
    output.append(buffer.data(), static_cast<std::size_t>(size));
  }
  close(ends[0]);
  int status = 0;
  if (failed == 0) waitpid(child, &status, 0);
  if (failed != 0) throw DatabaseError("structure dump: the program " + command[0] + " is not in PATH");
  if (status != 0) {
    throw DatabaseError("structure dump: " + command[0] + " failed with status " +
                        std::to_string(WEXITSTATUS(status)));
  }
  return output;
}

/// An address of PostgreSQL's, and the password that stood in it.
struct Address {
  std::string without_password;
  std::string password;
};

Address take_apart(const std::string& url) {
  char* message = nullptr;
  const std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> options(
      PQconninfoParse(url.c_str(), &message), PQconninfoFree);
  const std::unique_ptr<char, void (*)(void*)> freed(message, PQfreemem);
  if (!options) throw DatabaseError("structure dump: " + std::string(message ? message : "out of memory"));
  Address address;
  for (const auto* option = options.get(); option->keyword; ++option) {
    if (!option->val) continue;
    if (std::string_view(option->keyword) == "password") {
      address.password = option->val;
      continue;
    }
    address.without_password.append(option->keyword).append("='");
    for (const char c : std::string_view(option->val)) {
      if (c == '\'' || c == '\\') address.without_password += '\\';
      address.without_password += c;
    }
    address.without_password += "' ";
  }
  return address;
}

/// Without comments and what is for the program psql.
std::string statements_only(std::string_view text) {
  std::string kept;
  bool blank = true;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    if (line.starts_with("--") || line.starts_with('\\')) continue;
    // It would outlast the load.
    if (line.starts_with("SELECT pg_catalog.set_config('search_path'")) continue;
    if (line.empty() && blank) continue;
    blank = line.empty();
    kept.append(line).append("\n");
  }
  return kept;
}

std::string sqlite_structure(Connection& connection) {
  std::string text;
  auto rows = connection.query(
      "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
      "ORDER BY CASE type WHEN 'table' THEN 0 WHEN 'view' THEN 1 ELSE 2 END, rowid");
  while (rows->next()) text.append(rows->text(0)).append(";\n\n");
  return text;
}

}  // namespace

std::string dump_structure(Database& database, const std::string& url) {
  const auto versions = migrated_versions(database);
  std::string text;
  {
    auto lease = database.reader("structure dump");
    if (lease->dialect().kind == detail::Dialect::Kind::sqlite) text = sqlite_structure(*lease);
  }
  if (text.empty()) {
    const auto [address, password] = take_apart(url);
    text = statements_only(
        output_of({"pg_dump", "--schema-only", "--no-owner", "--no-acl", "--dbname=" + address}, password));
  }
  for (const auto version : versions) {
    text += "INSERT INTO schema_migrations (version, inserted_at) VALUES (" + std::to_string(version) +
            ", '" + to_iso8601(utc_now()) + "');\n";
  }
  return text;
}

void load_structure(Database& database, std::string_view structure) {
  auto lease = database.writer("structure load");
  detail::Transaction transaction(*lease);
  lease->run_script(structure);
  transaction.commit();
}

}  // namespace anqa
