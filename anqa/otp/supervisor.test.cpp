#include "anqa/otp/supervisor.hpp"

#include <stdexcept>

#include "anqa/base/log_capture.hpp"
#include "anqa/runtime/receive.hpp"
#include "anqa/runtime/spawn.hpp"
#include "anqa/testing/process_test.hpp"

using namespace anqa;
using namespace std::chrono_literals;

namespace {

/// Tells `test` when it starts and when it is asked to end.
class Child : public GenServer {
 public:
  struct Boom {};
  struct Finish {};
  Child(std::string name, Pid test) : name_(std::move(name)), test_(test) {
    trap_exit();
    send(test_, "start " + name_);
  }
  void handle_cast(const Boom&) { throw std::runtime_error("boom"); }
  void handle_cast(const Finish&) { stop(); }
  void terminate(const ExitReason&) { send(test_, "stop " + name_); }

 private:
  std::string name_;
  Pid test_;
};

/// Does not end when it is asked to.
class Stubborn : public GenServer {
 public:
  Stubborn() { trap_exit(); }
  Task<void> terminate(ExitReason) { co_await sleep_for(1h); }
};

class Failing : public GenServer {
 public:
  Task<void> init() {
    co_await sleep_for(1ms);
    throw std::runtime_error("no database");
  }
};

ChildSpec named_child(const std::string& name, Pid test) {
  return child<Child>(name, test).id(name).named(name);
}

Server<Child> child_named(std::string_view name) { return Server<Child>(name); }

/// The next `count` things that children told, joined.
Task<std::string> told(int count) {
  std::string all;
  for (int i = 0; i < count; ++i) {
    auto one = co_await receive<std::string>(1min);
    all += (all.empty() ? "" : ", ") + one.value_or("(nothing)");
  }
  co_return all;
}

Supervisor::Spec abc(Strategy strategy, Pid test) {
  return {.strategy = strategy,
          .children = {named_child("a", test), named_child("b", test), named_child("c", test)}};
}

}  // namespace

PROCESS_TEST(Supervisor, StartsInOrderAndStopsInReverse) {
  trap_exit();
  auto supervisor = start_link<Supervisor>(abc(one_for_one, self()));
  EXPECT_EQ(co_await told(3), "start a, start b, start c");
  exit(supervisor.pid(), ExitReason::shutdown);
  EXPECT_EQ(co_await told(3), "stop c, stop b, stop a");
  EXPECT_EQ((co_await receive<Exit>(1s))->reason.kind(), ExitReason::shutdown);
}

PROCESS_TEST(Supervisor, OneForOneRestartsTheOneThatCrashed) {
  LogCapture log;
  auto supervisor = start_link<Supervisor>(abc(one_for_one, self()));
  EXPECT_EQ(co_await told(3), "start a, start b, start c");
  Pid before = whereis("b");
  cast(child_named("b"), Child::Boom{});
  EXPECT_EQ(co_await told(2), "stop b, start b");
  auto children = co_await call(supervisor, Supervisor::WhichChildren{});
  EXPECT_EQ(children[1].restarts, 1U);
  EXPECT_EQ(children[1].last_exit, "crash: std::runtime_error: boom");
  EXPECT_NE(children[1].pid, before);
  EXPECT_EQ(children[0].restarts, 0U);
  EXPECT_TRUE(log.contains("child \"b\"")) << log.text();
}

PROCESS_TEST(Supervisor, OneForAllRestartsAll) {
  LogCapture log;
  start_link<Supervisor>(abc(one_for_all, self()));
  co_await told(3);
  cast(child_named("b"), Child::Boom{});
  EXPECT_EQ(co_await told(6), "stop b, stop c, stop a, start a, start b, start c");
}

PROCESS_TEST(Supervisor, RestForOneRestartsThoseAfterIt) {
  LogCapture log;
  start_link<Supervisor>(abc(rest_for_one, self()));
  co_await told(3);
  cast(child_named("b"), Child::Boom{});
  EXPECT_EQ(co_await told(4), "stop b, stop c, start b, start c");
}

PROCESS_TEST(Supervisor, RestartTypesDecide) {
  LogCapture log;
  auto supervisor = start_link<Supervisor>(
      Supervisor::Spec{.children = {named_child("p", self()), named_child("t", self()).restart(transient),
                                    named_child("x", self()).restart(temporary)}});
  co_await told(3);
  cast(child_named("p"), Child::Finish{});
  EXPECT_EQ(co_await told(2), "stop p, start p");
  cast(child_named("t"), Child::Finish{});
  EXPECT_EQ(co_await told(1), "stop t");
  cast(child_named("x"), Child::Boom{});
  EXPECT_EQ(co_await told(1), "stop x");
  co_await sleep_for(1s);
  auto children = co_await call(supervisor, Supervisor::WhichChildren{});
  EXPECT_EQ(children.size(), 2U);  // a temporary child is forgotten
  EXPECT_FALSE(children[1].pid);
}

