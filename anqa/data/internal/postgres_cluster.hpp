#pragma once

#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "anqa/data/adapters/postgres/postgres.hpp"
#include "anqa/data/database_error.hpp"

namespace anqa::detail {

/// A PostgreSQL server of the tests' own: in a new folder, on a Unix socket only, as a user without
/// privileges (PostgreSQL refuses root), gone with the program that started it, however that ends.
class PostgresCluster {
 public:
  /// `largest_file` in bytes, for a disk that is full; 0: as large as may be.
  explicit PostgresCluster(rlim_t largest_file = 0)
      : largest_file_(largest_file),
        folder_((std::filesystem::temp_directory_path() / "anqa-pg-XXXXXX").string()) {
    if (!mkdtemp(folder_.data())) throw std::runtime_error("no folder for a database: " + folder_);
    if (geteuid() == 0) {
      const passwd* user = getpwnam("postgres");
      if (!user) user = getpwnam("nobody");
      user_ = user->pw_uid;
      group_ = user->pw_gid;
      if (chown(folder_.c_str(), user_, group_) != 0) throw std::runtime_error("chown fails: " + folder_);
    }
    wait_for(spawn({"initdb", "--no-sync", "--no-instructions", "--auth=trust", "--username=anqa",
                    "--encoding=UTF8", "--locale=C.UTF-8", "--pgdata=" + folder_ + "/data"},
                   false));
    start();
  }
  PostgresCluster(const PostgresCluster&) = delete;
  PostgresCluster& operator=(const PostgresCluster&) = delete;
  ~PostgresCluster() {
    stop(SIGQUIT);
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  /// That of the program, started when it is first asked for.
  static PostgresCluster& shared() {
    static PostgresCluster cluster;
    return cluster;
  }

  void start() {
    // There is no other way to know when it takes connections than to try. After a kill it does not start
    // before the last of its old processes has noticed.
    for (int tries = 0;; ++tries) {
      if (server_ == 0) {
        std::filesystem::remove(folder_ + "/data/postmaster.pid");
        server_ = spawn({"postgres", "-D", folder_ + "/data", "-k", folder_, "-h", "", "-F", "-c",
                         "max_connections=200", "-c", "log_min_messages=panic", "-c", "autovacuum=off"},
                        true);
      }
      try {
        open_postgres({.url = url("postgres")});
        return;
      } catch (const ConnectionError&) {
        if (tries == 3000) throw;
        if (waitpid(server_, nullptr, WNOHANG) == server_) server_ = 0;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
      }
    }
  }
  /// SIGINT ends the connections and stops, SIGQUIT does so at once; SIGKILL leaves what a power failure
  /// does, except that each of its processes has to notice by itself.
  void stop(int signal) {
    if (server_ <= 0) return;
    ::kill(server_, signal);
    waitpid(server_, nullptr, 0);
    server_ = 0;
  }

  /// Where its socket is.
  const std::string& folder() const { return folder_; }
  std::string url(const std::string& database) const {
    return "host=" + folder_ + " user=anqa dbname=" + database;
  }
  /// The address of a new, empty database.
  std::string new_database() {
    static std::atomic<int> last = 0;
    const std::string name = "test_" + std::to_string(++last);
    // On a busy machine this takes its time.
    open_postgres({.url = url("postgres"), .statement_timeout = {}, .slow_query = {}})
        ->writer("test")
        ->execute("CREATE DATABASE " + name);
    return url(name);
  }

 private:
  static std::string program(const std::string& name) {
    std::vector<std::string> places = {"/usr/bin/" + name, "/usr/local/bin/" + name};
    std::error_code none;
    for (const auto& version : std::filesystem::directory_iterator("/usr/lib/postgresql", none)) {
      places.insert(places.begin(), version.path().string() + "/bin/" + name);
    }
    for (const auto& place : places) {
      if (access(place.c_str(), X_OK) == 0) return place;
    }
    throw std::runtime_error("PostgreSQL's program " + name + " is not installed (package postgresql)");
  }

  /// `tied`: ends when this program ends.
  pid_t spawn(std::vector<std::string> command, bool tied) const {
    command[0] = program(command[0]);
    std::vector<char*> arguments;
    for (auto& argument : command) arguments.push_back(argument.data());
    arguments.push_back(nullptr);
    const pid_t child = fork();
    if (child != 0) return child;
    if (tied && largest_file_ > 0) {
      const rlimit limit{.rlim_cur = largest_file_, .rlim_max = largest_file_};
      if (setrlimit(RLIMIT_FSIZE, &limit) != 0) _exit(126);
    }
    if (user_ != 0 && (setgid(group_) != 0 || setuid(user_) != 0)) _exit(126);
    if (tied) prctl(PR_SET_PDEATHSIG, SIGQUIT);
    const int null = open("/dev/null", O_RDWR);
    dup2(null, 0);
    dup2(null, 1);
    if (tied) dup2(null, 2);
    if (chdir("/") != 0) _exit(126);
    execv(arguments[0], arguments.data());
    _exit(127);
  }
  static void wait_for(pid_t child) {
    int status = 0;
    waitpid(child, &status, 0);
    if (status != 0) throw std::runtime_error("initdb failed with status " + std::to_string(status));
  }

  rlim_t largest_file_;
  std::string folder_;
  uid_t user_ = 0;
  gid_t group_ = 0;
  pid_t server_ = 0;
};

}  // namespace anqa::detail
