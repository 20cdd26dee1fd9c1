#include "anqa/cell/internal/confine.hpp"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "anqa/base/log.hpp"

namespace anqa::cell {
namespace {

#if defined(__x86_64__)
constexpr std::uint32_t architecture = AUDIT_ARCH_X86_64;
constexpr std::uint32_t first_foreign_call = 0x40000000;  // those of x32
#elif defined(__aarch64__)
constexpr std::uint32_t architecture = AUDIT_ARCH_AARCH64;
constexpr std::uint32_t first_foreign_call = 0xffffffff;
#else
constexpr std::uint32_t architecture = 0;
constexpr std::uint32_t first_foreign_call = 0xffffffff;
#endif

/// seccomp(2): socket() makes none but Unix sockets, and io_uring, which makes them without that call, is not
/// there. What another architecture's calls would do is refused altogether.
bool take_network() {
  if (architecture == 0) return false;
  constexpr std::uint32_t refuse = SECCOMP_RET_ERRNO | EACCES;
  constexpr std::uint32_t call = offsetof(seccomp_data, nr);
  constexpr std::uint32_t arch = offsetof(seccomp_data, arch);
  constexpr std::uint32_t first_argument = offsetof(seccomp_data, args);  // its low half: little-endian
  std::array<sock_filter, 12> program{{
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, arch),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, architecture, 0, 9),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, call),
      BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, first_foreign_call, 7, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_io_uring_setup, 6, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 1, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_socketpair, 0, 3),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, first_argument),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_UNIX, 1, 0),
      BPF_JUMP(BPF_JMP | BPF_JA, 1, 0, 0),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
      BPF_STMT(BPF_RET | BPF_K, refuse),
  }};
  const sock_fprog filter{program.size(), program.data()};
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter) == 0;
}

// Landlock (kernel documentation, userspace-api/landlock). Its newer parts are not in Debian 12's headers, so
// the few numbers stand here.
struct Ruleset {
  std::uint64_t handled_access_fs;
  std::uint64_t handled_access_net;
  std::uint64_t scoped;
};
constexpr long landlock_version = 1;
constexpr std::uint64_t scope_all = 3;  // abstract Unix sockets, signals

/// A ruleset that handles every kind of access and allows none.
bool take_files() {
  const long version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, landlock_version);
  if (version < 1) return false;
  // Rights by version: 13, then refer, truncate, and from 5 on ioctl on devices.
  const int rights = version == 1 ? 13 : version == 2 ? 14 : version < 5 ? 15 : 16;
  Ruleset ruleset{(std::uint64_t{1} << rights) - 1, 0, version >= 6 ? scope_all : 0};
  const std::size_t size = version >= 6 ? sizeof ruleset : sizeof ruleset.handled_access_fs;
  const int fd = static_cast<int>(::syscall(SYS_landlock_create_ruleset, &ruleset, size, 0));
  if (fd < 0) return false;
  const bool done =
      ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && ::syscall(SYS_landlock_restrict_self, fd, 0) == 0;
  ::close(fd);
  return done;
}

/// Empty, or why the cell cannot start.
std::string insist(Confine wanted, bool (*take)(), const char* what) {
  if (wanted == Confine::no || take()) return {};
  std::string text = std::string("this machine's kernel cannot take the ") + what + " from a cell";
  if (wanted == Confine::required) return text;
  log_warning(text + "; it runs with it");
  return {};
}

}  // namespace

std::string confine(const CellLimits& limits) {
  std::string failure = insist(limits.no_files, &take_files, "file system");
  if (!failure.empty()) return failure;
  return insist(limits.no_network, &take_network, "network");
}

}  // namespace anqa::cell
