#include "anqa/cell/internal/factory.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <cstring>
#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <system_error>
#include <thread>
#include <vector>

#include "anqa/base/log.hpp"
#include "anqa/cell/internal/zygote.hpp"
#include "anqa/runtime/process.hpp"

extern char** environ;

namespace anqa::cell {

Descriptor::~Descriptor() {
  if (fd_ >= 0) ::close(fd_);
}

Cell::Cell(std::uint64_t id, pid_t pid, Descriptor socket, Descriptor log, Descriptor pidfd)
    : id_(id), pid_(pid), socket_(std::move(socket)), log_(std::move(log)), pidfd_(std::move(pidfd)) {}

Cell::~Cell() {
  // By its pidfd: the number may be another's by now.
  if (pidfd_.get() >= 0) ::syscall(SYS_pidfd_send_signal, pidfd_.get(), SIGKILL, nullptr, 0);
}

namespace {

struct User {
  System* system;
  Pid pid;
  friend bool operator==(const User&, const User&) = default;
};

template <class M>
void tell(const User& user, M message) {
  System::Scope scope(*user.system);
  send(user.pid, std::move(message));
}

}  // namespace

struct CellFactory::State {
  std::mutex mutex;
  std::condition_variable started;
  pid_t zygote = 0;
  Descriptor zygote_pidfd;  // its number may be another's, once the application's own wait() has reaped it
  bool has_made_one = false;
  Descriptor control;
  std::uint64_t next_id = 1;
  std::size_t ready_wanted = 2;
  std::size_t requested = 0;             // asked of the zygote, not yet here
  std::map<std::uint64_t, Cell> ready;   // by id
  std::map<std::uint64_t, User> in_use;  // whose the others are
  std::deque<User> waiting;
  std::vector<User> told;  // that a cell is ready, and have not come for it yet

  void start_zygote();
  void request_more();
  bool request_one();
  /// Ends those that nobody waits for and that are more than shall be ready.
  void drop_surplus();
  void listen(int control_fd);
  bool receive(int control_fd);
  void take_in(const ZygoteEvent& event, Descriptor socket, Descriptor log, Descriptor pidfd);
  void lost();
  /// Says how it ended.
  std::string reap_zygote();
};

CellFactory::CellFactory() : state_(*new State) { link_start_hook(); }

CellFactory& CellFactory::get() {
  // Never destroyed: its thread may be in it when main() returns.
  static auto& factory = *new CellFactory;
  return factory;
}

void CellFactory::State::start_zygote() {
  std::array<int, 2> pair{};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair.data()) != 0)
    throw std::system_error(errno, std::generic_category(), "cannot make a socket for the cells' zygote");
  Descriptor ours(pair[0]);
  Descriptor theirs(pair[1]);

  std::vector<char*> environment;
  for (char** entry = environ; *entry; ++entry) environment.push_back(*entry);
  constexpr int its_number = 3;
  std::string number = std::string(zygote_environment) + "=" + std::to_string(its_number);
  environment.push_back(number.data());
  environment.push_back(nullptr);
  std::string name = "anqa zygote";
  std::array<char*, 2> arguments{name.data(), nullptr};

  posix_spawn_file_actions_t actions{};
  ::posix_spawn_file_actions_init(&actions);
  // dup2 to itself also clears the close-on-exec flag.
  ::posix_spawn_file_actions_adddup2(&actions, theirs.get(), its_number);
  ::posix_spawn_file_actions_addclosefrom_np(&actions, its_number + 1);
  posix_spawnattr_t attributes{};
  ::posix_spawnattr_init(&attributes);
  sigset_t all;
  sigset_t none;
  sigfillset(&all);
  sigemptyset(&none);
  ::posix_spawnattr_setsigdefault(&attributes, &all);
  ::posix_spawnattr_setsigmask(&attributes, &none);
  // A session of its own: what a terminal sends to the application's group is not for it.
  ::posix_spawnattr_setflags(&attributes,
                             POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSID);
  pid_t pid = 0;
  const int error =
      ::posix_spawn(&pid, "/proc/self/exe", &actions, &attributes, arguments.data(), environment.data());
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&actions);
  if (error != 0)
    throw std::system_error(error, std::generic_category(), "cannot start the cells' zygote, /proc/self/exe");
  Descriptor pidfd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  if (pidfd.get() < 0) {
    const int why = errno;
    {
      const Descriptor closed = std::move(ours);
    }  // so it ends
    while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
    }
    throw std::system_error(why, std::generic_category(), "cannot hold the cells' zygote");
  }
  zygote = pid;
  zygote_pidfd = std::move(pidfd);
  has_made_one = false;
  control = std::move(ours);
  requested = 0;
  std::thread(&State::listen, this, control.get()).detach();
}

void CellFactory::State::request_more() {
  while (requested + ready.size() < ready_wanted + waiting.size() + told.size() && request_one()) {
  }
}

void CellFactory::State::drop_surplus() {
  while (ready.size() > ready_wanted + told.size()) ready.erase(ready.begin());
}

bool CellFactory::State::request_one() {
  const ZygoteRequest request{next_id++};
  // Without waiting: a zygote that does not keep up has enough to do. Each cell that it makes is an occasion
  // to ask again, see take_in().
  if (::send(control.get(), &request, sizeof request, MSG_NOSIGNAL | MSG_DONTWAIT) != sizeof request)
    return false;
  ++requested;
  return true;
}

void CellFactory::State::listen(int control_fd) {
  while (receive(control_fd)) {
  }
  lost();
}

