#include <stdexcept>

#include "anqa/base/log_capture.hpp"
#include "anqa/otp/gen_server.hpp"
#include "anqa/otp/start.hpp"
#include "anqa/otp/supervisor.hpp"
#include "anqa/otp/sys.hpp"
#include "anqa/runtime/receive.hpp"
#include "anqa/runtime/spawn.hpp"
#include "anqa/testing/process_test.hpp"

#if __has_feature(address_sanitizer)
#include <sanitizer/lsan_interface.h>
#endif

// What a process may do to itself, and who must not notice.

using namespace anqa;
using namespace std::chrono_literals;
using ::testing::HasSubstr;

namespace survive_test {

/// What is allocated meanwhile is no concern of the leak detector.
struct LeaksAreExpected {
#if __has_feature(address_sanitizer)
  LeaksAreExpected() { __lsan_disable(); }
  ~LeaksAreExpected() { __lsan_enable(); }
#else
  LeaksAreExpected() {}  // so that it is not an unused variable
#endif
  LeaksAreExpected(const LeaksAreExpected&) = delete;
  LeaksAreExpected& operator=(const LeaksAreExpected&) = delete;
};

/// Throws when it goes.
struct Bomb {
  explicit Bomb(bool on = true) : armed(on) {}
  Bomb(Bomb&& other) noexcept : armed(std::exchange(other.armed, false)) {}
  Bomb& operator=(Bomb&&) = delete;
  ~Bomb() noexcept(false) {
    if (armed) throw std::runtime_error("a destructor");
  }
  bool armed;
};

/// Tells that it goes.
struct Told {
  Pid test;
  std::string what;
  ~Told() { send(test, what); }
};

class BadMember : public GenServer {
 public:
  struct Wait {
    using Reply = int;
  };
  explicit BadMember(Pid test) : told_{test, "after the bomb"} {}
  Task<int> handle_call(Wait) {
    Told told{told_.test, "the frame"};
    Bomb bomb;
    co_await sleep_for(1h);
    co_return 1;
  }

 private:
  Told told_;  // goes after the bomb
  Bomb bomb_;
};

class BadDestructor : public GenServer {
 public:
  ~BadDestructor() noexcept(false) override { throw 7; }
};

class Throws : public GenServer {
 public:
  struct Now {
    using Reply = int;
  };
  struct Later {
    using Reply = int;
  };
  struct Nested {
    using Reply = int;
  };
  int handle_call(const Now&) { throw 42; }
  Task<int> handle_call(Later) {
    co_await sleep_for(1ms);
    throw std::string("a text");
  }
  static Task<int> deep(int depth) {
    co_await yield();
    if (depth == 0) throw "a literal";
    co_return co_await deep(depth - 1);
  }
  Task<int> handle_call(Nested) { co_return co_await deep(5); }
};

class NeverEnds : public GenServer {
 public:
  explicit NeverEnds(Pid test) : test_(test) { trap_exit(); }
  Task<void> terminate(ExitReason) {
    Told told{test_, "terminate() ended"};
    co_await receive<int>();
    for (;;) co_await sleep_for(1h);
  }

 private:
  Pid test_;
};

class Answers : public GenServer {
 public:
  struct Ask {
    using Reply = int;
  };
  void handle_call(const Ask&, From<int> from) { from_ = std::move(from); }

 private:
  From<int> from_;
};

class Naps : public GenServer {
 public:
  struct Nap {};
  Task<void> handle_cast(Nap) { co_await sleep_for(1h); }
};

/// Runs `body`, which suspends somewhere for ever, and kills it there.
Task<void> killed_at(Task<void> (*body)(Pid)) {
  Pid pid = spawn(
      [](Task<void> (*inner)(Pid), Pid test) -> Task<void> {
        Told told{test, "cleaned up"};
        co_await inner(test);
      },
      body, self());
  co_await sleep_for(5ms);
  EXPECT_TRUE(is_alive(pid));
  exit(pid, ExitReason::kill);
  EXPECT_EQ(co_await receive<std::string>(1s), "cleaned up");
  co_await down(pid);
}

}  // namespace survive_test
using namespace survive_test;

PROCESS_TEST(Survive, AMemberWhoseDestructorThrows) {
  LogCapture log;
  auto server = start<BadMember>(self());
  exit(server.pid(), ExitReason::shutdown);
  auto reason = co_await down(server.pid());
  EXPECT_NE(reason->kind(), ExitReason::crash);  // it ended for the reason that it had
  EXPECT_EQ(co_await receive<std::string>(1s), "after the bomb");
  EXPECT_THAT(log.text(), HasSubstr("crashed handling destructor: std::runtime_error: a destructor"));
}

