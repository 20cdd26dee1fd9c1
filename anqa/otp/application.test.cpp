#include "anqa/otp/application.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>

#include "anqa/base/log.hpp"
#include "anqa/runtime/blocking.hpp"
#include "anqa/runtime/spawn.hpp"

using namespace anqa;
using namespace std::chrono_literals;

namespace {

/// Does something to the application as soon as it runs.
class Actor : public GenServer {
 public:
  struct Act {};
  explicit Actor(void (*act)()) : act_(act) {
    trap_exit();
    continue_with(*this, Act{});
  }
  void handle_continue(const Act&) { act_(); }
  void terminate(const ExitReason&) { static_cast<void>(!::write(STDOUT_FILENO, "terminated\n", 11)); }

 private:
  void (*act_)();
};

class Unstartable : public GenServer {
 public:
  Unstartable() { throw std::runtime_error("port 80: permission denied"); }
};

struct Ran {
  int exit_code;
  std::string output;
};

/// Runs a tree as a program of its own, since it owns the signals.
Ran run_program(void (*act)(), bool with_unstartable = false,
                std::vector<const char*> arguments = {"program"}) {
  int pipe_ends[2];
  if (::pipe(pipe_ends) != 0) return {-1, "no pipe"};
  const pid_t program = ::fork();
  if (program == 0) {
    ::dup2(pipe_ends[1], STDOUT_FILENO);
    ::dup2(pipe_ends[1], STDERR_FILENO);
    ::close(pipe_ends[0]);
    Supervisor::Spec tree{.children = {child<Actor>(act)}};
    if (with_unstartable) tree.children.push_back(child<Unstartable>());
    ::_exit(run(static_cast<int>(arguments.size()), const_cast<char**>(arguments.data()), std::move(tree)));
  }
  ::close(pipe_ends[1]);
  Ran ran{};
  char buffer[4096];
  for (ssize_t got = 0; (got = ::read(pipe_ends[0], buffer, sizeof buffer)) > 0;) {
    ran.output.append(buffer, static_cast<std::size_t>(got));
  }
  ::close(pipe_ends[0]);
  int status = 0;
  ::waitpid(program, &status, 0);
  ran.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
  return ran;
}

}  // namespace

TEST(Application, ASignalStopsTheTreeInOrder) {
  for (auto act : {+[] { ::kill(::getpid(), SIGINT); }, +[] { ::kill(::getpid(), SIGTERM); }}) {
    Ran ran = run_program(act);
    EXPECT_EQ(ran.exit_code, 0) << ran.output;
    EXPECT_THAT(ran.output, ::testing::HasSubstr("stopping in order"));
    EXPECT_THAT(ran.output, ::testing::HasSubstr("terminated\n"));
  }
}

namespace {

/// Stops the program when the tree has been written.
class StopsAfterTheTree final : public LogSink {
 public:
  void write(LogLevel, std::string_view message) override {
    std::fwrite(message.data(), 1, message.size(), stderr);
    if (message.find("as it stands") != std::string_view::npos) stop_application();
  }
};

}  // namespace

TEST(Application, AnotherSignalShowsTheTree) {
  Ran ran = run_program([] {
    static StopsAfterTheTree sink;
    set_log_sink(&sink);
    ::kill(::getpid(), SIGUSR1);
  });
  EXPECT_EQ(ran.exit_code, 0) << ran.output;
  EXPECT_THAT(ran.output, ::testing::HasSubstr("root: anqa::Supervisor \"anqa.root\""));
  EXPECT_THAT(ran.output, ::testing::HasSubstr("└─ (anonymous namespace)::Actor"));
}

TEST(Application, AProcessMayStopIt) {
  Ran ran = run_program([] { stop_application(); });
  EXPECT_EQ(ran.exit_code, 0) << ran.output;
  EXPECT_THAT(ran.output, ::testing::HasSubstr("terminated\n"));
}

TEST(Application, ATreeThatGivesUpIsAnError) {
  Ran ran = run_program([] { throw std::runtime_error("always"); });
  EXPECT_EQ(ran.exit_code, 1) << ran.output;
  EXPECT_THAT(ran.output, ::testing::HasSubstr("giving up"));
}

TEST(Application, ATreeThatCannotStartSaysWhy) {
  Ran ran = run_program([] {}, true);
  EXPECT_EQ(ran.exit_code, 1) << ran.output;
  EXPECT_THAT(ran.output, ::testing::HasSubstr("port 80: permission denied"));
  EXPECT_THAT(ran.output, ::testing::HasSubstr("terminated\n"));
}

TEST(Application, WhatDoesNotStopInTimeIsKilled) {
  Ran ran = run_program(
      [] {
        stop_application();
        for (;;) ::pause();
      },
      false, {"program", "--set", "anqa.shutdown_timeout=10ms"});
  EXPECT_EQ(ran.exit_code, 1) << ran.output;
  EXPECT_THAT(ran.output, ::testing::HasSubstr("not stopped within 10ms; killing what is left"));
}

TEST(Application, BlockingWorkThatHangsDoesNotKeepTheProgramFromEnding) {
  Ran ran = run_program(
      [] {
        spawn([]() -> Task<void> {
          co_await blocking([] {
            stop_application();
            for (;;) ::pause();
          });
        });
      },
      false, {"program", "--set", "anqa.shutdown_timeout=10ms"});
  EXPECT_EQ(ran.exit_code, 1) << ran.output;
  EXPECT_THAT(ran.output, ::testing::HasSubstr("terminated\n"));
}

TEST(Application, AProgramOfSeveralStartsEachWithItsConfiguration) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const pid_t program = ::fork();
  if (program == 0) {
    ::dup2(ends[1], STDOUT_FILENO);
    ::dup2(ends[1], STDERR_FILENO);
    Application web{.name = "web", .depends_on = {"shop"}, .start = [] {
                      static_cast<void>(::dprintf(STDOUT_FILENO, "web %d\n", fetch_env<int>("web", "port")));
                      return Supervisor::Spec{.children = {child<Actor>(+[] { stop_application(); })}};
                    }};
    web.config = {{"port", 4000}};
    Application shop{.name = "shop", .start = [] {
                       static_cast<void>(::dprintf(STDOUT_FILENO, "shop\n"));
                       return Supervisor::Spec{};
                     }};
    const char* arguments[] = {"program", "--set", "web.port=4001"};
    ::_exit(run(3, const_cast<char**>(arguments), {web, shop}));
  }
  ::close(ends[1]);
  std::string output;
  char buffer[4096];
  for (ssize_t got = 0; (got = ::read(ends[0], buffer, sizeof buffer)) > 0;) {
    output.append(buffer, static_cast<std::size_t>(got));
  }
  ::close(ends[0]);
  int status = 0;
  ::waitpid(program, &status, 0);
  EXPECT_EQ(status, 0) << output;
  EXPECT_THAT(output, ::testing::HasSubstr("shop\nweb 4001\n"));
}

TEST(Application, AWrongCommandLineSaysWhatWouldBeRight) {
  Ran ran = run_program([] {}, false, {"program", "--set", "anqa.shutdown_timeout=soon"});
  EXPECT_EQ(ran.exit_code, 1) << ran.output;
  EXPECT_THAT(ran.output,
              ::testing::HasSubstr("--set: anqa.shutdown_timeout = \"soon\": expected a length of time"));
  ran = run_program([] {}, false, {"program", "--config", "/nowhere"});
  EXPECT_EQ(ran.exit_code, 1) << ran.output;
  EXPECT_THAT(ran.output, ::testing::HasSubstr("cannot read the configuration file \"/nowhere\""));
}
