#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "anqa/base/log_capture.hpp"
#include "anqa/cell/cell.hpp"
#include "anqa/cell/internal/factory.hpp"
#include "anqa/cell/internal/victim.hpp"
#include "anqa/cell/internal/zygote.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/runtime/receive.hpp"

// What is left of cells, and what of the application, when one of them ends in whatever way.

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define ANQA_SANITIZED 1
#endif
#endif

using namespace anqa;
using namespace anqa::cell_tests;
using namespace std::chrono_literals;

namespace {

const Server<Victim> victim{victim_name};

Task<Server<Supervisor>> started() {
  auto supervisor = start_link<Supervisor>(victim_tree({.note = "note"}));
  co_await call(supervisor, Supervisor::WhichChildren{}, 30s);
  co_return supervisor;
}

long descriptors() {
  return std::distance(std::filesystem::directory_iterator("/proc/self/fd"),
                       std::filesystem::directory_iterator());
}

std::vector<int> children_of(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/task/" + std::to_string(process) + "/children");
  std::vector<int> children;
  for (int child = 0; file >> child;) children.push_back(child);
  return children;
}

long resident_kib(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/statm");
  long size = 0;
  long resident = 0;
  file >> size >> resident;
  return resident * (::sysconf(_SC_PAGESIZE) / 1024);
}

/// Waits until a process has ended, whoever's child it is.
void wait_for_end(int pidfd) {
  pollfd watched{pidfd, POLLIN, 0};
  EXPECT_EQ(::poll(&watched, 1, 60000), 1);
  ::close(pidfd);
}
int pidfd_of(pid_t process) { return static_cast<int>(::syscall(SYS_pidfd_open, process, 0)); }

Task<void> crash_once(Server<Supervisor> supervisor) {
  monitor(victim.pid());
  cast(victim, Victim::Suffer{Harm::kill_itself});
  EXPECT_TRUE(co_await receive<Down>(60s));
  co_await call(supervisor, Supervisor::WhichChildren{}, 60s);
  EXPECT_EQ(co_await call(victim, Victim::Note{}, 60s), "note");
}

constexpr const char* child_environment = "ANQA_TEST_APPLICATION";

/// In the zygotes of this program that are started while it is set, the program ends before there are cells.
constexpr const char* dead_zygote_environment = "ANQA_TEST_DEAD_ZYGOTE";
const bool is_no_dead_zygote = [] {
  if (std::getenv(dead_zygote_environment) && std::getenv(cell::zygote_environment)) ::_exit(7);
  return true;
}();

/// In a process of its own: an application with a cell, which writes the numbers of its cell and zygote to
/// `output`, and waits to be killed.
void be_an_application(int output) {
  System system(threads());
  system.run(
      [](int fd) -> Task<void> {
        co_await started();
        std::ostringstream line;
        line << co_await call(victim, Victim::SystemProcess{}, 30s) << ' '
             << cell::CellFactory::get().zygote() << '\n';
        const std::string text = line.str();
        EXPECT_EQ(::write(fd, text.data(), text.size()), static_cast<ssize_t>(text.size()));
        co_await receive<int>();
      },
      output);
}

/// Runs the test `test` as an application in a process of its own, perhaps without the standard streams;
/// kills it, and waits until its cell and its zygote have ended as well.
void kill_an_application(const std::string& test, bool has_streams) {
  std::array<int, 2> pipe{};
  ASSERT_EQ(::pipe(pipe.data()), 0);
  std::string variable = std::string(child_environment) + "=" + std::to_string(pipe[1]);
  std::vector<char*> environment;
  for (char** entry = environ; *entry; ++entry) environment.push_back(*entry);
  environment.push_back(variable.data());
  environment.push_back(nullptr);
  std::string name = "application";
  std::string filter = "--gtest_filter=CellLifetime." + test;
  std::array<char*, 3> arguments{name.data(), filter.data(), nullptr};
  pid_t application = 0;
  posix_spawn_file_actions_t actions{};
  ::posix_spawn_file_actions_init(&actions);
  for (int fd = 0; fd <= 2 && !has_streams; ++fd) ::posix_spawn_file_actions_addclose(&actions, fd);
  const int error =
      ::posix_spawn(&application, "/proc/self/exe", &actions, nullptr, arguments.data(), environment.data());
  ::posix_spawn_file_actions_destroy(&actions);
  ASSERT_EQ(error, 0);
  ::close(pipe[1]);
  std::string line;
  for (char c = 0; ::read(pipe[0], &c, 1) == 1 && c != '\n';) line += c;
  ::close(pipe[0]);
  std::istringstream numbers(line);
  pid_t cell_process = 0;
  pid_t zygote = 0;
  ASSERT_TRUE(numbers >> cell_process >> zygote) << line;
  const int cell_end = pidfd_of(cell_process);
  const int zygote_end = pidfd_of(zygote);
  ASSERT_GE(cell_end, 0);
  ASSERT_GE(zygote_end, 0);
  ::kill(application, SIGKILL);
  ::waitpid(application, nullptr, 0);
  wait_for_end(zygote_end);
  wait_for_end(cell_end);
}

}  // namespace

