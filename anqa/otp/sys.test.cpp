#include "anqa/otp/sys.hpp"

#include <stdexcept>

#include "anqa/base/log_capture.hpp"
#include "anqa/otp/gen_server.hpp"
#include "anqa/otp/start.hpp"
#include "anqa/runtime/receive.hpp"
#include "anqa/runtime/spawn.hpp"
#include "anqa/testing/process_test.hpp"

using namespace anqa;
using namespace std::chrono_literals;
using ::testing::HasSubstr;

namespace sys_test {

class Account : public GenServer {
 public:
  struct State {
    int balance = 0;
    std::vector<std::string> notes;
    Secret<std::string> pin;
  };
  struct Deposit {
    int amount;
  };
  struct Balance {
    using Reply = int;
  };
  struct Slow {
    using Reply = int;
  };
  struct Boom {};

  explicit Account(int balance) : state_{balance, {"opened"}, Secret<std::string>("1234")} {}

  State& state() { return state_; }
  const State& state() const { return state_; }

  void handle_cast(const Deposit& deposit) { state_.balance += deposit.amount; }
  int handle_call(const Balance&) const { return state_.balance; }
  Task<int> handle_call(Slow) {
    co_await sleep_for(1s);
    co_return ++state_.balance;
  }
  void handle_cast(const Boom&) { throw std::runtime_error("boom"); }
  std::string describe_message(const AnyMessage& message) const {
    const auto* deposit = message.get_if<Deposit>();
    return deposit ? "a deposit of " + std::to_string(deposit->amount) : std::string(message.type_name());
  }

 private:
  State state_;
};

class Plain : public GenServer {};

class Ends : public GenServer {
 public:
  explicit Ends(Pid test) : test_(test) {}
  struct Note {
    int number;
  };
  void handle_cast(const Note& note) { send(test_, note.number); }
  Task<void> terminate(ExitReason reason) {
    co_await sleep_for(10ms);
    send(test_, "terminated: " + reason.to_string());
  }

 private:
  Pid test_;
};

}  // namespace sys_test
using namespace sys_test;

PROCESS_TEST(Sys, StateIsReadAndReplacedInTurn) {
  auto account = start_link<Account>(5);
  cast(account, Account::Deposit{2});
  Account::State state = co_await get_state(account);
  EXPECT_EQ(state.balance, 7);  // what was sent before is done
  state.balance = 100;
  co_await replace_state(account, state);
  EXPECT_EQ(co_await call(account, Account::Balance{}), 100);
}

PROCESS_TEST(Sys, AFunctionRunsInsideTheServer) {
  auto account = start_link<Account>(5);
  EXPECT_EQ(co_await run_inside(account, [](Account& it) { return it.state().balance * 2; }), 10);
  co_await run_inside(account, [](Account& it) { it.state().balance = 1; });
  EXPECT_EQ(co_await call(account, Account::Balance{}), 1);
  bool thrown = false;
  try {
    co_await run_inside(account, [](Account&) { throw std::runtime_error("not today"); });
  } catch (const std::runtime_error& error) {
    thrown = std::string(error.what()) == "not today";
  }
  EXPECT_TRUE(thrown);
  EXPECT_TRUE(is_alive(account.pid()));  // the server has no part in it
}

PROCESS_TEST(Sys, AStateIsReadOnlyBetweenHandlers) {
  auto account = start_link<Account>(0);
  spawn([](Server<Account> server) -> Task<void> { co_await call(server, Account::Slow{}); }, account);
  co_await sleep_for(1ms);
  EXPECT_EQ((co_await get_state(account)).balance, 1);  // not the one of a handler half done
}

PROCESS_TEST(Sys, ASuspendedServerKeepsItsMessagesAndGoesOnAnsweringTools) {
  auto account = start_link<Account>(1);
  co_await suspend(account.pid());
  cast(account, Account::Deposit{1});
  EXPECT_EQ((co_await try_call(account, Account::Balance{}, 100ms)).error().kind(), ExitReason::timeout);
  EXPECT_EQ((co_await get_state(account)).balance, 1);
  auto info = co_await process_info(account.pid());
  EXPECT_EQ(info->status, ProcessStatus::suspended);
  EXPECT_EQ(info->mailbox, 2U);
  co_await suspend(account.pid());  // twice is once
  co_await resume(account.pid());
  EXPECT_EQ(co_await call(account, Account::Balance{}), 2);
}

PROCESS_TEST(Sys, ASuspendedServerStillStopsAndDies) {
  auto first = start<Account>(1);
  co_await suspend(first.pid());
  co_await stop(first);
  EXPECT_FALSE(is_alive(first.pid()));

  auto second = start<Account>(1);
  co_await suspend(second.pid());
  exit(second.pid(), ExitReason::kill);
  co_await down(second.pid());

  trap_exit();
  auto third = start_link<Ends>(self());
  co_await run_inside(third, [](Ends&) { trap_exit(); });
  co_await suspend(third.pid());
  cast(third, Ends::Note{1});
  exit(third.pid(), ExitReason::shutdown);  // as its supervisor would
  EXPECT_EQ(co_await receive<int>(1s), 1);
  EXPECT_EQ(co_await receive<std::string>(1s), "terminated: shutdown");
}

PROCESS_TEST(Sys, ARequestThatWaitsWhenTheServerIsSuspendedIsAnswered) {
  auto account = start_link<Account>(1);
  spawn([](Server<Account> server) -> Task<void> { co_await call(server, Account::Slow{}); }, account);
  co_await sleep_for(1ms);
  // All of these wait behind the slow handler, in some order, messages among them.
  spawn([](Pid pid) -> Task<void> { co_await suspend(pid); }, account.pid());
  cast(account, Account::Deposit{10});
  spawn([](Server<Account> server,
           Pid test) -> Task<void> { send(test, (co_await get_state(server)).balance); },
        account, self());
  EXPECT_TRUE((co_await receive<int>(5s)).has_value());
  co_await sleep_for(2s);
  EXPECT_EQ((co_await process_info(account.pid()))->status, ProcessStatus::suspended);
}

