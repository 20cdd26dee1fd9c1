#include "anqa/dev/loop/command.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <initializer_list>
#include <utility>

extern char** environ;

namespace anqa::dev {
namespace {

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (std::string& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

/// Ours, with these in their places.
std::vector<std::string> merged_environment(const std::vector<std::string>& added) {
  std::vector<std::string> all = added;
  for (char** each = environ; *each != nullptr; ++each) {
    const std::string_view ours(*each);
    const auto name = ours.substr(0, ours.find('=') + 1);
    bool replaced = false;
    for (const std::string& other : added) replaced = replaced || other.starts_with(name);
    if (!replaced) all.emplace_back(ours);
  }
  return all;
}

/// In the new process: only what is safe between fork() and exec() of a program with threads.
[[noreturn]] void become(int output, char* const* words, char* const* environment, pid_t parent) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::getppid() != parent) ::_exit(126);  // it died in between
  const int nothing = ::open("/dev/null", O_RDONLY);
  ::dup2(nothing, STDIN_FILENO);
  ::dup2(output, STDOUT_FILENO);
  ::dup2(output, STDERR_FILENO);
  for (const int number : {SIGINT, SIGTERM, SIGPIPE, SIGHUP, SIGUSR1}) ::signal(number, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  environ = const_cast<char**>(environment);
  ::execvp(words[0], words);
  const char* why = ::strerrordesc_np(errno);
  for (const char* text : std::initializer_list<const char*>{words[0], ": ", why, "\n"}) {
    if (::write(STDERR_FILENO, text, std::strlen(text)) < 0) break;
  }
  ::_exit(127);
}

/// glibc 2.36 declares pidfd_open() for C alone.
int open_pid(pid_t pid) { return static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)); }

}  // namespace

std::string Command::End::text() const {
  if (signal == 0) return "exit code " + std::to_string(status);
  const char* name = ::sigdescr_np(signal);
  return "signal " + std::to_string(signal) + (name != nullptr ? " (" + std::string(name) + ")" : "");
}

result<Command> Command::start(const Options& options) {
  std::vector<std::string> words = options.words;
  std::vector<std::string> environment = merged_environment(options.environment);
  const auto word_pointers = pointers(words);
  const auto environment_pointers = pointers(environment);
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
    return fail(std::string("cannot start ") + words.at(0) + ": " + std::strerror(errno));
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid == 0) become(ends[1], word_pointers.data(), environment_pointers.data(), parent);
  const int error = errno;
  ::close(ends[1]);
  if (pid < 0) {
    ::close(ends[0]);
    return fail(std::string("cannot start ") + words.at(0) + ": " + std::strerror(error));
  }
  ::setpgid(pid, pid);  // here, too, so that it is done whoever comes first
  Command command;
  command.pid_ = pid;
  command.output_ = TcpStream::adopt(ends[0]);
  command.end_ = TcpListener::adopt(open_pid(pid));
  return command;
}

Command::Command(Command&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      output_(std::move(other.output_)),
      end_(std::move(other.end_)),
      ended_(std::exchange(other.ended_, std::nullopt)) {}

Command& Command::operator=(Command&& other) noexcept {
  if (this == &other) return *this;
  kill_group();
  pid_ = std::exchange(other.pid_, -1);
  output_ = std::move(other.output_);
  end_ = std::move(other.end_);
  ended_ = std::exchange(other.ended_, std::nullopt);
  return *this;
}

Command::~Command() { kill_group(); }

void Command::kill_group() {
  if (pid_ < 0) return;
  signal(SIGKILL);
  if (!ended_) ::waitpid(pid_, nullptr, 0);
}

void Command::arm() {
  output_.arm_readable();
  if (!ended_) end_.arm();
}

std::string Command::output() {
  std::string all;
  std::array<char, 16384> buffer;
  for (;;) {
    const IoResult got = output_.read(buffer.data(), buffer.size());
    if (got.status != IoResult::Status::done) break;
    all.append(buffer.data(), got.bytes);
  }
  return all;
}

std::optional<Command::End> Command::end() {
  int status = 0;
  if (!ended_ && ::waitpid(pid_, &status, WNOHANG) == pid_) {
    ended_ = WIFSIGNALED(status) ? End{.status = 0, .signal = WTERMSIG(status)}
                                 : End{.status = WEXITSTATUS(status), .signal = 0};
  }
  return ended_;
}

void Command::signal(int number) const { ::kill(-pid_, number); }

Task<bool> Command::ended(Duration limit) {
  if (!end() && !co_await end_.readable(limit)) co_return false;
  co_return end().has_value();
}

}  // namespace anqa::dev