TEST(CellLifetime, CrashesInARowLeaveNothingBehind) {
#ifdef ANQA_SANITIZED
  constexpr int rounds = 100;
#else
  constexpr int rounds = 1000;
#endif
  LogCapture log;
  System system(threads());
  system.run([]() -> Task<void> {
    auto supervisor = co_await started();
    for (int i = 0; i < 20; ++i) co_await crash_once(supervisor);
    const long descriptors_before = descriptors();
    const pid_t zygote = cell::CellFactory::get().zygote();
    const long zygote_before = resident_kib(zygote);
    const long application_before = resident_kib(::getpid());
    for (int i = 0; i < rounds; ++i) co_await crash_once(supervisor);
    // Those that are ready come and go meanwhile, each with three.
    EXPECT_NEAR(static_cast<double>(descriptors()), static_cast<double>(descriptors_before), 12);
    EXPECT_EQ(cell::CellFactory::get().zygote(), zygote);
    // One in use, some ready, the last one perhaps not reaped yet.
    EXPECT_LE(children_of(zygote).size(), 6U);
    EXPECT_LT(resident_kib(zygote), zygote_before + 2048);
#ifndef ANQA_SANITIZED
    EXPECT_LT(resident_kib(::getpid()), application_before + 8192);
#else
    static_cast<void>(application_before);
#endif
  });
}

TEST(CellLifetime, AZygoteThatIsKilledIsReplaced) {
  LogCapture log;
  System system(threads());
  system.run([]() -> Task<void> {
    auto supervisor = co_await started();
    for (int i = 0; i < 3; ++i) {
      const pid_t before = cell::CellFactory::get().zygote();
      monitor(victim.pid());
      ::kill(before, SIGKILL);
      auto ended = co_await receive<Down>(30s);
      EXPECT_EQ(ended->reason.to_string(), "signal SIGKILL");
      co_await call(supervisor, Supervisor::WhichChildren{}, 30s);
      EXPECT_EQ(co_await call(victim, Victim::Note{}, 30s), "note");
      EXPECT_NE(cell::CellFactory::get().zygote(), before);
    }
  });
}

TEST(CellLifetime, CellsForChildrenThatWereKilledWhileTheyWaitedAreNotKept) {
  LogCapture log;
  System system(threads());
  system.run([]() -> Task<void> {
    trap_exit();
    auto supervisor = co_await started();
    const pid_t zygote = cell::CellFactory::get().zygote();
    // Some that take what is ready, then some that wait for what is not made, and are gone before it is.
    auto& factory = cell::CellFactory::get();
    std::vector<cell::Cell> taken;
    std::uint32_t waiting = 0;
    for (std::uint32_t serial = 1; waiting < 8; ++serial) {
      const Pid user{0xffffff, serial};
      auto cell = factory.take(System::current(), user);
      if (cell) {
        taken.push_back(std::move(*cell));
      } else {
        factory.forget(user, System::current());
        ++waiting;
      }
    }
    taken.clear();
    set_ready_cells(0);
    ::kill(zygote, SIGCONT);
    // The zygote makes them in the order in which it was asked: a cell that is made now comes after those.
    co_await crash_once(supervisor);
    for (int i = 0; i < 100000 && children_of(zygote).size() > 1; ++i) {
      co_await call(victim, Victim::Note{}, 30s);
    }
    EXPECT_EQ(children_of(zygote).size(), 1U);
    set_ready_cells(2);
  });
}

TEST(CellLifetime, AZygoteThatMakesNoCellFailsTheStart) {
  ASSERT_TRUE(is_no_dead_zygote);
  LogCapture log;
  System system(threads());
  system.run([]() -> Task<void> {
    trap_exit();
    Supervisor::Spec once = victim_tree({.note = "note"});
    once.max_restarts = 0;
    // One that runs has cells that wait: it must be gone first.
    auto supervisor = start_link<Supervisor>(once);
    co_await call(supervisor, Supervisor::WhichChildren{}, 30s);
    ::setenv(dead_zygote_environment, "1", 1);
    ::kill(cell::CellFactory::get().zygote(), SIGKILL);
    EXPECT_EQ((co_await receive<Exit>(30s))->from, supervisor.pid());
    supervisor = start_link<Supervisor>(once);
    auto ended = co_await receive<Exit>(30s);
    ::unsetenv(dead_zygote_environment);
    EXPECT_EQ(ended->from, supervisor.pid());
    EXPECT_THAT(ended->reason.to_string(),
                ::testing::HasSubstr("zygote ended before it made a cell: exit status 7"));
    supervisor = start_link<Supervisor>(once);
    co_await call(supervisor, Supervisor::WhichChildren{}, 30s);
    EXPECT_EQ(co_await call(victim, Victim::Note{}, 30s), "note");
  });
}

TEST(CellLifetime, AChildThatIsKilledTakesItsCellAlong) {
  LogCapture log;
  System system(threads());
  system.run([]() -> Task<void> {
    co_await started();
    const int pidfd = pidfd_of(co_await call(victim, Victim::SystemProcess{}));
    exit(victim.pid(), ExitReason::kill);
    wait_for_end(pidfd);
  });
}

TEST(CellLifetime, ASystemThatEndsTakesItsCellsAlong) {
  int pidfd = -1;
  {
    System system(threads());
    pidfd = system.run([]() -> Task<int> {
      // Not linked to this process: only the system's end ends it.
      trap_exit();
      co_await started();
      co_return pidfd_of(co_await call(victim, Victim::SystemProcess{}));
    });
  }
  wait_for_end(pidfd);
}

TEST(CellLifetime, AnApplicationThatIsKilledLeavesNoOrphan) {
  if (const char* output = std::getenv(child_environment)) return be_an_application(std::atoi(output));
  kill_an_application("AnApplicationThatIsKilledLeavesNoOrphan", true);
}

TEST(CellLifetime, AnApplicationNeedsNoStandardStreams) {
  if (const char* output = std::getenv(child_environment)) return be_an_application(std::atoi(output));
  kill_an_application("AnApplicationNeedsNoStandardStreams", false);
}
