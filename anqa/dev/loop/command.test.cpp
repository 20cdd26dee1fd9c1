#include "anqa/dev/loop/command.hpp"

#include <gmock/gmock.h>
#include <sys/types.h>

#include <fstream>

#include "anqa/runtime/await.hpp"
#include "anqa/runtime/receive.hpp"
#include "anqa/runtime/system.hpp"

namespace anqa::dev {
namespace {

struct Outcome {
  std::string said;
  Command::End end;
};

Task<Outcome> run_to_the_end(Command::Options options) {
  Command command = Command::start(options).value();
  Outcome outcome;
  for (;;) {
    command.arm();
    co_await receive<SocketEvent>();
    const auto end = command.end();
    outcome.said += command.output();
    if (!end) continue;
    outcome.end = *end;
    co_return outcome;
  }
}

Outcome outcome_of(Command::Options options) {
  System system;
  return system.run(&run_to_the_end, std::move(options));
}

TEST(DevCommand, SaysWhatItSaysAndHowItEnds) {
  const auto outcome = outcome_of(
      {.words = {"/bin/sh", "-c", "echo \"$GIVEN\"; echo wrong >&2; exit 3"}, .environment = {"GIVEN=a b"}});
  EXPECT_EQ(outcome.said, "a b\nwrong\n");
  EXPECT_EQ(outcome.end.status, 3);
  EXPECT_EQ(outcome.end.text(), "exit code 3");
}

TEST(DevCommand, MayBeEndedBySignal) {
  const auto outcome = outcome_of({.words = {"/bin/sh", "-c", "kill -SEGV $$"}});
  EXPECT_EQ(outcome.end.text(), "signal 11 (Segmentation fault)");
  EXPECT_FALSE(outcome.end.is_success());
}

TEST(DevCommand, ThatIsNotThereSaysSo) {
  const auto outcome = outcome_of({.words = {"/no/such/program", "serve"}});
  EXPECT_EQ(outcome.said, "/no/such/program: No such file or directory\n");
  EXPECT_EQ(outcome.end.status, 127);
}

/// Neither gone nor a zombie that nobody has taken notice of.
bool runs(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string number;
  std::string name;
  std::string state;
  return static_cast<bool>(file >> number >> name >> state) && state != "Z";
}

/// One that starts another and ignores being asked: gives the other's pid.
Task<pid_t> kill_a_group() {
  Command command =
      Command::start({.words = {"/bin/sh", "-c", "trap '' TERM; cat /dev/zero >/dev/null & echo $!; wait"}})
          .value();
  std::string said;
  while (said.find('\n') == std::string::npos) {
    command.arm();
    co_await receive<SocketEvent>();
    said += command.output();
  }
  co_return std::stoi(said);  // and the command goes
}

TEST(DevCommand, TakesAllOfItsGroupAlong) {
  System system;
  const pid_t other = system.run(&kill_a_group);
  while (runs(other)) {
  }
}

Task<bool> wait_for_a_long_one() {
  Command command = Command::start({.words = {"/bin/sh", "-c", "cat"}}).value();  // stdin is empty
  co_return co_await command.ended(std::chrono::minutes(5));
}

TEST(DevCommand, CanBeWaitedFor) {
  System system;
  EXPECT_TRUE(system.run(&wait_for_a_long_one));
}

}  // namespace
}  // namespace anqa::dev
