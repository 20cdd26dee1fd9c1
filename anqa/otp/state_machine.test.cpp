#include "anqa/otp/state_machine.hpp"

#include <stdexcept>

#include "anqa/base/log_capture.hpp"
#include "anqa/otp/sys.hpp"
#include "anqa/runtime/receive.hpp"
#include "anqa/runtime/spawn.hpp"
#include "anqa/testing/process_test.hpp"

using namespace anqa;
using namespace std::chrono_literals;

namespace {

struct Locked {
  int failures = 0;
};
struct Unlocked {};
struct Broken {};

// [door]
class Door : public StateMachine<Door, Locked, Unlocked, Broken> {
 public:
  struct Enter {
    using Reply = bool;
    std::string code;
  };
  struct Lock {};
  struct Knock {};

  explicit Door(std::string code) : StateMachine(Locked{}), code_(std::move(code)) {}

  Transition handle_event(Locked& locked, const Enter& enter, From<bool>& from) {
    const bool right = enter.code == code_;
    from.reply(right);
    if (right) return next_state(Unlocked{}).state_timeout(10s, Lock{});
    return ++locked.failures < 3 ? keep_state() : next_state(Broken{});
  }
  Transition handle_event(AnyState, const Enter&, From<bool>& from) {
    return keep_state().reply(from, false);
  }

  Transition handle_event(Unlocked&, const Lock&) { return next_state(Locked{}); }
  Transition handle_event(AnyState, const Lock&) { return keep_state(); }

  Transition handle_event(Unlocked&, const Knock&) {
    ++opened_;
    return keep_state();
  }
  Transition handle_event(Locked&, const Knock&) { return keep_state().postpone(); }
  Transition handle_event(Broken&, const Knock&) { return stop(ExitReason(std::string("broken"))); }
  // [/door]

  struct Opened {
    using Reply = int;
  };
  Transition handle_event(AnyState, const Opened&, From<int>& from) {
    return keep_state().reply(from, opened_);
  }

 private:
  std::string code_;
  int opened_ = 0;
};

}  // namespace

PROCESS_TEST(StateMachine, AnswersByTheStateThatItIsIn) {
  auto door = start_link<Door>("1234");
  EXPECT_FALSE(co_await call(door, Door::Enter{"0000"}));
  EXPECT_TRUE(co_await call(door, Door::Enter{"1234"}));
  EXPECT_FALSE(co_await call(door, Door::Enter{"1234"}));
}

PROCESS_TEST(StateMachine, AStateTimeoutComesIfTheStateStays) {
  auto door = start_link<Door>("1");
  EXPECT_TRUE(co_await call(door, Door::Enter{"1"}));
  co_await sleep_for(9s);
  EXPECT_FALSE(co_await call(door, Door::Enter{"1"}));
  co_await sleep_for(2s);
  EXPECT_TRUE(co_await call(door, Door::Enter{"1"}));

  // The one of before is cancelled by the change.
  co_await sleep_for(5s);
  cast(door, Door::Lock{});
  EXPECT_TRUE(co_await call(door, Door::Enter{"1"}));
  co_await sleep_for(7s);
  EXPECT_FALSE(co_await call(door, Door::Enter{"1"}));
}

PROCESS_TEST(StateMachine, PostponedEventsComeBackWhenTheStateChanges) {
  auto door = start_link<Door>("1");
  cast(door, Door::Knock{});
  cast(door, Door::Knock{});
  EXPECT_EQ(co_await call(door, Door::Opened{}), 0);
  EXPECT_TRUE(co_await call(door, Door::Enter{"1"}));
  EXPECT_EQ(co_await call(door, Door::Opened{}), 2);
}

PROCESS_TEST(StateMachine, Stops) {
  auto door = anqa::start<Door>("1");
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(co_await call(door, Door::Enter{"2"}));
  cast(door, Door::Knock{});
  EXPECT_EQ((co_await down(door.pid(), 1s)).value().text(), "broken");
}

// Not in the unnamed namespace: reflection converts to the variant of them, which clang wants to see defined
// then.
namespace machine_test {
struct Idle {};
struct Busy {
  int job = 0;
};
}  // namespace machine_test

namespace {

using machine_test::Busy;
using machine_test::Idle;

/// Tells the test what happens.
class Worker : public StateMachine<Worker, Idle, Busy> {
 public:
  struct Begin {
    int job;
  };
  struct Check {};
  struct Again {};
  struct Quiet {};
  struct Alarm {
    std::string name;
  };
  struct Stay {};
  struct SetAlarms {};
  struct CancelAlarm {};
  struct Wait {
    using Reply = int;
    int value;
  };
  struct Later {
    using Reply = int;
  };
  struct Boom {};

  explicit Worker(Pid test) : StateMachine(Idle{}), test_(test) {}

  void handle_enter(Idle&) { tell("enter Idle"); }
  Actions handle_enter(Busy& busy) {
    tell("enter Busy " + std::to_string(busy.job));
    return Actions().state_timeout(1s, Check{});
  }