PROCESS_TEST(Sys, AStateInWordsHidesWhatIsSecret) {
  auto account = start_link<Account>(5);
  EXPECT_EQ(co_await describe_state(account.pid()), "{.balance = 5, .notes = [\"opened\"], .pin = (hidden)}");
  EXPECT_FALSE((co_await describe_state(start_link<Plain>().pid())).has_value());
}

PROCESS_TEST(Sys, ACrashReportHasTheMessageAndTheStateInTheWordsOfTheClass) {
  LogCapture log;
  auto account = start<Account>(5);
  cast(account, Account::Boom{});
  co_await down(account.pid());
  EXPECT_THAT(log.text(), HasSubstr("message: sys_test::Account::Boom"));
  EXPECT_THAT(log.text(), HasSubstr("state: {.balance = 5"));
  EXPECT_THAT(log.text(), ::testing::Not(HasSubstr("1234")));
}

PROCESS_TEST(Sys, StopWaitsForTerminate) {
  auto server = start<Ends>(self());
  cast(server, Ends::Note{1});
  co_await stop(server, ExitReason("enough"));
  EXPECT_EQ(co_await receive<int>(0s), 1);  // handled first
  EXPECT_EQ(co_await receive<std::string>(0s), "terminated: enough");
}

PROCESS_TEST(Sys, StopFailsForWhatIsGoneAndInTime) {
  auto server = start<Ends>(self());
  bool timed_out = false;
  try {
    co_await stop(server, ExitReason::normal, 5ms);  // its terminate() takes 10
  } catch (const CallError& error) {
    timed_out = error.reason().kind() == ExitReason::timeout;
  }
  EXPECT_TRUE(timed_out);
  co_await down(server.pid());
  bool gone = false;
  try {
    co_await stop(server);
  } catch (const CallError& error) {
    gone = error.reason().kind() == ExitReason::noproc;
  }
  EXPECT_TRUE(gone);
}

PROCESS_TEST(Sys, AProcessMadeBySpawnSaysThatItHasNoState) {
  Pid pid = spawn([]() -> Task<void> { co_await receive<int>(); });
  bool refused = false;
  try {
    co_await suspend(pid);
  } catch (const CallError& error) {
    refused = std::string(error.what()).find("spawn()") != std::string::npos;
  }
  EXPECT_TRUE(refused);
  send(pid, 1);
  co_await down(pid);
}

PROCESS_TEST(Sys, ATraceTellsWhatAServerDoes) {
  auto account = start<Account>(5);
  EXPECT_TRUE(co_await trace(account.pid(), self()));
  EXPECT_EQ(co_await call(account, Account::Slow{}), 6);
  using Kind = TraceEvent::Kind;
  auto next = co_await receive<TraceEvent>(1s);
  EXPECT_EQ(next->kind, Kind::received);
  EXPECT_EQ(next->message, "sys_test::Account::Slow");
  EXPECT_EQ((co_await receive<TraceEvent>(1s))->kind, Kind::handling);
  next = co_await receive<TraceEvent>(1s);
  EXPECT_EQ(next->kind, Kind::handled);
  EXPECT_GE(next->took, 1s);
  EXPECT_THAT(next->to_string(), HasSubstr("handled sys_test::Account::Slow in 1"));
  exit(account.pid(), ExitReason::kill);
  EXPECT_EQ((co_await receive<TraceEvent>(1s))->reason.kind(), ExitReason::killed);
}

PROCESS_TEST(Sys, ATraceEnds) {
  LogCapture log;
  auto account = start_link<Account>(5);
  EXPECT_TRUE(co_await trace_to_log(account.pid()));
  co_await call(account, Account::Balance{});
  EXPECT_TRUE(co_await untrace(account.pid()));
  EXPECT_THAT(log.text(), HasSubstr("received sys_test::Account::Balance"));
  const std::size_t told = log.records().size();
  co_await call(account, Account::Balance{});
  EXPECT_EQ(log.records().size(), told);
  EXPECT_FALSE(co_await trace(Pid{0, 77}, self()));
}

PROCESS_TEST(Sys, WhoAsksMayBeKilledMeanwhile) {
  auto account = start_link<Account>(1);
  co_await suspend(account.pid());
  Pid asker =
      spawn([](Server<Account> server) -> Task<void> { co_await call(server, Account::Balance{}); }, account);
  Pid other = spawn([](Pid pid) -> Task<void> { co_await resume(pid); }, account.pid());
  co_await yield();
  exit(asker, ExitReason::kill);
  exit(other, ExitReason::kill);
  co_await down(asker);
  co_await down(other);
  co_await resume(account.pid());
  EXPECT_EQ(co_await call(account, Account::Balance{}), 1);
}

namespace sys_test {

class Continues : public GenServer {
 public:
  struct Go {};
  struct Done {
    using Reply = bool;
  };
  void handle_continue(const Go&) { done_ = true; }
  bool handle_call(const Done&) const { return done_; }

 private:
  bool done_ = false;
};

}  // namespace sys_test

PROCESS_TEST(Sys, WhatASuspendedServerContinuesWithDoesNotKeepItFromResuming) {
  auto server = start<sys_test::Continues>();
  co_await suspend(server.pid());
  co_await run_inside(server,
                      [](sys_test::Continues& itself) { continue_with(itself, sys_test::Continues::Go{}); });
  co_await resume(server.pid());
  EXPECT_TRUE(co_await call(server, sys_test::Continues::Done{}));
}
