#include "leftovers.hpp"

#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>

namespace soak {
namespace fs = std::filesystem;

std::vector<std::string> open_descriptors() {
  std::vector<std::string> found;
  for (const fs::directory_entry& entry : fs::directory_iterator("/proc/self/fd")) {
    std::error_code gone;  // the one that reads the directory, afterwards
    const fs::path what = fs::read_symlink(entry.path(), gone);
    if (!gone && what.string().find("/proc/") == std::string::npos)
      found.push_back(entry.path().filename().string() + " -> " + what.string());
  }
  std::sort(found.begin(), found.end());
  return found;
}

namespace {

/// The processes of the operating system that `parent` has started and not yet waited for.
std::vector<pid_t> children_of(pid_t parent) {
  std::vector<pid_t> children;
  std::error_code gone;
  // Each thread has its own.
  fs::directory_iterator tasks("/proc/" + std::to_string(parent) + "/task", gone);
  while (!gone && tasks != fs::directory_iterator()) {
    std::ifstream file(tasks->path() / "children");
    for (pid_t child = 0; file >> child;) children.push_back(child);
    tasks.increment(gone);
  }
  return children;
}

std::string name_of(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/comm");
  std::string name;
  std::getline(file, name);
  return name;
}

}  // namespace

void adopt_orphans() { ::prctl(PR_SET_CHILD_SUBREAPER, 1); }

std::vector<pid_t> child_processes() { return children_of(::getpid()); }

std::vector<pid_t> zygotes() {
  std::vector<pid_t> found = child_processes();
  std::erase_if(found, [](pid_t child) { return name_of(child) != "anqa zygote"; });
  return found;
}

std::vector<pid_t> cells() {
  std::vector<pid_t> found;
  for (pid_t child : child_processes()) {
    // The zygote leads a session of its own; what else is in it is a cell, though it may not have had the
    // time to take its name before its zygote was killed.
    if (name_of(child) == "anqa cell" || ::getsid(child) != child) {
      // An orphan. A dead one has nobody else to wait for it.
      if (::waitpid(child, nullptr, WNOHANG) == 0) found.push_back(child);
    } else {
      for (pid_t cell : children_of(child)) found.push_back(cell);
    }
  }
  return found;
}

void kill_child(pid_t child) {
  const int pidfd = static_cast<int>(::syscall(SYS_pidfd_open, child, 0));
  if (pidfd < 0) return;
  // What is a child of ours now was when the descriptor was made.
  const std::vector<pid_t> children = child_processes();
  if (std::find(children.begin(), children.end(), child) != children.end())
    ::syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, nullptr, 0);
  ::close(pidfd);
}

}  // namespace soak