  Transition handle_event(Idle&, const Begin& begin) {
    tell("begin");
    return next_state(Busy{begin.job}).next_event(Again{}).next_event(Stay{});
  }
  Transition handle_event(Busy&, const Begin& begin) {
    tell("more");
    return next_state(Busy{begin.job});
  }
  // A state timeout: only the state that started it handles it.
  Transition handle_event(Busy&, const Check&) {
    tell("check");
    return next_state(Idle{});
  }
  Transition handle_event(AnyState, const Again&) {
    tell("again");
    return repeat_state();
  }
  Transition handle_event(AnyState, const Stay&) {
    tell("stay");
    return keep_state().event_timeout(500ms, Quiet{});
  }
  Transition handle_event(AnyState, const Quiet&) {
    tell("quiet");
    return keep_state();
  }
  Transition handle_event(AnyState, const SetAlarms&) {
    return keep_state()
        .timeout("a", 2s, Alarm{"a"})
        .timeout("b", 3s, Alarm{"b"})
        .timeout("a", 4s, Alarm{"a2"});
  }
  Transition handle_event(AnyState, const CancelAlarm&) { return keep_state().cancel_timeout("b"); }
  Transition handle_event(AnyState, const Alarm& alarm) {
    tell("alarm " + alarm.name);
    return keep_state();
  }
  Task<Transition> handle_event(AnyState, Wait wait, From<int> from) {
    co_await sleep_for(10ms);
    from.reply(wait.value);
    co_return next_state(Busy{wait.value});
  }
  // A call that waits for another state.
  Transition handle_event(Idle&, const Later&, From<int>&) { return keep_state().postpone(); }
  Transition handle_event(Busy& busy, const Later&, From<int>& from) {
    return keep_state().reply(from, busy.job);
  }
  Transition handle_event(AnyState, const Boom&) { throw std::runtime_error("boom"); }
  Transition handle_event(AnyState, const Down& down) {
    tell("down " + down.reason.to_string());
    return keep_state();
  }
  struct Watch {
    Pid pid;
  };
  Transition handle_event(AnyState, const Watch& watch) {
    monitor(watch.pid);
    return keep_state();
  }

 private:
  void tell(std::string what) { send(test_, std::move(what)); }
  Pid test_;
};

Task<std::vector<std::string>> told() {
  std::vector<std::string> all;
  while (auto what = co_await receive<std::string>(1ms)) all.push_back(std::move(*what));
  co_return all;
}
using Told = std::vector<std::string>;

}  // namespace

PROCESS_TEST(StateMachine, EntersStatesAndHandlesNextEventsFirst) {
  auto worker = start_link<Worker>(self());
  cast(worker, Worker::Begin{1});
  cast(worker, Worker::Begin{2});
  EXPECT_EQ(co_await told(),
            (Told{"enter Idle", "begin", "enter Busy 1", "again", "enter Busy 1", "stay", "more"}));
  co_await sleep_for(2s);
  // The state's own timeout; the event's timeout was cancelled by the event after it.
  EXPECT_EQ(co_await told(), (Told{"check", "enter Idle"}));
}

PROCESS_TEST(StateMachine, AnEventTimeoutIsCancelledByAnyEvent) {
  auto worker = start_link<Worker>(self());
  cast(worker, Worker::Stay{});
  co_await sleep_for(400ms);
  cast(worker, Worker::Stay{});
  co_await sleep_for(400ms);
  EXPECT_EQ(co_await told(), (Told{"enter Idle", "stay", "stay"}));
  co_await sleep_for(200ms);
  EXPECT_EQ(co_await told(), (Told{"quiet"}));
}

PROCESS_TEST(StateMachine, NamedTimeoutsSurviveEventsAndStates) {
  auto worker = start_link<Worker>(self());
  cast(worker, Worker::SetAlarms{});
  cast(worker, Worker::Begin{1});
  co_await sleep_for(5s);
  auto all = co_await told();
  EXPECT_THAT(all, ::testing::IsSupersetOf({"alarm b", "alarm a2"}));
  EXPECT_THAT(all, ::testing::Not(::testing::Contains("alarm a")));
  cast(worker, Worker::SetAlarms{});
  cast(worker, Worker::CancelAlarm{});
  co_await sleep_for(5s);
  EXPECT_EQ(co_await told(), (Told{"alarm a2"}));
}

PROCESS_TEST(StateMachine, AHandlerMayWaitAndACallMayBePostponed) {
  auto worker = start_link<Worker>(self());
  spawn([](Server<Worker> server,
           Pid test) -> Task<void> { send(test, co_await call(server, Worker::Later{})); },
        worker, self());
  EXPECT_FALSE(co_await receive<int>(1s));
  EXPECT_EQ(co_await call(worker, Worker::Wait{7}), 7);
  EXPECT_EQ(co_await receive<int>(100ms), 7);
}

PROCESS_TEST(StateMachine, WhatIsPostponedFailsWhenItEnds) {
  LogCapture log;
  auto worker = anqa::start<Worker>(self());
  spawn(
      [](Server<Worker> server, Pid test) -> Task<void> {
        auto answer = co_await try_call(server, Worker::Later{}, 1h);
        send(test, answer.error().to_string());
      },
      worker, self());
  co_await sleep_for(1ms);
  EXPECT_EQ((co_await told()), (Told{"enter Idle"}));
  cast(worker, Worker::Boom{});
  EXPECT_EQ(co_await told(), (Told{"crash: std::runtime_error: boom"}));
}

PROCESS_TEST(StateMachine, SignalsAreEvents) {
  auto worker = start_link<Worker>(self());
  Pid other = spawn([]() -> Task<void> { co_await sleep_for(1s); });
  cast(worker, Worker::Watch{other});
  co_await sleep_for(2s);
  EXPECT_EQ(co_await told(), (Told{"enter Idle", "down normal"}));
}

PROCESS_TEST(StateMachine, ShowsItsState) {
  auto worker = start_link<Worker>(self());
  cast(worker, Worker::Begin{3});
  EXPECT_EQ(std::get<Busy>(co_await get_state(worker)).job, 3);
  EXPECT_THAT((co_await describe_state(worker.pid())).value(), ::testing::HasSubstr("Busy {.job = 3}"));
  co_await stop(worker.pid());
}
