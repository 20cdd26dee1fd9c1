#include "anqa/otp/dynamic_supervisor.hpp"

#include <gmock/gmock.h>

#include <stdexcept>

#include "anqa/base/log_capture.hpp"
#include "anqa/otp/supervisor.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/runtime/receive.hpp"
#include "anqa/testing/process_test.hpp"

using namespace anqa;
using namespace std::chrono_literals;
using ::testing::HasSubstr;

namespace {

class Room : public GenServer {
 public:
  struct Boom {};
  struct Finish {};
  struct Title {
    using Reply = std::string;
  };
  explicit Room(std::string title = "") : title_(std::move(title)) {}
  void handle_cast(const Boom&) { throw std::runtime_error("boom"); }
  void handle_cast(const Finish&) { stop(); }
  std::string handle_call(const Title&) const { return title_; }

 private:
  std::string title_;
};

/// Takes a second to end.
class Slow : public GenServer {
 public:
  Slow() { trap_exit(); }
  Task<void> terminate(ExitReason) { co_await sleep_for(1s); }
};

/// Does not end when it is asked to.
class Stubborn : public GenServer {
 public:
  Stubborn() { trap_exit(); }
  Task<void> terminate(ExitReason) { co_await sleep_for(1h); }
};

class Moody : public GenServer {
 public:
  Task<void> init() {
    co_await sleep_for(1ms);
    if (whereis("no")) throw std::runtime_error("not today");
  }
  struct Boom {};
  void handle_cast(const Boom&) { throw std::runtime_error("boom"); }
};

}  // namespace

PROCESS_TEST(DynamicSupervisor, StartsChildrenOnDemand) {
  auto rooms = start_link<DynamicSupervisor>();
  EXPECT_EQ(co_await DynamicSupervisor::count_children(rooms), ChildCount{});
  auto a = co_await DynamicSupervisor::start_child(rooms, child<Room>(std::string("a")));
  auto b = co_await DynamicSupervisor::start_child(rooms, child<Room>(std::string("b")));  // the same id
  auto slow = co_await DynamicSupervisor::start_child(rooms, child<Moody>());
  auto below = co_await DynamicSupervisor::start_child(rooms, child<DynamicSupervisor>());
  EXPECT_EQ(co_await call(Server<Room>(*a), Room::Title{}), "a");
  EXPECT_EQ(co_await call(Server<Room>(*b), Room::Title{}), "b");
  EXPECT_TRUE(is_alive(*slow) && is_alive(*below));
  EXPECT_EQ(co_await DynamicSupervisor::count_children(rooms), (ChildCount{4, 4, 1, 3}));
  EXPECT_EQ((co_await supervision_tree(rooms.pid())).children.size(), 4U);
}

PROCESS_TEST(DynamicSupervisor, RestartTypesDecide) {
  LogCapture log;
  auto rooms = start_link<DynamicSupervisor>();
  auto p = co_await DynamicSupervisor::start_child(rooms, child<Room>().named("p"));
  auto t = co_await DynamicSupervisor::start_child(rooms, child<Room>().named("t").restart(transient));
  auto x = co_await DynamicSupervisor::start_child(rooms, child<Room>().named("x").restart(temporary));
  cast(Server<Room>(*p), Room::Finish{});
  cast(Server<Room>(*t), Room::Boom{});
  cast(Server<Room>(*x), Room::Boom{});
  co_await sleep_for(1s);
  EXPECT_TRUE(whereis("p") && whereis("p") != *p);
  EXPECT_TRUE(whereis("t") && whereis("t") != *t);
  EXPECT_FALSE(whereis("x"));
  cast(Server<Room>("t"), Room::Finish{});
  co_await sleep_for(1s);
  auto children = co_await DynamicSupervisor::which_children(rooms);
  EXPECT_EQ(children.size(), 1U);
  EXPECT_EQ(children[0].restarts, 1U);
  EXPECT_EQ(children[0].pid, whereis("p"));
}