PROCESS_TEST(Supervisor, ATemporaryChildIsNotStartedAgainWithItsSiblings) {
  LogCapture log;
  auto supervisor = start_link<Supervisor>(
      Supervisor::Spec{.strategy = one_for_all,
                       .children = {named_child("a", self()), named_child("x", self()).restart(temporary),
                                    named_child("c", self())}});
  co_await told(3);
  cast(child_named("c"), Child::Boom{});
  EXPECT_EQ(co_await told(5), "stop c, stop x, stop a, start a, start c");
  auto children = co_await call(supervisor, Supervisor::WhichChildren{});
  EXPECT_EQ(children.size(), 2U);
}

PROCESS_TEST(Supervisor, GivesUpWhenRestartsComeTooOften) {
  LogCapture log;
  trap_exit();
  auto supervisor = start_link<Supervisor>(abc(one_for_one, self()));
  co_await told(3);
  for (int i = 0; i < 3; ++i) {
    cast(child_named("a"), Child::Boom{});
    EXPECT_EQ(co_await told(2), "stop a, start a");
  }
  cast(child_named("a"), Child::Boom{});
  EXPECT_EQ(co_await told(3), "stop a, stop c, stop b");
  EXPECT_EQ((co_await receive<Exit>(1s))->from, supervisor.pid());
  EXPECT_TRUE(log.contains("more than 3 restarts within 5 s; giving up")) << log.text();
}

PROCESS_TEST(Supervisor, RestartsFarApartDoNotCount) {
  LogCapture log;
  start_link<Supervisor>(abc(one_for_one, self()));
  co_await told(3);
  for (int i = 0; i < 10; ++i) {
    cast(child_named("a"), Child::Boom{});
    EXPECT_EQ(co_await told(2), "stop a, start a");
    co_await sleep_for(2s);
  }
}

PROCESS_TEST(Supervisor, KillsAChildThatDoesNotEndInTime) {
  LogCapture log;
  trap_exit();
  auto supervisor = start_link<Supervisor>(
      Supervisor::Spec{.children = {named_child("a", self()), child<Stubborn>().shutdown(2s)}});
  co_await told(1);
  auto before = System::current().scheduler().now();
  exit(supervisor.pid(), ExitReason::shutdown);
  EXPECT_EQ(co_await told(1), "stop a");
  auto waited = System::current().scheduler().now() - before;
  EXPECT_GE(waited, 2s);
  EXPECT_LT(waited, 3s);
  EXPECT_TRUE(log.contains("did not end within 2000 ms; killed")) << log.text();
}

PROCESS_TEST(Supervisor, AChildThatCannotStartStopsThoseBeforeIt) {
  LogCapture log;
  trap_exit();
  auto supervisor = start_link<Supervisor>(
      Supervisor::Spec{.children = {named_child("a", self()), child<Failing>().id("failing")}});
  EXPECT_EQ(co_await told(2), "start a, stop a");
  auto ended = co_await receive<Exit>(1s);
  EXPECT_EQ(ended->from, supervisor.pid());
  EXPECT_THAT(ended->reason.to_string(), ::testing::HasSubstr("could not start child \"failing\""));
}

PROCESS_TEST(Supervisor, TwoChildrenOfOneIdAreRefused) {
  bool refused = false;
  try {
    start_link<Supervisor>(
        Supervisor::Spec{.children = {named_child("a", self()), named_child("a", self())}});
  } catch (const std::invalid_argument& error) {
    refused = true;
    EXPECT_STREQ(error.what(), "two children have the id \"a\"; give one another with .id(\"…\")");
  }
  EXPECT_TRUE(refused);
  co_return;
}

PROCESS_TEST(Supervisor, TreesAreSeenWhole) {
  auto root = start_link<Supervisor>(Supervisor::Spec{
      .children = {child<Supervisor>(abc(one_for_one, self())).id("below"), named_child("d", self())}});
  EXPECT_EQ(co_await told(4), "start a, start b, start c, start d");
  SupervisionTree tree = co_await supervision_tree(root.pid());
  EXPECT_EQ(tree.children.size(), 2U);
  EXPECT_EQ(tree.children[0].info.id, "below");
  EXPECT_EQ(tree.children[0].children.size(), 3U);
  EXPECT_EQ(tree.children[0].children[2].info.name, "c");
}
