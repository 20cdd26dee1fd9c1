#include <gmock/gmock.h>

#include <stdexcept>

#include "anqa/base/log_capture.hpp"
#include "anqa/otp/dynamic_supervisor.hpp"
#include "anqa/otp/registry.hpp"
#include "anqa/otp/supervisor.hpp"
#include "anqa/otp/sys.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/runtime/receive.hpp"
#include "anqa/testing/process_test.hpp"

using namespace anqa;
using namespace std::chrono_literals;
using ::testing::HasSubstr;

namespace {

class Worker : public GenServer {
 public:
  struct Boom {};
  struct Finish {};
  void handle_cast(const Boom&) { throw std::runtime_error("boom"); }
  void handle_cast(const Finish&) { stop(); }
};

/// Does not start while a process "no" runs.
class Moody : public GenServer {
 public:
  Moody() {
    if (whereis("no")) throw std::runtime_error("not today");
  }
  struct Boom {};
  void handle_cast(const Boom&) { throw std::runtime_error("boom"); }
};

/// The same, in an init() that waits.
class SlowlyMoody : public GenServer {
 public:
  Task<void> init() {
    co_await sleep_for(1ms);
    if (whereis("no")) throw std::runtime_error("not today");
  }
};

/// Not needed while a process "no" runs, and says so in its constructor or in its init().
template <bool InInit>
class Needless : public GenServer {
 public:
  Needless() {
    if (!InInit && whereis("no")) ignore();
  }
  Task<void> init()
    requires InInit
  {
    co_await sleep_for(1ms);
    if (whereis("no")) ignore();
  }
};

ChildSpec worker(std::string id) { return child<Worker>().id(id).named(id); }
Server<Worker> worker_named(std::string_view name) { return Server<Worker>(name); }

Server<Supervisor> start_ab() { return start_link<Supervisor>({.children = {worker("a"), worker("b")}}); }

/// Waits until the supervisor has no `restarting` child.
Task<std::vector<ChildInfo>> settled(Server<Supervisor> supervisor) {
  for (;;) {
    co_await sleep_for(10ms);
    auto children = co_await Supervisor::which_children(supervisor);
    bool restarting = false;
    for (const ChildInfo& child : children) restarting = restarting || child.restarting;
    if (!restarting) co_return children;
  }
}

}  // namespace

PROCESS_TEST(SupervisorManagement, CountsItsChildren) {
  auto supervisor = start_link<Supervisor>(
      {.children = {worker("a"), worker("b").restart(transient), child<Supervisor>(Supervisor::Spec{})}});
  EXPECT_EQ(co_await Supervisor::count_children(supervisor), (ChildCount{3, 3, 1, 2}));
  cast(worker_named("b"), Worker::Finish{});
  co_await sleep_for(1ms);
  EXPECT_EQ(co_await Supervisor::count_children(supervisor), (ChildCount{3, 2, 1, 2}));
}

PROCESS_TEST(SupervisorManagement, StartsAChildAtRunTimeBehindTheOthers) {
  auto supervisor = start_ab();
  auto c = co_await Supervisor::start_child(supervisor, worker("c"));
  EXPECT_TRUE(c.has_value());
  EXPECT_EQ(*c, whereis("c"));
  auto slow = co_await Supervisor::start_child(supervisor, child<SlowlyMoody>().id("slow"));
  EXPECT_TRUE(slow.has_value() && is_alive(*slow));
  auto children = co_await Supervisor::which_children(supervisor);
  EXPECT_EQ(children.size(), 4U);
  EXPECT_EQ(children[2].id, "c");
  EXPECT_EQ(children[3].pid, *slow);
}

PROCESS_TEST(SupervisorManagement, OneIdIsStartedOnce) {
  auto supervisor = start_ab();
  auto again = co_await Supervisor::start_child(supervisor, worker("a"));
  EXPECT_EQ(again.error().kind, SupervisorError::already_started);
  EXPECT_EQ(again.error().pid, whereis("a"));
  EXPECT_THAT(again.error().message, HasSubstr("child \"a\" is running already as <0."));
  co_await Supervisor::terminate_child(supervisor, "a");
  again = co_await Supervisor::start_child(supervisor, worker("a"));
  EXPECT_EQ(again.error().kind, SupervisorError::already_present);
  EXPECT_THAT(again.error().message, HasSubstr("restart_child()"));
}