bool CellFactory::State::receive(int control_fd) {
  ZygoteEvent event{};
  iovec bytes{&event, sizeof event};
  std::array<int, 3> descriptors{-1, -1, -1};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof descriptors)> space{};
  msghdr message{};
  message.msg_iov = &bytes;
  message.msg_iovlen = 1;
  message.msg_control = space.data();
  message.msg_controllen = space.size();
  const ssize_t size = ::recvmsg(control_fd, &message, MSG_CMSG_CLOEXEC);
  if (size < 0 && errno == EINTR) return true;
  if (size != sizeof event) return false;
  // Out of descriptors, some or all of them did not come.
  if (cmsghdr* header = CMSG_FIRSTHDR(&message); header && header->cmsg_type == SCM_RIGHTS)
    std::memcpy(descriptors.data(), CMSG_DATA(header), header->cmsg_len - CMSG_LEN(0));
  Descriptor socket(descriptors[0]);
  Descriptor log(descriptors[1]);
  Descriptor pidfd(descriptors[2]);
  std::scoped_lock lock(mutex);
  take_in(event, std::move(socket), std::move(log), std::move(pidfd));
  return true;
}

void CellFactory::State::take_in(const ZygoteEvent& event, Descriptor socket, Descriptor log,
                                 Descriptor pidfd) {
  std::string failure;
  switch (event.kind) {
    case ZygoteEvent::Kind::made:
      if (requested > 0) --requested;
      if (socket.get() < 0 || log.get() < 0 || pidfd.get() < 0) {
        failure = "the application has no descriptor left for a cell";
        break;
      }
      has_made_one = true;
      ready.emplace(event.id, Cell(event.id, event.pid, std::move(socket), std::move(log), std::move(pidfd)));
      if (!waiting.empty()) {
        tell(waiting.front(), CellReady{});
        told.push_back(waiting.front());
        waiting.pop_front();
      }
      drop_surplus();
      while (requested < waiting.size() && request_one()) {
      }
      return;
    case ZygoteEvent::Kind::failed:
      if (requested > 0) --requested;
      failure = std::string("cannot start a cell: ") + std::strerror(event.status);
      break;
    case ZygoteEvent::Kind::ended:
      ready.erase(event.id);
      if (auto found = in_use.find(event.id); found != in_use.end()) {
        tell(found->second, CellGone{.id = event.id,
                                     .status = event.status,
                                     .cause = static_cast<std::uint32_t>(event.cause),
                                     .max_rss_kib = event.max_rss_kib});
        in_use.erase(found);
      }
      return;
  }
  if (waiting.empty()) {
    log_warning(failure);
  } else {
    tell(waiting.front(), NoCell{failure});
    waiting.pop_front();
  }
  while (requested < waiting.size() && request_one()) {
  }
}

std::string CellFactory::State::reap_zygote() {
  ::syscall(SYS_pidfd_send_signal, zygote_pidfd.get(), SIGKILL, nullptr, 0);
  siginfo_t info{};
  int result = 0;
  do {
    result = ::waitid(P_PIDFD, static_cast<id_t>(zygote_pidfd.get()), &info, WEXITED);
  } while (result < 0 && errno == EINTR);
  zygote = 0;
  zygote_pidfd = Descriptor();
  if (result < 0) return "the application has reaped it itself";
  return (info.si_code == CLD_EXITED ? "exit status " : "signal ") + std::to_string(info.si_status);
}

void CellFactory::State::lost() {
  std::scoped_lock lock(mutex);
  // The cells went with it.
  log_warning("the zygote of the cells has ended; its cells with it");
  const std::string how = reap_zygote();
  control = Descriptor();
  ready.clear();
  for (const auto& [id, user] : in_use) tell(user, CellGone{.id = id, .zygote_lost = true});
  in_use.clear();
  // They ask again, and whoever does first starts another. One that never made a cell would not make one
  // then.
  for (const User& user : waiting) {
    if (has_made_one) {
      tell(user, CellReady{});
    } else {
      tell(user, NoCell{"the cells' zygote ended before it made a cell: " + how});
    }
  }
  waiting.clear();
  told.clear();
}

std::optional<Cell> CellFactory::take(System& system, Pid user) {
  const User taker{&system, user};
  std::scoped_lock lock(state_.mutex);
  if (const auto found = std::ranges::find(state_.told, taker); found != state_.told.end())
    state_.told.erase(found);
  if (state_.zygote == 0) state_.start_zygote();
  std::optional<Cell> cell;
  if (!state_.ready.empty()) {
    auto first = state_.ready.begin();
    cell.emplace(std::move(first->second));
    state_.ready.erase(first);
    state_.in_use[cell->id()] = taker;
  } else {
    state_.waiting.push_back(taker);
    state_.request_more();
  }
  return cell;
}

void CellFactory::replenish() {
  std::scoped_lock lock(state_.mutex);
  if (state_.zygote != 0) state_.request_more();
}

void CellFactory::forget(Pid user, System& system) {
  const User gone{&system, user};
  std::scoped_lock lock(state_.mutex);
  std::erase(state_.waiting, gone);
  std::erase(state_.told, gone);
  std::erase_if(state_.in_use, [&](const auto& entry) { return entry.second == gone; });
  state_.drop_surplus();
  if (state_.zygote != 0 && state_.ready.empty()) state_.request_more();
}

void CellFactory::set_ready(std::size_t count) {
  std::scoped_lock lock(state_.mutex);
  state_.ready_wanted = count;
  state_.drop_surplus();
  if (state_.zygote != 0) state_.request_more();
}

pid_t CellFactory::zygote() {
  std::scoped_lock lock(state_.mutex);
  return state_.zygote;
}

}  // namespace anqa::cell
