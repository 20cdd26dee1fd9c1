#include "anqa/otp/gen_server.hpp"

#include <stdexcept>

#include "anqa/base/log_capture.hpp"
#include "anqa/runtime/receive.hpp"
#include "anqa/runtime/spawn.hpp"
#include "anqa/testing/process_test.hpp"

using namespace anqa;
using namespace std::chrono_literals;

namespace {

class Counter : public GenServer {
 public:
  struct Options {
    int start = 0;
  };
  struct Get {
    using Reply = int;
  };
  struct Add {
    int amount;
  };
  struct AddSlowly {
    using Reply = int;
    int amount;
  };
  struct Later {
    using Reply = int;
  };
  struct Answer {};
  struct Forget {
    using Reply = int;
  };
  struct Boom {
    using Reply = int;
  };
  struct BoomLater {
    using Reply = int;
  };
  struct BoomWithFrom {
    using Reply = int;
  };
  struct StopWith {
    using Reply = int;
  };
  struct Tick {};

  Counter() = default;
  explicit Counter(Options options) : count_(options.start) {}

  int handle_call(const Get&) const { return count_; }
  void handle_cast(const Add& add) { count_ += add.amount; }
  Task<int> handle_call(AddSlowly add) {
    co_await sleep_for(10ms);
    count_ += add.amount;
    co_return count_;
  }
  void handle_call(const Later&, From<int> from) { waiting_ = std::move(from); }
  void handle_cast(const Answer&) { waiting_.reply(count_); }
  void handle_call(const Forget&, From<int>) {}
  int handle_call(const Boom&) { throw std::runtime_error("boom"); }
  Task<int> handle_call(BoomLater) {
    co_await sleep_for(1ms);
    throw std::runtime_error("boom");
  }
  void handle_call(const BoomWithFrom&, From<int>) { throw std::runtime_error("boom"); }
  int handle_call(const StopWith&) {
    stop();
    return 7;
  }
  void handle_info(const Tick&) { ++count_; }

 private:
  int count_ = 0;
  From<int> waiting_;
};

}  // namespace

PROCESS_TEST(GenServer, AnswersCallsAndTakesCasts) {
  auto counter = start_link<Counter>({.start = 5});
  cast(counter, Counter::Add{2});
  EXPECT_EQ(co_await call(counter, Counter::Get{}), 7);
}

PROCESS_TEST(GenServer, AHandlerThatWaitsHoldsTheMailboxBack) {
  auto counter = start_link<Counter>();
  spawn([](Server<Counter> server,
           Pid test) -> Task<void> { send(test, co_await call(server, Counter::AddSlowly{1})); },
        counter, self());
  co_await sleep_for(1ms);
  cast(counter, Counter::Add{10});
  EXPECT_EQ(co_await receive<int>(), 1);
  EXPECT_EQ(co_await call(counter, Counter::Get{}), 11);
}

PROCESS_TEST(GenServer, AnswersLaterThroughFrom) {
  auto counter = start_link<Counter>({.start = 3});
  spawn(
      [](Server<Counter> server) -> Task<void> {
        co_await sleep_for(1s);
        cast(server, Counter::Answer{});
      },
      counter);
  EXPECT_EQ(co_await call(counter, Counter::Later{}), 3);
}

PROCESS_TEST(GenServer, ACallThatIsNotAnsweredInTimeFailsAndLeavesNothingBehind) {
  auto counter = start_link<Counter>();
  auto answer = co_await try_call(counter, Counter::Later{}, 100ms);
  EXPECT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().kind(), ExitReason::timeout);
  cast(counter, Counter::Answer{});
  EXPECT_EQ(co_await call(counter, Counter::Get{}), 0);
}

PROCESS_TEST(GenServer, AForgottenAnswerFailsTheCallAtOnce) {
  auto counter = start_link<Counter>();
  auto before = System::current().scheduler().now();
  EXPECT_FALSE((co_await try_call(counter, Counter::Forget{})).has_value());
  EXPECT_EQ(System::current().scheduler().now(), before);
}

PROCESS_TEST(GenServer, ACrashFailsTheCallWithItsReason) {
  LogCapture log;
  auto counter = start<Counter>();
  auto answer = co_await try_call(counter, Counter::Boom{});
  EXPECT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().kind(), ExitReason::crash);
  EXPECT_EQ(answer.error().crash_info()->what, "boom");
  EXPECT_FALSE(is_alive(counter.pid()));
  EXPECT_THAT(log.text(), ::testing::HasSubstr("Counter crashed handling"));
  EXPECT_THAT(log.text(), ::testing::HasSubstr("Boom: std::runtime_error: boom"));
}

PROCESS_TEST(GenServer, ACrashOfAHandlerThatWaitedFailsTheCallWithItsReasonToo) {
  LogCapture log;
  auto answer = co_await try_call(start<Counter>(), Counter::BoomLater{});
  EXPECT_EQ(answer.error().to_string(), "crash: std::runtime_error: boom");
  answer = co_await try_call(start<Counter>(), Counter::BoomWithFrom{});
  EXPECT_EQ(answer.error().kind(), ExitReason::crash);
}

