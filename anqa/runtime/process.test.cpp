#include "anqa/runtime/process.hpp"

#include <stdexcept>

#include "anqa/base/log_capture.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/runtime/blocking.hpp"
#include "anqa/runtime/inspect.hpp"
#include "anqa/runtime/receive.hpp"
#include "anqa/runtime/spawn.hpp"
#include "anqa/testing/process_test.hpp"

using namespace anqa;
using namespace std::chrono_literals;

namespace {

Task<void> wait_for_ever() { co_await receive<int>(); }

Task<void> fail_after(Duration length) {
  co_await sleep_for(length);
  throw std::runtime_error("failed");
}

Task<void> end_after(Duration length) { co_await sleep_for(length); }

/// What happened at an end, in its order.
std::vector<std::string> ending;

struct Dropped {
  ~Dropped() { ending.emplace_back("a message was dropped"); }
};
class NotesEnd final : public detail::ExitHook {
 public:
  void on_exit(Pid) noexcept override { ending.emplace_back("the hook ran"); }
  bool undoes(const void*, std::string_view, const void*) const noexcept override { return false; }
};
Task<void> notes_its_end() {
  detail::add_exit_hook(std::make_unique<NotesEnd>());
  co_await receive<int>();
}

}  // namespace

PROCESS_TEST(Process, ALinkCarriesAFailure) {
  LogCapture log;
  trap_exit();
  Pid pid = spawn_link(&fail_after, Duration(1ms));
  auto exit_message = co_await receive<Exit>(1s);
  EXPECT_EQ(exit_message->from, pid);
  EXPECT_EQ(exit_message->reason.to_string(), "crash: std::runtime_error: failed");
}

PROCESS_TEST(Process, ANormalEndKillsNobody) {
  spawn_link(&end_after, Duration(1ms));
  co_await sleep_for(1s);
}

PROCESS_TEST(Process, UnlinkingInTimeSaves) {
  LogCapture log;
  Pid pid = spawn_link(&fail_after, Duration(1ms));
  unlink(pid);
  EXPECT_EQ((co_await down(pid))->kind(), ExitReason::crash);
}

PROCESS_TEST(Process, LinkingToAProcessThatIsGoneSignalsNoproc) {
  trap_exit();
  Pid pid = spawn(&end_after, Duration(1ms));
  co_await down(pid);
  link(pid);
  EXPECT_EQ((co_await receive<Exit>(1s))->reason.kind(), ExitReason::noproc);
}

// A monitor or a call that comes behind the exit signal is answered when it is dropped.
PROCESS_TEST(Process, GivesBackItsNamesBeforeAnybodyLearnsOfItsEnd) {
  ending.clear();
  const Pid pid = spawn(&notes_its_end);
  co_await sleep_for(1ms);
  exit(pid, ExitReason::kill);
  send(pid, std::shared_ptr<const Dropped>(std::make_shared<Dropped>()));
  co_await down(pid);
  EXPECT_THAT(ending, ::testing::ElementsAre("the hook ran", "a message was dropped"));
}

PROCESS_TEST(Process, AMonitorTellsOnceAndWhy) {
  LogCapture log;
  Pid pid = spawn(&fail_after, Duration(1ms));
  MonitorRef ref = monitor(pid);
  auto news = co_await receive<Down>(1s);
  EXPECT_EQ(news->monitor, ref);
  EXPECT_EQ(news->pid, pid);
  EXPECT_EQ(news->reason.kind(), ExitReason::crash);
  EXPECT_FALSE((co_await receive<Down>(1s)).has_value());
  monitor(pid);
  EXPECT_EQ((co_await receive<Down>(1s))->reason.kind(), ExitReason::noproc);
}

PROCESS_TEST(Process, LimitsMayBeYears) {
  Pid pid = spawn(&wait_for_ever);
  EXPECT_FALSE((co_await down(pid, 24h * 365 * 3)).has_value());
  auto before = System::current().scheduler().now();
  co_await sleep_for(24h * 1000);
  EXPECT_GE(System::current().scheduler().now() - before, 24h * 1000);
  send_after(pid, Duration::max(), 1);
  co_await sleep_for(1s);
  EXPECT_TRUE(is_alive(pid));
}

PROCESS_TEST(Process, ADownThatLiesInTheQueueIsDemonitoredToo) {
  Pid pid = spawn(&end_after, Duration(1ms));
  MonitorRef ref = monitor(pid);
  co_await sleep_for(1s);
  demonitor(ref);
  EXPECT_FALSE((co_await receive<Down>(1s)).has_value());
}

PROCESS_TEST(Process, AReasonWithoutMoreToSayIsStillAReason) {
  Pid pid = spawn(&wait_for_ever);
  exit(pid, ExitReason::other);
  EXPECT_EQ((co_await down(pid))->to_string(), "other");
  EXPECT_EQ(ExitReason(ExitReason::crash).to_string(), "crash");
}

