#include <gmock/gmock.h>

#include <stdexcept>

#include "anqa/base/log_capture.hpp"
#include "anqa/otp/application.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/runtime/receive.hpp"
#include "anqa/testing/process_test.hpp"

using namespace anqa;
using namespace std::chrono_literals;
using ::testing::HasSubstr;

namespace {

/// Tells the process "test" when it starts and when it is asked to end.
class Part : public GenServer {
 public:
  struct Boom {};
  struct Finish {};
  explicit Part(std::string name) : name_(std::move(name)) {
    trap_exit();
    send(whereis("test"), "start " + name_);
  }
  void handle_cast(const Boom&) { throw std::runtime_error("boom"); }
  void handle_cast(const Finish&) { stop(); }
  void terminate(const ExitReason&) { send(whereis("test"), "stop " + name_); }

 private:
  std::string name_;
};

Task<std::string> told(int count) {
  std::string all;
  for (int i = 0; i < count; ++i) {
    auto one = co_await receive<std::string>(1min);
    all += (all.empty() ? "" : ", ") + one.value_or("(nothing)");
  }
  co_return all;
}

Application app(std::string name, std::vector<std::string> depends_on = {}) {
  return {.name = name, .depends_on = std::move(depends_on), .start = [name] {
            return Supervisor::Spec{.max_restarts = 1, .children = {child<Part>(name).named(name)}};
          }};
}

Server<Supervisor> start_apps(std::vector<Application> applications) {
  register_name("test");
  return start_link<Supervisor>(application_tree(std::move(applications)));
}

std::string refusal_of(std::vector<Application> applications) {
  try {
    application_tree(std::move(applications));
  } catch (const std::exception& error) {
    return error.what();
  }
  return "(none)";
}

Task<void> crash_twice(std::string name) {
  for (int i = 0; i < 2; ++i) {
    cast(Server<Part>(name), Part::Boom{});
    const Pid pid = whereis(name);
    co_await down(pid);
    co_await sleep_for(1ms);
  }
}

}  // namespace

PROCESS_TEST(Applications, StartByDependenceAndStopInReverse) {
  trap_exit();
  auto root = start_apps(
      {app("web", {"shop", "mailer"}), app("mailer", {"base"}), app("shop", {"base"}), app("base")});
  EXPECT_EQ(co_await told(4), "start base, start shop, start mailer, start web");
  auto tree = co_await supervision_tree(root.pid());
  EXPECT_EQ(tree.children[0].info.id, "base");
  EXPECT_EQ(tree.children[0].children[0].info.name, "base");
  exit(root.pid(), ExitReason::shutdown);
  EXPECT_EQ(co_await told(4), "stop web, stop mailer, stop shop, stop base");
}

PROCESS_TEST(Applications, ThatCannotBeOrderedAreRefused) {
  EXPECT_EQ(refusal_of({app("web", {"shop"}), app("shop", {"mailer"}), app("mailer", {"shop"})}),
            "applications depend on each other in a circle: shop → mailer → shop");
  EXPECT_EQ(refusal_of({app("a", {"a"})}), "applications depend on each other in a circle: a → a");
  EXPECT_EQ(refusal_of({app("web", {"shop"}), app("mailer")}),
            "application \"web\" depends on \"shop\", which is not among them: web, mailer");
  EXPECT_EQ(refusal_of({app("web"), app("web")}), "two applications have the name \"web\"");
  co_return;
}

PROCESS_TEST(Applications, AFailedStartStopsThoseBefore) {
  LogCapture log;
  trap_exit();
  Application broken{.name = "broken", .depends_on = {"base"}, .start = []() -> Supervisor::Spec {
                       throw std::runtime_error("no database");
                     }};
  auto root = start_apps({broken, app("base")});
  EXPECT_EQ(co_await told(2), "start base, stop base");
  auto ended = co_await receive<Exit>(1s);
  EXPECT_EQ(ended->from, root.pid());
  EXPECT_THAT(ended->reason.to_string(), HasSubstr("could not start child \"broken\": no database"));
}

namespace {
Task<void> say_warm_up() {
  send(whereis("test"), std::string("warm up"));
  co_return;
}
Task<void> say_prep_stop() {
  co_await sleep_for(1ms);
  send(whereis("test"), std::string("prep stop"));
}
Task<void> say_stopped() {
  send(whereis("test"), std::string("stopped"));
  throw std::runtime_error("too late");
  co_return;
}
Task<void> fail_phase() {
  co_await sleep_for(1ms);
  throw std::runtime_error("cache is cold");
}
}  // namespace

