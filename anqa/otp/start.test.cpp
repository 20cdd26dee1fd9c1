#include "anqa/otp/start.hpp"

#include <stdexcept>

#include "anqa/base/log_capture.hpp"
#include "anqa/otp/sys.hpp"
#include "anqa/runtime/receive.hpp"
#include "anqa/runtime/spawn.hpp"
#include "anqa/testing/process_test.hpp"

using namespace anqa;
using namespace std::chrono_literals;

namespace start_test {

/// How it starts is told by its first argument.
class Starts : public GenServer {
 public:
  struct Get {
    using Reply = std::string;
  };
  explicit Starts(std::string how, Pid test = {}) : how_(std::move(how)), test_(test) {
    if (how_ == "throws") throw std::invalid_argument("no configuration");
    if (how_ == "ignores") ignore();
    if (how_ == "stops") stop(ExitReason("no database"));
  }
  ~Starts() override {
    if (test_) send(test_, "gone " + how_);
  }
  Task<void> init() {
    co_await sleep_for(10ms);
    if (how_ == "throws in init") throw std::runtime_error("no database");
    if (how_ == "stops in init") stop(ExitReason("no database"));
    if (how_ == "ignores in init") ignore();
    if (how_ == "hangs") co_await sleep_for(1h);
    ready_ = true;
  }
  void terminate(const ExitReason&) {
    if (test_) send(test_, std::string("terminate"));
  }
  std::string handle_call(const Get&) const { return ready_ ? how_ : "not ready"; }

 private:
  std::string how_;
  Pid test_;
  bool ready_ = false;
};

/// One without an init().
class AtOnce : public GenServer {
 public:
  explicit AtOnce(bool wanted) {
    if (!wanted) ignore();
  }
};

class Caches : public GenServer {
 public:
  struct Use {
    using Reply = int;
  };
  struct Rest {};
  int handle_call(const Use&) { return dropped_; }
  void handle_cast(const Rest&) { hibernate(); }
  void handle_hibernate() { ++dropped_; }

 private:
  int dropped_ = 0;
};

}  // namespace start_test
using namespace start_test;

PROCESS_TEST(Start, WaitsForInit) {
  auto server = co_await try_start_link<Starts>({.name = "one"}, "well");
  EXPECT_TRUE(server.has_value());
  EXPECT_EQ(whereis("one"), server->pid());
  EXPECT_EQ(co_await call(*server, Starts::Get{}), "well");
  EXPECT_EQ((co_await process_info(server->pid()))->links.size(), 1U);
}

PROCESS_TEST(Start, ANameThatIsTakenIsToldWithWhoHasIt) {
  auto first = co_await try_start_link<Starts>({.name = "one"}, "well");
  auto second = co_await try_start_link<Starts>({.name = "one"}, "well");
  EXPECT_EQ(second.error().kind, StartError::already_started);
  EXPECT_EQ(second.error().pid, first->pid());
  EXPECT_EQ(second.error().to_string(), "already started: " + first->pid().to_string());
  bool thrown = false;
  try {
    start_link<Starts>(StartOptions{.name = "one"}, "well");
  } catch (const std::runtime_error& error) {
    thrown = std::string(error.what()).find("\"one\" is taken by process") != std::string::npos;
  }
  EXPECT_TRUE(thrown);
}

PROCESS_TEST(Start, AFailureIsAValueAndTakesNobodyAlong) {
  LogCapture log;
  for (std::string how : {"throws", "throws in init", "stops", "stops in init"}) {
    auto server = co_await try_start_link<Starts>({.name = "one"}, how);
    EXPECT_FALSE(server.has_value()) << how;
    EXPECT_EQ(server.error().kind, StartError::failed) << how;
    EXPECT_THAT(server.error().to_string(), ::testing::AnyOf(::testing::HasSubstr("no database"),
                                                             ::testing::HasSubstr("no configuration")));
    EXPECT_FALSE(whereis("one")) << how;
  }
  co_await sleep_for(1s);  // no exit signal comes after it
  EXPECT_EQ((co_await process_info(self()))->links.size(), 0U);
}

PROCESS_TEST(Start, AServerThatIsNotWantedSaysSo) {
  EXPECT_EQ((co_await try_start_link<Starts>({}, "ignores")).error().kind, StartError::ignored);
  EXPECT_EQ((co_await try_start_link<Starts>({}, "ignores in init")).error().kind, StartError::ignored);
  EXPECT_EQ((co_await try_start<AtOnce>({}, false)).error().kind, StartError::ignored);
  EXPECT_TRUE((co_await try_start<AtOnce>({}, true)).has_value());
  EXPECT_FALSE(start_link<AtOnce>(false).pid());
}

PROCESS_TEST(Start, WhatNeverRanIsNotTerminatedOnlyDestroyed) {
  LogCapture log;
  trap_exit();
  for (std::string how : {"stops", "stops in init", "throws in init", "ignores in init"}) {
    start_link<Starts>(how, self());
    EXPECT_EQ(co_await receive<std::string>(1s), "gone " + how);
  }
}

PROCESS_TEST(Start, AnInitThatTakesTooLongIsKilled) {
  auto server = co_await try_start_link<Starts>({.timeout = 5s}, "hangs", self());
  EXPECT_EQ(server.error().kind, StartError::timeout);
  EXPECT_EQ(co_await receive<std::string>(1s), "gone hangs");
}

PROCESS_TEST(Start, WhoStartsMayBeKilledMeanwhile) {
  Pid starter = spawn(
      [](Pid test) -> Task<void> {
        auto server = co_await try_start_link<Starts>({}, "hangs", test);
        send(test, std::string("started"));
      },
      self());
  co_await sleep_for(1ms);
  exit(starter, ExitReason::kill);
  EXPECT_EQ(co_await receive<std::string>(1s), "gone hangs");  // it was linked already
}

PROCESS_TEST(Start, HibernatingGivesMemoryBackAndTheNextMessageWakes) {
  auto server = start_link<Caches>();
  cast(server, Caches::Rest{});
  co_await run_inside(server, [](Caches&) {});  // after the cast
  EXPECT_TRUE((co_await process_info(server.pid()))->hibernates);
  EXPECT_EQ(co_await call(server, Caches::Use{}), 1);
  EXPECT_FALSE((co_await process_info(server.pid()))->hibernates);
}

PROCESS_TEST(Start, AnIdleServerHibernatesByItself) {
  auto server = start_link<Caches>(StartOptions{.hibernate_after = 1s});
  for (int i = 0; i < 5; ++i) {
    co_await sleep_for(600ms);
    EXPECT_EQ(co_await call(server, Caches::Use{}), 0);  // never idle for a whole second
  }
  co_await sleep_for(10s);
  EXPECT_TRUE((co_await process_info(server.pid()))->hibernates);
  EXPECT_EQ(co_await call(server, Caches::Use{}), 1);  // once, not every second
  co_await sleep_for(10s);
  EXPECT_EQ(co_await call(server, Caches::Use{}), 2);
}