PROCESS_TEST(SupervisorManagement, AChildThatCannotStartIsNotKept) {
  LogCapture log;
  auto supervisor = start_ab();
  register_name("no");
  for (bool slow : {false, true}) {
    ChildSpec spec = slow ? ChildSpec(child<SlowlyMoody>().id("x")) : ChildSpec(child<Moody>().id("x"));
    auto refused = co_await Supervisor::start_child(supervisor, std::move(spec));
    EXPECT_EQ(refused.error().kind, SupervisorError::start_failed);
    EXPECT_THAT(refused.error().message, HasSubstr("child \"x\" could not be started: "));
    EXPECT_THAT(refused.error().message, HasSubstr("not today"));
    EXPECT_EQ((co_await Supervisor::count_children(supervisor)).specs, 2U);
  }
}

PROCESS_TEST(SupervisorManagement, TerminatesRestartsAndDeletes) {
  auto supervisor = start_ab();
  const Pid before = whereis("a");
  auto running = co_await Supervisor::restart_child(supervisor, "a");
  EXPECT_EQ(running.error().kind, SupervisorError::running);
  EXPECT_EQ((co_await Supervisor::delete_child(supervisor, "a")).error().kind, SupervisorError::running);

  EXPECT_TRUE((co_await Supervisor::terminate_child(supervisor, "a")).has_value());
  EXPECT_FALSE(is_alive(before));
  EXPECT_TRUE((co_await Supervisor::terminate_child(supervisor, "a")).has_value());
  co_await sleep_for(10s);
  EXPECT_FALSE(whereis("a"));  // not started again by itself

  auto again = co_await Supervisor::restart_child(supervisor, "a");
  EXPECT_EQ(*again, whereis("a"));
  co_await Supervisor::terminate_child(supervisor, "a");
  EXPECT_TRUE((co_await Supervisor::delete_child(supervisor, "a")).has_value());
  EXPECT_EQ((co_await Supervisor::count_children(supervisor)).specs, 1U);

  auto unknown = co_await Supervisor::terminate_child(supervisor, "a");
  EXPECT_EQ(unknown.error().kind, SupervisorError::not_found);
  EXPECT_EQ(unknown.error().message, "no child \"a\" here; there are: b");
  EXPECT_EQ((co_await Supervisor::restart_child(supervisor, "a")).error().kind, SupervisorError::not_found);
  EXPECT_EQ((co_await Supervisor::delete_child(supervisor, "a")).error().kind, SupervisorError::not_found);
}

PROCESS_TEST(SupervisorManagement, ATemporaryChildIsForgottenWhenItIsTerminated) {
  auto supervisor = start_link<Supervisor>({.children = {worker("t").restart(temporary)}});
  co_await Supervisor::terminate_child(supervisor, "t");
  EXPECT_EQ((co_await Supervisor::count_children(supervisor)).specs, 0U);
}

PROCESS_TEST(SupervisorManagement, AChildThatCannotBeStartedAgainIsTriedUntilTheLimit) {
  LogCapture log;
  trap_exit();
  auto supervisor = start_link<Supervisor>({.max_restarts = 5, .children = {child<Moody>().named("m")}});
  co_await Supervisor::count_children(supervisor);  // until they run
  register_name("no");
  cast(Server<Moody>("m"), Moody::Boom{});
  auto ended = co_await receive<Exit>(1s);
  EXPECT_EQ(ended->from, supervisor.pid());
  EXPECT_EQ(ended->reason, ExitReason::shutdown);
  EXPECT_TRUE(log.contains("could not be started again: not today")) << log.text();
  EXPECT_TRUE(log.contains("more than 5 restarts within 5 s")) << log.text();
}