PROCESS_TEST(Applications, PhasesRunWhenTheTreeStandsAndCallbacksAroundItsStop) {
  LogCapture log;
  trap_exit();
  Application shop = app("shop");
  shop.start_phases = {{"warm_up", say_warm_up}};
  shop.prep_stop = say_prep_stop;
  shop.stop = say_stopped;
  auto root = start_apps({app("web", {"shop"}), shop});
  EXPECT_EQ(co_await told(3), "start shop, warm up, start web");
  exit(root.pid(), ExitReason::shutdown);
  EXPECT_EQ(co_await told(4), "stop web, prep stop, stop shop, stopped");
  EXPECT_EQ((co_await receive<Exit>(1s))->reason, ExitReason::shutdown);
  EXPECT_TRUE(log.contains("application \"shop\": stop threw: too late")) << log.text();
}

PROCESS_TEST(Applications, APhaseThatFailsFailsTheStart) {
  LogCapture log;
  trap_exit();
  Application shop = app("shop");
  shop.start_phases = {{"warm_up", fail_phase}};
  start_apps({shop});
  EXPECT_EQ(co_await told(2), "start shop, stop shop");
  EXPECT_THAT((co_await receive<Exit>(1s))->reason.to_string(),
              HasSubstr("start phase \"warm_up\" failed: cache is cold"));
}

PROCESS_TEST(Applications, TheTypeSaysWhatTheEndOfOneMeans) {
  for (Restart type : {permanent, transient, temporary}) {
    LogCapture log;
    trap_exit();
    Application shop = app("shop");
    shop.type = type;
    auto root = start_apps({app("base"), shop});
    EXPECT_EQ(co_await told(2), "start base, start shop");
    co_await crash_twice("shop");
    const bool all_end = type != temporary;
    EXPECT_EQ(co_await told(all_end ? 4 : 3),
              all_end ? "stop shop, start shop, stop shop, stop base" : "stop shop, start shop, stop shop");
    EXPECT_EQ(is_alive(root.pid()), !all_end);
    exit(root.pid(), ExitReason::shutdown);
    co_await down(root.pid());
    while (co_await receive<std::string>(1ms)) {
    }
    while (co_await receive<Exit>(1ms)) {
    }
    unregister_name("test");
  }
}

PROCESS_TEST(Applications, ATransientOneMayEndInOrder) {
  LogCapture log;
  Application job = app("job");
  job.type = transient;
  job.start = [] {
    return Supervisor::Spec{.auto_shutdown = any_significant,
                            .children = {child<Part>("job").named("job").restart(transient).significant()}};
  };
  auto root = start_apps({app("base"), job});
  EXPECT_EQ(co_await told(2), "start base, start job");
  cast(Server<Part>("job"), Part::Finish{});
  EXPECT_EQ(co_await told(1), "stop job");
  co_await sleep_for(1s);
  EXPECT_TRUE(whereis("base"));
  EXPECT_EQ((co_await Supervisor::count_children(root)).active, 1U);
  // Another one joins the running program.
  EXPECT_TRUE((co_await Supervisor::start_child(root, application_child(app("late")))).has_value());
  EXPECT_EQ(co_await told(1), "start late");
}

PROCESS_TEST(Applications, TheirConfigurationIsChecked) {
  clear_config();
  Application shop = app("shop");
  shop.config = {{"port", 4000}, {"title", "Tea"}, {"timeout", Duration(30s)}};
  EXPECT_EQ(refusal_of({shop}), "(none)");
  EXPECT_EQ(fetch_env<int>("shop", "port"), 4000);
  EXPECT_EQ(fetch_env<std::string>("shop", "title"), "Tea");
  EXPECT_EQ(fetch_env<std::chrono::seconds>("shop", "timeout"), 30s);
  EXPECT_TRUE(load_config_text("[shop]\nprot = 80", "shop.conf"));
  EXPECT_EQ(refusal_of({shop}),
            "shop.conf:2: application \"shop\" has no key \"prot\"; it has: port, title, timeout");
  clear_config();
  EXPECT_TRUE(load_config_text("[shop]\nport = eighty", "shop.conf"));
  EXPECT_EQ(refusal_of({shop}),
            "shop.conf:2: shop.port = \"eighty\": expected an integer from -2147483648 to 2147483647");
  clear_config();
  shop.config = {required<std::string>("secret")};
  EXPECT_THAT(refusal_of({shop}), HasSubstr("application \"shop\" needs \"secret\", a text: set "));
  EXPECT_TRUE(set_config("shop.secret=x"));
  EXPECT_EQ(refusal_of({shop}), "(none)");
  clear_config();
  co_return;
}
