#pragma once

#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

namespace bench {

[[noreturn]] inline void give_up(const char* what) {
  std::perror(what);
  std::exit(1);
}

/// Keeps the calling process on one core.
inline void pin_to(unsigned core) {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  CPU_SET(core, &cores);
  if (::sched_setaffinity(0, sizeof cores, &cores) != 0) give_up("sched_setaffinity");
}

/// A server in a process of its own, which prints its port when it listens; it ends with this object.
class ServerProcess {
 public:
  explicit ServerProcess(std::vector<std::string> command, std::optional<unsigned> core = {}) {
    int pipe_ends[2];
    if (::pipe(pipe_ends) != 0) give_up("pipe");
    pid_ = ::fork();
    if (pid_ == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // also where the load gives up
      if (core) pin_to(*core);
      ::dup2(pipe_ends[1], STDOUT_FILENO);
      ::close(pipe_ends[0]);
      std::vector<char*> arguments;
      for (std::string& part : command) arguments.push_back(part.data());
      arguments.push_back(nullptr);
      ::execv(arguments[0], arguments.data());
      give_up(arguments[0]);
    }
    ::close(pipe_ends[1]);
    std::FILE* out = ::fdopen(pipe_ends[0], "r");
    if (std::fscanf(out, "%d", &port_) != 1) {
      std::fprintf(stderr, "%s did not say its port\n", command[0].c_str());
      std::exit(1);
    }
    std::fclose(out);
  }
  ~ServerProcess() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  int port() const { return port_; }

  /// Seconds of CPU that all its threads have used.
  double cpu() const {
    clockid_t clock = 0;
    timespec time{};
    if (::clock_getcpuclockid(pid_, &clock) != 0 || ::clock_gettime(clock, &time) != 0) give_up("cpu clock");
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
  }

  /// Its memory that is in RAM.
  std::size_t resident_bytes() const {
    std::size_t all = 0;
    std::size_t resident = 0;
    std::ifstream("/proc/" + std::to_string(pid_) + "/statm") >> all >> resident;
    return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  }

 private:
  pid_t pid_ = 0;
  int port_ = 0;
};

}  // namespace bench