PROCESS_TEST(SupervisorManagement, AChildThatIsTriedAgainComesBackOrIsTerminated) {
  LogCapture log;
  auto supervisor =
      start_link<Supervisor>({.strategy = rest_for_one,
                              .max_restarts = 100'000,
                              .children = {worker("a"), child<Moody>().named("m"), worker("c")}});
  co_await Supervisor::count_children(supervisor);
  const Pid a = whereis("a");
  const Pid c = whereis("c");
  register_name("no");
  cast(Server<Moody>("m"), Moody::Boom{});
  co_await down(c);
  auto refused = co_await Supervisor::delete_child(supervisor, "Moody");
  EXPECT_FALSE(refused.has_value());
  unregister_name("no");
  auto children = co_await settled(supervisor);
  EXPECT_EQ(whereis("a"), a);
  EXPECT_TRUE(is_alive(children[1].pid));
  EXPECT_TRUE(is_alive(children[2].pid));
  EXPECT_GE(children[1].restarts, 1U);

  register_name("no");
  const Pid second = children[2].pid;
  cast(Server<Moody>("m"), Moody::Boom{});
  co_await down(second);
  EXPECT_TRUE((co_await Supervisor::terminate_child(supervisor, std::string(children[1].id))).has_value());
  children = co_await settled(supervisor);
  EXPECT_FALSE(children[1].pid);
  EXPECT_TRUE((co_await Supervisor::delete_child(supervisor, std::string(children[1].id))).has_value());
}

namespace {
template <class Child>
Task<void> check_needless() {
  register_name("no");
  auto supervisor = start_link<Supervisor>(
      {.children = {child<Child>().id("n"), child<Child>().id("t").restart(temporary), child<Worker>()}});
  auto children = co_await Supervisor::which_children(supervisor);
  EXPECT_EQ(children.size(), 2U);  // the temporary one is forgotten
  EXPECT_EQ(children[0].id, "n");
  EXPECT_FALSE(children[0].pid);
  EXPECT_TRUE(children[1].pid);
  auto another = co_await Supervisor::start_child(supervisor, child<Child>().id("m"));
  EXPECT_EQ(another.value(), Pid{});
  unregister_name("no");
  auto needed = co_await Supervisor::restart_child(supervisor, "n");
  EXPECT_TRUE(needed && is_alive(*needed));
  EXPECT_EQ(co_await Supervisor::count_children(supervisor), (ChildCount{3, 2, 0, 3}));

  auto dynamic = start_link<DynamicSupervisor>();
  register_name("no");
  EXPECT_EQ((co_await DynamicSupervisor::start_child(dynamic, child<Child>())).value(), Pid{});
  EXPECT_EQ(co_await DynamicSupervisor::count_children(dynamic), ChildCount{});
}
}  // namespace

PROCESS_TEST(SupervisorManagement, AChildThatChoosesNotToRunIsKeptWithoutAProcess) {
  co_await check_needless<Needless<false>>();
  unregister_name("no");
  co_await check_needless<Needless<true>>();
}

PROCESS_TEST(SupervisorManagement, AChildMayHaveItsNameInARegistry) {
  LogCapture log;
  const Via lobby = Registry::via("rooms", "lobby");
  auto supervisor = start_link<Supervisor>(
      {.children = {child<Registry>({.name = "rooms"}), child<Worker>().named(lobby)}});
  auto children = co_await Supervisor::which_children(supervisor);
  EXPECT_EQ(lobby.whereis(), children[1].pid);
  EXPECT_EQ(children[1].name, lobby.text());
  cast(Server<Worker>(lobby), Worker::Boom{});
  co_await down(children[1].pid);
  children = co_await Supervisor::which_children(supervisor);
  EXPECT_EQ(children[1].restarts, 1U);
  EXPECT_EQ(lobby.whereis(), children[1].pid);
  auto taken = co_await Supervisor::start_child(supervisor, child<Worker>().id("second").named(lobby));
  EXPECT_THAT(taken.error().message, HasSubstr("is taken by process " + lobby.whereis().to_string()));
}

PROCESS_TEST(SupervisorManagement, IsStoppedFromOutside) {
  LogCapture log;
  trap_exit();
  auto supervisor = start_ab();
  co_await Supervisor::count_children(supervisor);
  co_await stop(supervisor, ExitReason::shutdown, 5s);
  EXPECT_FALSE(whereis("a"));
  EXPECT_FALSE(is_alive(supervisor.pid()));
}

