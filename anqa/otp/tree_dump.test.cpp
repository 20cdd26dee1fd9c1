#include "anqa/otp/tree_dump.hpp"

#include "anqa/base/log_capture.hpp"
#include "anqa/otp/supervisor.hpp"
#include "anqa/otp/sys.hpp"
#include "anqa/runtime/receive.hpp"
#include "anqa/runtime/spawn.hpp"
#include "anqa/testing/process_test.hpp"

using namespace anqa;
using namespace std::chrono_literals;
using ::testing::HasSubstr;

namespace shop {

class Limiter : public GenServer {
 public:
  struct Check {
    using Reply = bool;
  };
  struct Boom {};
  Limiter() { set_label("front page"); }
  Task<bool> handle_call(Check) {
    co_await sleep_for(1h);
    co_return true;
  }
  void handle_cast(const Boom&) { throw 42; }
};
class Stock : public GenServer {};

Supervisor::Spec tree() {
  return {.children = {
              child<Supervisor>(Supervisor::Spec{.children = {child<Limiter>().id("limiter").named("limits"),
                                                              child<Stock>()}})
                  .id("shop"),
              child<Stock>().id("reserve")}};
}

}  // namespace shop

PROCESS_TEST(TreeDump, ShowsWhoStandsWhereAndDoesWhat) {
  start_link<Supervisor>(shop::tree());
  co_await sleep_for(1ms);
  spawn([]() -> Task<void> { co_await call(Server<shop::Limiter>("limits"), shop::Limiter::Check{}); });
  co_await sleep_for(1ms);
  for (const ProcessInfo& info : co_await processes())
    if (info.place.ends_with("/ reserve")) co_await suspend(info.pid);
  const std::string dump = co_await dump_tree();
  EXPECT_THAT(dump, HasSubstr("processes, 0 messages waiting, "));
  EXPECT_THAT(dump, HasSubstr("anqa::Supervisor"));
  EXPECT_THAT(dump, HasSubstr("shop: anqa::Supervisor"));
  EXPECT_THAT(dump, HasSubstr("limiter: shop::Limiter \"limits\" (front page)"));
  EXPECT_THAT(dump, HasSubstr("waits in shop::Limiter::Check"));
  EXPECT_THAT(dump, HasSubstr("reserve: shop::Stock"));
  EXPECT_THAT(dump, HasSubstr("SUSPENDED"));
}

PROCESS_TEST(TreeDump, DoesNotWaitForOneThatDoesNotAnswer) {
  ProcessInfo busy;
  busy.pid = Pid{3, 1};
  busy.status = ProcessStatus::busy;
  busy.type = "shop::Stock";
  busy.handling = "shop::Count";
  const std::string text = format_tree({busy});
  EXPECT_THAT(text, HasSubstr("BUSY in shop::Count"));
  co_return;
}

PROCESS_TEST(TreeDump, ACrashReportNamesThePlace) {
  LogCapture log;
  start_link<Supervisor>(shop::tree());
  co_await sleep_for(1ms);
  const Pid limiter = whereis("limits");
  cast(Server<shop::Limiter>("limits"), shop::Limiter::Boom{});
  co_await down(limiter);
  EXPECT_THAT(log.text(),
              HasSubstr("shop::Limiter \"limits\" (front page) in anqa::Supervisor / shop / limiter crashed"
                        " handling shop::Limiter::Boom: int"));
  co_await sleep_for(1s);
  // Started again, it stands where it stood.
  EXPECT_EQ((co_await process_info(whereis("limits")))->place, "anqa::Supervisor / shop / limiter");
}

PROCESS_TEST(TreeDump, TheListHasAllAndTheirTies) {
  Pid other = spawn([]() -> Task<void> { co_await receive<int>(); });
  link(other);
  monitor(other);
  send(other, std::string("unread"));
  co_await sleep_for(1ms);
  bool found = false;
  for (const ProcessInfo& info : co_await processes()) {
    if (info.pid != other) continue;
    found = true;
    EXPECT_EQ(info.parent, self());
    EXPECT_EQ(info.links, std::vector{self()});
    EXPECT_EQ(info.monitored_by, std::vector{self()});
    EXPECT_EQ(info.mailbox, 1U);
    EXPECT_GT(info.memory, sizeof(detail::ProcessCore) + sizeof(std::string));
    EXPECT_EQ(info.status, ProcessStatus::waiting);
  }
  EXPECT_TRUE(found);
}

PROCESS_TEST(TreeDump, TheListIsCompleteWhileProcessesComeAndGo) {
  for (int i = 0; i < 20; ++i) spawn([](int n) -> Task<void> { co_await sleep_for(n * 10us); }, i);
  const TimePoint start = System::current().scheduler().now();
  for (const ProcessInfo& info : co_await processes(1h)) EXPECT_NE(info.status, ProcessStatus::busy);
  EXPECT_LT(System::current().scheduler().now() - start, 1min);  // those that ended are not waited for
}