PROCESS_TEST(DynamicSupervisor, HasAsManyAsItMay) {
  auto rooms = start_link<DynamicSupervisor>({.max_children = 2});
  auto a = co_await DynamicSupervisor::start_child(rooms, child<Room>());
  co_await DynamicSupervisor::start_child(rooms, child<Room>());
  auto refused = co_await DynamicSupervisor::start_child(rooms, child<Room>());
  EXPECT_EQ(refused.error().kind, SupervisorError::max_children);
  EXPECT_THAT(refused.error().message, HasSubstr("has 2 children, and max_children = 2"));
  EXPECT_TRUE((co_await DynamicSupervisor::terminate_child(rooms, *a)).has_value());
  EXPECT_FALSE(is_alive(*a));
  EXPECT_TRUE((co_await DynamicSupervisor::start_child(rooms, child<Room>())).has_value());
  auto unknown = co_await DynamicSupervisor::terminate_child(rooms, *a);
  EXPECT_EQ(unknown.error().kind, SupervisorError::not_found);
  EXPECT_THAT(unknown.error().message, HasSubstr("is no child of dynamic supervisor"));
}

PROCESS_TEST(DynamicSupervisor, GivesUpWhenRestartsComeTooOften) {
  LogCapture log;
  trap_exit();
  auto rooms = start_link<DynamicSupervisor>();
  auto other = co_await DynamicSupervisor::start_child(rooms, child<Room>());
  co_await DynamicSupervisor::start_child(rooms, child<Room>().named("a"));
  for (int i = 0; i < 4; ++i) {
    const Pid pid = whereis("a");
    cast(Server<Room>("a"), Room::Boom{});
    co_await down(pid);
    co_await sleep_for(1ms);
  }
  EXPECT_EQ((co_await receive<Exit>(1s))->reason, ExitReason::shutdown);
  EXPECT_FALSE(is_alive(*other));
  EXPECT_TRUE(log.contains("more than 3 restarts within 5 s; giving up")) << log.text();
}

PROCESS_TEST(DynamicSupervisor, AChildThatCannotBeStartedIsAnAnswerOrIsTriedAgain) {
  LogCapture log;
  auto rooms = start_link<DynamicSupervisor>({.max_restarts = 100'000});
  auto moody = co_await DynamicSupervisor::start_child(rooms, child<Moody>());
  register_name("no");
  auto refused = co_await DynamicSupervisor::start_child(rooms, child<Moody>());
  EXPECT_EQ(refused.error().kind, SupervisorError::start_failed);
  EXPECT_THAT(refused.error().message, HasSubstr("Moody could not be started: "));
  cast(Server<Moody>(*moody), Moody::Boom{});
  co_await sleep_for(100ms);
  unregister_name("no");
  co_await sleep_for(100ms);
  auto children = co_await DynamicSupervisor::which_children(rooms);
  EXPECT_EQ(children.size(), 1U);
  EXPECT_TRUE(is_alive(children[0].pid));
  EXPECT_GE(children[0].restarts, 1U);
}

PROCESS_TEST(DynamicSupervisor, StopsAllAtOnceAndEachWithinItsOwnLimit) {
  LogCapture log;
  trap_exit();
  auto rooms = start_link<DynamicSupervisor>();
  for (int i = 0; i < 50; ++i) co_await DynamicSupervisor::start_child(rooms, child<Slow>());
  auto two = co_await DynamicSupervisor::start_child(rooms, child<Stubborn>().shutdown(2s));
  auto three = co_await DynamicSupervisor::start_child(rooms, child<Stubborn>().shutdown(3s));
  auto none = co_await DynamicSupervisor::start_child(rooms, child<Stubborn>().shutdown(brutal_kill));
  const TimePoint begin = System::current().scheduler().now();
  exit(rooms.pid(), ExitReason::shutdown);
  co_await sleep_for(10ms);
  EXPECT_FALSE(is_alive(*none));
  co_await down(*two);
  EXPECT_LT(System::current().scheduler().now() - begin, 2100ms);
  co_await down(*three);
  EXPECT_EQ((co_await receive<Exit>(1s))->from, rooms.pid());
  EXPECT_LT(System::current().scheduler().now() - begin, 3100ms);
  EXPECT_TRUE(log.contains("2 children did not end in time; killed")) << log.text();
}