PROCESS_TEST(GenServer, CallingAServerThatIsGoneThrows) {
  auto counter = start<Counter>();
  EXPECT_EQ(co_await call(counter, Counter::StopWith{}), 7);
  EXPECT_TRUE((co_await down(counter.pid())).has_value());
  bool thrown = false;
  try {
    co_await call(counter, Counter::Get{});
  } catch (const CallError& error) {
    thrown = error.reason().kind() == ExitReason::noproc;
    EXPECT_THAT(error.what(), ::testing::HasSubstr("Counter::Get failed: no process"));
  }
  EXPECT_TRUE(thrown);
}

PROCESS_TEST(GenServer, TimersAndInfos) {
  auto counter = start_link<Counter>();
  auto pid = counter.pid();
  send(counter, Counter::Tick{});
  EXPECT_EQ(co_await call(counter, Counter::Get{}), 1);
  TimerRef timer = send_after(pid, 1s, Counter::Tick{});
  EXPECT_TRUE(cancel_timer(timer));
  EXPECT_FALSE(cancel_timer(timer));
}

namespace {

class Careful : public GenServer {
 public:
  explicit Careful(Pid test) : test_(test) { trap_exit(); }
  Task<void> terminate(ExitReason reason) {
    co_await sleep_for(50ms);
    send(test_, std::string("terminated: " + reason.to_string()));
  }

 private:
  Pid test_;
};

class Loader : public GenServer {
 public:
  struct Load {};
  struct Get {
    using Reply = std::string;
  };
  Loader() { continue_with(*this, Load{}); }
  void handle_continue(const Load&) { text_ = "loaded"; }
  std::string handle_call(const Get&) const { return text_; }

 private:
  std::string text_;
};

class Starts : public GenServer {
 public:
  struct Get {
    using Reply = bool;
  };
  Task<void> init() {
    co_await sleep_for(5ms);
    ready_ = true;
  }
  bool handle_call(const Get&) const { return ready_; }

 private:
  bool ready_ = false;
};

class Unready : public GenServer {
 public:
  Unready() { throw std::invalid_argument("no configuration"); }
};

}  // namespace

PROCESS_TEST(GenServer, AServerThatTrapsExitsTerminatesWhenItsParentSaysSo) {
  trap_exit();
  auto careful = start_link<Careful>(self());
  exit(careful.pid(), ExitReason::shutdown);
  EXPECT_EQ(co_await receive<std::string>(1s), "terminated: shutdown");
}

PROCESS_TEST(GenServer, KillGoesPastTerminate) {
  trap_exit();
  auto careful = start_link<Careful>(self());
  exit(careful.pid(), ExitReason::kill);
  auto exit_message = co_await receive<Exit>(1s);
  EXPECT_EQ(exit_message->reason.kind(), ExitReason::killed);
  EXPECT_FALSE((co_await receive<std::string>(1s)).has_value());
}

PROCESS_TEST(GenServer, ContinueComesBeforeAnyMessage) {
  auto loader = start_link<Loader>();
  EXPECT_EQ(co_await call(loader, Loader::Get{}), "loaded");
}

PROCESS_TEST(GenServer, InitComesBeforeAnyMessage) {
  auto server = start_link<Starts>();
  EXPECT_TRUE(co_await call(server, Starts::Get{}));
}

PROCESS_TEST(GenServer, AConstructorThatThrowsStartsNothing) {
  bool thrown = false;
  try {
    start_link<Unready>();
  } catch (const std::invalid_argument&) {
    thrown = true;
  }
  EXPECT_TRUE(thrown);
  EXPECT_EQ(System::current().processes().size(), 2U);  // the test's and the one that watches it
  co_return;
}

namespace {

class HalfStarted : public GenServer {
 public:
  explicit HalfStarted(Pid test) {
    send(test, start_link<Loader>().pid());
    throw std::invalid_argument("no configuration");
  }
};

}  // namespace

PROCESS_TEST(GenServer, AConstructorThatThrowsTakesWhatItHadStartedAlong) {
  try {
    start_link<HalfStarted>(self());
  } catch (const std::invalid_argument&) {
  }
  Pid loader = *co_await receive<Pid>();
  co_await down(loader);
  EXPECT_FALSE(is_alive(loader));
}

PROCESS_TEST(GenServer, AMessageThatItDoesNotKnowIsDroppedWithALine) {
  LogCapture log;
  auto loader = start_link<Loader>();
  send(loader.pid(), 42);
  EXPECT_EQ(co_await call(loader, Loader::Get{}), "loaded");
  EXPECT_THAT(log.text(), ::testing::HasSubstr("Loader has no handle_info for int"));
}