PROCESS_TEST(Survive, ADestructorThatThrows) {
  LogCapture log;
  trap_exit();
  auto server = start_link<BadDestructor>();
  exit(server.pid(), ExitReason::kill);
  EXPECT_EQ((co_await receive<Exit>(1s))->reason.kind(), ExitReason::killed);
  EXPECT_THAT(log.text(), HasSubstr("destructor: int"));
}

PROCESS_TEST(Survive, ADestructorThatThrowsInAFrameThatIsKilled) {
  // clang gives the memory of a frame back only when nothing in it throws: it is lost, with what was thrown.
  const LeaksAreExpected leaks;
  LogCapture log;
  auto server = start<BadMember>(self());
  Pid asker = spawn(
      [](Server<BadMember> to) -> Task<void> {
        EXPECT_FALSE((co_await try_call(to, BadMember::Wait{})).has_value());
      },
      server);
  co_await sleep_for(1ms);
  exit(server.pid(), ExitReason::kill);
  EXPECT_EQ(co_await receive<std::string>(1s), "the frame");
  EXPECT_EQ(co_await receive<std::string>(1s), "after the bomb");
  co_await down(asker);  // it was answered
}

PROCESS_TEST(Survive, WhatIsThrownNeedBeNoException) {
  LogCapture log;
  auto answer = co_await try_call(start<Throws>(), Throws::Now{});
  EXPECT_EQ(answer.error().to_string(), "crash: int");
  answer = co_await try_call(start<Throws>(), Throws::Later{});
  EXPECT_THAT(answer.error().to_string(), HasSubstr("a text"));
  answer = co_await try_call(start<Throws>(), Throws::Nested{});
  EXPECT_THAT(answer.error().to_string(), HasSubstr("a literal"));
}

PROCESS_TEST(Survive, ATerminateThatNeverReturnsIsKilledWhenItsTimeIsUp) {
  LogCapture log;
  trap_exit();
  auto supervisor =
      start_link<Supervisor>(Supervisor::Spec{.children = {child<NeverEnds>(self()).shutdown(2s)}});
  co_await sleep_for(1ms);
  const TimePoint start = System::current().scheduler().now();
  exit(supervisor.pid(), ExitReason::shutdown);
  EXPECT_EQ(co_await receive<std::string>(1min), "terminate() ended");
  co_await receive<Exit>(1min);
  EXPECT_GE(System::current().scheduler().now() - start, 2s);
  EXPECT_LT(System::current().scheduler().now() - start, 3s);
  EXPECT_TRUE(log.contains("2000 ms; killed"));
}

PROCESS_TEST(Survive, KilledInACall) {
  co_await killed_at(
      [](Pid) -> Task<void> { co_await call(start_link<Answers>(), Answers::Ask{}, Duration::max()); });
}
PROCESS_TEST(Survive, KilledInATryCall) {
  co_await killed_at([](Pid) -> Task<void> { co_await try_call(start_link<Answers>(), Answers::Ask{}, 1h); });
}
PROCESS_TEST(Survive, KilledWhileItStartsAServer) {
  class Hangs : public GenServer {
   public:
    Task<void> init() { co_await sleep_for(1h); }
  };
  co_await killed_at([](Pid) -> Task<void> { co_await try_start_link<Hangs>({}); });
}
PROCESS_TEST(Survive, KilledWhileItLooksInside) {
  co_await killed_at([](Pid) -> Task<void> {
    auto server = start_link<Naps>();
    cast(server, Naps::Nap{});
    co_await run_inside(server, [](Naps&) {}, Duration::max());
  });
}
PROCESS_TEST(Survive, KilledWhileItStopsAnother) {
  co_await killed_at([](Pid test) -> Task<void> { co_await stop(start<NeverEnds>(test)); });
}
PROCESS_TEST(Survive, KilledInItsYields) {
  Pid pid = spawn([]() -> Task<void> {
    for (;;) co_await yield();
  });
  for (int i = 0; i < 10; ++i) co_await yield();
  exit(pid, ExitReason::kill);
  EXPECT_EQ((co_await down(pid))->kind(), ExitReason::killed);
}

PROCESS_TEST(Survive, ALateAnswerIsLeftNowhere) {
  auto server = start_link<Answers>();
  EXPECT_FALSE((co_await try_call(server, Answers::Ask{}, 1ms)).has_value());
  co_await run_inside(server, [](Answers&) {});
  EXPECT_EQ((co_await process_info(self()))->mailbox, 0U);
}