PROCESS_TEST(SupervisorManagement, ASupervisorMayHaveAClassOfItsOwn) {
  class Tree : public Supervisor {
   public:
    explicit Tree(int workers) : Supervisor(spec(workers)) {}

   private:
    static Spec spec(int workers) {
      Spec spec;
      for (int i = 0; i < workers; ++i) spec.children.push_back(worker("w" + std::to_string(i)));
      return spec;
    }
  };
  auto tree = start_link<Tree>(3);
  EXPECT_EQ((co_await Tree::count_children(tree)).active, 3U);
  EXPECT_TRUE((co_await Tree::terminate_child(tree, "w1")).has_value());
  auto seen = co_await supervision_tree(tree.pid());
  EXPECT_EQ(seen.children.size(), 3U);
  EXPECT_FALSE(seen.children[1].info.pid);
}

namespace {
std::string refusal_of(Supervisor::Spec spec) {
  try {
    start_link<Supervisor>(std::move(spec));
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "(none)";
}
}  // namespace

PROCESS_TEST(AutoShutdown, RefusesWhatContradictsItself) {
  EXPECT_EQ(refusal_of({.auto_shutdown = any_significant, .children = {worker("a").significant()}}),
            "child \"a\" is significant, but permanent, so that it never ends for good; add "
            ".restart(transient) or .restart(temporary)");
  EXPECT_EQ(refusal_of({.children = {worker("a").restart(transient).significant()}}),
            "child \"a\" is significant, but its supervisor's auto_shutdown is never; set it to "
            "any_significant or all_significant");
  auto supervisor = start_ab();
  auto refused = co_await Supervisor::start_child(supervisor, worker("c").significant());
  EXPECT_EQ(refused.error().kind, SupervisorError::bad_spec);
}

PROCESS_TEST(AutoShutdown, AnySignificantEndsTheSupervisor) {
  LogCapture log;
  trap_exit();
  auto supervisor = start_link<Supervisor>(
      {.auto_shutdown = any_significant,
       .children = {worker("a").restart(transient).significant(),
                    worker("b").restart(temporary).significant(), worker("c").restart(temporary)}});
  co_await Supervisor::count_children(supervisor);
  cast(worker_named("c"), Worker::Finish{});  // not significant
  cast(worker_named("a"), Worker::Boom{});    // started again
  co_await sleep_for(1s);
  EXPECT_TRUE(is_alive(supervisor.pid()));
  EXPECT_TRUE(whereis("a"));
  cast(worker_named("a"), Worker::Finish{});
  auto ended = co_await receive<Exit>(1s);
  EXPECT_EQ(ended->from, supervisor.pid());
  EXPECT_EQ(ended->reason, ExitReason::shutdown);
  EXPECT_FALSE(whereis("b"));
}

PROCESS_TEST(AutoShutdown, AllSignificantEndsItWithTheLast) {
  LogCapture log;
  trap_exit();
  auto supervisor =
      start_link<Supervisor>({.auto_shutdown = all_significant,
                              .children = {worker("a").restart(transient).significant(),
                                           worker("b").restart(temporary).significant(), worker("c")}});
  co_await Supervisor::count_children(supervisor);
  cast(worker_named("b"), Worker::Boom{});  // a temporary one's crash counts
  co_await sleep_for(1s);
  EXPECT_TRUE(is_alive(supervisor.pid()));
  cast(worker_named("a"), Worker::Finish{});
  EXPECT_EQ((co_await receive<Exit>(1s))->reason, ExitReason::shutdown);
  EXPECT_FALSE(whereis("c"));
}

PROCESS_TEST(AutoShutdown, ATerminatedChildDoesNotCount) {
  auto supervisor = start_link<Supervisor>(
      {.auto_shutdown = any_significant, .children = {worker("a").restart(transient).significant()}});
  co_await Supervisor::terminate_child(supervisor, "a");
  co_await sleep_for(1s);
  EXPECT_TRUE(is_alive(supervisor.pid()));
}
