#include "anqa/cell/internal/zygote.hpp"

#include <execinfo.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <map>
#include <utility>

namespace anqa::cell {
namespace {

struct Child {
  std::uint64_t id;
  CellPage* page;
};

class Zygote {
 public:
  explicit Zygote(int control) : control_(control) {
    sigset_t child_ended;
    sigemptyset(&child_ended);
    sigaddset(&child_ended, SIGCHLD);
    ::sigprocmask(SIG_BLOCK, &child_ended, &mask_before_);
    signals_ = ::signalfd(-1, &child_ended, SFD_CLOEXEC | SFD_NONBLOCK);
  }

  [[noreturn]] void run() {
    for (;;) {
      std::array<pollfd, 2> watched{{{control_, POLLIN, 0}, {signals_, POLLIN, 0}}};
      if (::poll(watched.data(), watched.size(), -1) < 0 && errno != EINTR) ::_exit(1);
      // The dead first: their successors wait for the news.
      if (watched[1].revents != 0) reap();
      if (watched[0].revents != 0) take_request();
    }
  }

 private:
  void take_request() {
    ZygoteRequest request{};
    const ssize_t size = ::recv(control_, &request, sizeof request, MSG_DONTWAIT);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
    // The application is gone, and each cell dies with its parent, this process.
    if (size <= 0) ::_exit(0);
    if (size == sizeof request) make(request.id);
  }

  void make(std::uint64_t id) {
    std::array<int, 2> link{-1, -1};
    std::array<int, 2> log{-1, -1};
    void* memory =
        ::mmap(nullptr, sizeof(CellPage), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    auto* page = memory == MAP_FAILED ? nullptr : new (memory) CellPage{};
    if (!page || ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, link.data()) != 0 ||
        ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, log.data()) != 0)
      return failed(id, page, link, log);
    const pid_t zygote = ::getpid();
    const pid_t pid = ::fork();
    if (pid < 0) return failed(id, page, link, log);
    if (pid == 0) become_cell(zygote, link[1], log[1], *page);
    ::close(std::exchange(link[1], -1));
    ::close(std::exchange(log[1], -1));
    ::madvise(page, sizeof(CellPage), MADV_DONTFORK);  // no business of the next cells
    // The child cannot have been reaped yet, so this is no other's.
    const int pidfd = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
    if (pidfd < 0 ||
        !send({.kind = ZygoteEvent::Kind::made, .id = id, .pid = pid}, {link[0], log[0], pidfd})) {
      const int error = errno;
      ::kill(pid, SIGKILL);
      if (pidfd >= 0) ::close(pidfd);
      errno = error;
      return failed(id, page, link, log);
    }
    children_[pid] = {id, page};
    ::close(link[0]);
    ::close(log[0]);
    ::close(pidfd);
  }

  void failed(std::uint64_t id, CellPage* page, std::array<int, 2> link, std::array<int, 2> log) {
    const int error = errno;
    if (page) ::munmap(page, sizeof(CellPage));
    for (int fd : {link[0], link[1], log[0], log[1]})
      if (fd >= 0) ::close(fd);
    send({.kind = ZygoteEvent::Kind::failed, .id = id, .status = error}, {-1, -1, -1});
  }

  [[noreturn]] void become_cell(pid_t zygote, int link, int log, CellPage& page) {
    // An orphan must not outlive the application. If the zygote is gone already, so is what this is about.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != zygote) ::_exit(0);
    ::prctl(PR_SET_NAME, "anqa cell");
    const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    ::dup2(nothing, STDIN_FILENO);
    ::dup2(log, STDOUT_FILENO);
    ::dup2(log, STDERR_FILENO);
    // What static objects have opened stays open; what is the zygote's does not.
    ::dup3(link, control_, O_CLOEXEC);
    for (int fd : {nothing, log, link, signals_}) ::close(fd);
    ::sigprocmask(SIG_SETMASK, &mask_before_, nullptr);
    // What a crash is must not be hidden by a handler that a sanitizer or a static object has set.
    for (int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP}) std::signal(signal, SIG_DFL);
    run_cell(control_, page);
  }

  void reap() {
    std::array<signalfd_siginfo, 16> ignored{};
    while (::read(signals_, ignored.data(), sizeof ignored) > 0) {
    }
    int status = 0;
    rusage usage{};
    for (pid_t pid = 0; (pid = ::wait4(-1, &status, WNOHANG, &usage)) > 0;) {
      auto found = children_.find(pid);
      if (found == children_.end()) continue;
      const Child child = found->second;
      children_.erase(found);
      send({.kind = ZygoteEvent::Kind::ended,
            .cause = child.page->cause.load(),
            .id = child.id,
            .pid = pid,
            .status = status,
            .max_rss_kib = usage.ru_maxrss},
           {-1, -1, -1});
      ::munmap(child.page, sizeof(CellPage));
    }
  }

  /// Tells the application; waits while its buffer is full. False when the descriptors cannot be sent.
  bool send(ZygoteEvent event, std::array<int, 3> descriptors) {
    iovec bytes{&event, sizeof event};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof descriptors)> control{};
    msghdr message{};
    message.msg_iov = &bytes;
    message.msg_iovlen = 1;
    if (descriptors[0] >= 0) {
      message.msg_control = control.data();
      message.msg_controllen = control.size();
      cmsghdr* header = CMSG_FIRSTHDR(&message);
      header->cmsg_level = SOL_SOCKET;
      header->cmsg_type = SCM_RIGHTS;
      header->cmsg_len = CMSG_LEN(sizeof descriptors);
      std::memcpy(CMSG_DATA(header), descriptors.data(), sizeof descriptors);
    }
    while (::sendmsg(control_, &message, MSG_NOSIGNAL) < 0) {
      if (errno == EINTR) continue;
      if (descriptors[0] >= 0 && errno != EPIPE && errno != ECONNRESET) return false;
      ::_exit(0);
    }
    return true;
  }

  int control_;
  int signals_;
  sigset_t mask_before_{};
  std::map<pid_t, Child> children_;
};

}  // namespace

void run_zygote(int control) {
  ::prctl(PR_SET_NAME, "anqa zygote");
  // Ending is the application's business: signals to the whole group must not take its cells from it.
  for (int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE}) std::signal(signal, SIG_IGN);
  ::fcntl(control, F_SETFD, FD_CLOEXEC);
  // Where the application has closed its standard streams, a cell's socket would be taken for one of them.
  int nothing = ::open("/dev/null", O_RDWR);
  while (nothing >= 0 && nothing <= STDERR_FILENO) nothing = ::open("/dev/null", O_RDWR);
  if (nothing >= 0) ::close(nothing);
  // A backtrace loads a library when it is first asked for, which a confined cell could not.
  std::array<void*, 4> frames{};
  ::backtrace(frames.data(), frames.size());
  Zygote(control).run();
}

}  // namespace anqa::cell