PROCESS_TEST(Process, ADemonitoredProcessIsNoNews) {
  Pid pid = spawn(&end_after, Duration(1ms));
  demonitor(monitor(pid));
  EXPECT_FALSE((co_await receive<Down>(1s)).has_value());
}

PROCESS_TEST(Process, ExitSignalsEndThoseWhoDoNotTrapThem) {
  Pid pid = spawn(&wait_for_ever);
  exit(pid, ExitReason::normal);
  EXPECT_FALSE((co_await down(pid, 1s)).has_value());
  exit(pid, ExitReason("because"));
  EXPECT_EQ((co_await down(pid, 1s))->to_string(), "because");
}

PROCESS_TEST(Process, KillCannotBeTrapped) {
  Pid pid = spawn([]() -> Task<void> {
    trap_exit();
    co_await receive<int>();
  });
  co_await yield();
  exit(pid, ExitReason::kill);
  EXPECT_EQ((co_await down(pid, 1s))->kind(), ExitReason::killed);
}

namespace {

struct Guard {
  explicit Guard(Pid to) : test(to) {}
  Guard(const Guard&) = delete;
  Guard& operator=(const Guard&) = delete;
  ~Guard() { send(test, std::string("cleaned up")); }
  Pid test;
};

template <class Wait>
Task<void> guarded(Pid test, Wait wait) {
  Guard guard(test);
  send(test, true);
  co_await wait();
}

/// Starts a process that waits by `wait`, kills it there, and sees its frame destroyed.
template <class Wait>
Task<void> killed_while(Wait wait) {
  Pid pid = spawn(&guarded<Wait>, self(), wait);
  co_await receive<bool>();
  co_await sleep_for(1ms);
  exit(pid, ExitReason::kill);
  EXPECT_EQ(co_await receive<std::string>(1s), "cleaned up");
  EXPECT_EQ((co_await down(pid))->kind(), ExitReason::noproc);
}

}  // namespace

PROCESS_TEST(Process, KilledWhileItSleeps) {
  co_await killed_while([] { return sleep_for(1h); });
}
PROCESS_TEST(Process, KilledWhileItReceives) {
  co_await killed_while([] { return receive<int>(); });
}
PROCESS_TEST(Process, KilledWhileItWaitsForAnother) {
  co_await killed_while([] { return down(Pid{0, 1}); });
}
PROCESS_TEST(Process, KilledWhileItsWorkBlocks) {
  co_await killed_while([] { return blocking([] { return 1; }); });
}
PROCESS_TEST(Process, KilledInsideANestedTask) {
  co_await killed_while([] { return end_after(1h); });
}

PROCESS_TEST(Process, BlockingWorkGivesItsResultOrThrows) {
  EXPECT_EQ(co_await blocking([] { return 6 * 7; }), 42);
  bool thrown = false;
  try {
    co_await blocking([] { throw std::runtime_error("disk"); });
  } catch (const std::runtime_error&) {
    thrown = true;
  }
  EXPECT_TRUE(thrown);
}

PROCESS_TEST(Process, NamesAreUniqueAndFreeAgain) {
  Pid pid = spawn([]() -> Task<void> {
    register_name("one");
    co_await receive<int>();
  });
  co_await sleep_for(1ms);
  EXPECT_EQ(whereis("one"), pid);
  EXPECT_FALSE(register_name("one"));
  exit(pid, ExitReason::kill);
  co_await down(pid);
  EXPECT_FALSE(whereis("one"));
  EXPECT_TRUE(register_name("one"));
}

PROCESS_TEST(Process, APidNeverMeansAnotherProcess) {
  Pid first = spawn(&end_after, Duration(0));
  co_await down(first);
  Pid second = spawn(&wait_for_ever);
  EXPECT_EQ(second.index, first.index);  // the slot is used again
  send(first, 1);
  co_await sleep_for(1ms);
  EXPECT_TRUE(is_alive(second));
  EXPECT_FALSE(is_alive(first));
}

PROCESS_TEST(Process, ReceiveIsSelective) {
  send(self(), 1);
  send(self(), std::string("two"));
  send(self(), 3);
  EXPECT_EQ(co_await receive<std::string>(), "two");
  EXPECT_EQ(co_await receive<int>(), 1);
  EXPECT_EQ(co_await receive<int>(), 3);
}

PROCESS_TEST(Process, ItTellsAboutItself) {
  Pid pid = spawn(&wait_for_ever);
  send(pid, std::string("unread"));
  co_await sleep_for(1ms);
  auto info = co_await process_info(pid);
  EXPECT_EQ(info->parent, self());
  EXPECT_EQ(info->mailbox, 1U);
  exit(pid, ExitReason::kill);
  co_await down(pid);
  EXPECT_FALSE((co_await process_info(pid)).has_value());
}

PROCESS_TEST(Process, AnExceptionThatIsNoStdExceptionIsACrashToo) {
  LogCapture log;
  Pid pid = spawn([]() -> Task<void> {
    co_await yield();
    throw 42;
  });
  auto reason = co_await down(pid);
  EXPECT_TRUE(log.contains("crashed: int")) << log.text();
}
