#include "anqa/runtime/mailbox.hpp"

#include <string>
#include <vector>

#include "anqa/base/log_capture.hpp"
#include "anqa/otp/gen_server.hpp"
#include "anqa/otp/start.hpp"
#include "anqa/otp/sys.hpp"
#include "anqa/runtime/receive.hpp"
#include "anqa/runtime/spawn.hpp"
#include "anqa/testing/process_test.hpp"

using namespace anqa;
using namespace std::chrono_literals;
using ::testing::HasSubstr;

namespace mailbox_test {

class Slow : public GenServer {
 public:
  struct Item {
    int number;
  };
  struct Seen {
    using Reply = std::vector<int>;
  };
  explicit Slow(MailboxLimit limit) { mailbox_limit(limit); }
  void handle_cast(const Item& item) { seen_.push_back(item.number); }
  std::vector<int> handle_call(const Seen&) const { return seen_; }
  void handle_info(const Down&) { seen_.push_back(-1); }

 private:
  std::vector<int> seen_;
};

class Bounded : public GenServer {
 public:
  static constexpr MailboxLimit mailbox{.length = 2};
  struct Item {};
  void handle_cast(const Item&) { ++items_; }
  int state() const { return items_; }

 private:
  int items_ = 0;
};

/// Sends 1 to `count` to a server that is held still.
Task<Server<Slow>> fill(MailboxLimit limit, int count) {
  auto server = start<Slow>(limit);
  co_await suspend(server.pid());
  for (int i = 1; i <= count; ++i) cast(server, Slow::Item{i});
  co_await sleep_for(1ms);
  co_return server;
}

}  // namespace mailbox_test
using namespace mailbox_test;

PROCESS_TEST(Mailbox, DropsTheNewest) {
  LogCapture log;
  auto server = co_await fill({.length = 3, .policy = Overflow::drop_newest}, 6);
  auto refused = co_await try_call(server, Slow::Seen{});
  EXPECT_EQ(refused.error(), overloaded());  // at once, not after its timeout
  auto info = co_await process_info(server.pid());
  EXPECT_EQ(info->mailbox, 3U);
  EXPECT_EQ(info->refused, 4U);
  co_await resume(server.pid());
  EXPECT_EQ(co_await run_inside(server, [](Slow& it) { return it.handle_call(Slow::Seen{}); }),
            (std::vector{1, 2, 3}));
  EXPECT_EQ(co_await call(server, Slow::Seen{}), (std::vector{1, 2, 3}));  // there is room again
  EXPECT_THAT(log.text(), HasSubstr("Slow has as many messages waiting as its mailbox takes (3)"));
}

PROCESS_TEST(Mailbox, DropsTheOldest) {
  LogCapture log;
  auto server = co_await fill({.length = 3, .policy = Overflow::drop_oldest}, 6);
  co_await resume(server.pid());
  auto seen = co_await run_inside(server, [](Slow& it) { return it.handle_call(Slow::Seen{}); });
  EXPECT_EQ(seen.back(), 6);
  EXPECT_EQ(seen, (std::vector{4, 5, 6}));
}

PROCESS_TEST(Mailbox, RejectsCallsOnly) {
  LogCapture log;
  auto server = co_await fill({.length = 3, .policy = Overflow::reject_calls}, 6);
  EXPECT_EQ((co_await try_call(server, Slow::Seen{})).error(), overloaded());
  co_await resume(server.pid());
  EXPECT_EQ((co_await run_inside(server, [](Slow& it) { return it.handle_call(Slow::Seen{}); })).size(), 6U);
}

PROCESS_TEST(Mailbox, Stops) {
  LogCapture log;
  auto server = start<Slow>(MailboxLimit{.length = 3, .policy = Overflow::stop});
  co_await run_inside(server, [](Slow&) { trap_exit(); });  // no help
  co_await suspend(server.pid());
  MonitorRef watch = monitor(server.pid());
  for (int i = 1; i <= 3; ++i) cast(server, Slow::Item{i});
  co_await sleep_for(1ms);
  EXPECT_TRUE(is_alive(server.pid()));
  cast(server, Slow::Item{4});
  auto told = co_await receive<Down>(1s);
  EXPECT_EQ(told->monitor, watch);
  EXPECT_EQ(told->reason, overloaded());
  EXPECT_THAT(log.text(), HasSubstr("most of them are mailbox_test::Slow::Item (4)"));
}

PROCESS_TEST(Mailbox, WhatSaysThatAProcessEndedIsNeverDropped) {
  LogCapture log;
  auto server = co_await fill({.length = 3, .policy = Overflow::drop_oldest}, 3);
  co_await run_inside(server, [](Slow&) { monitor(spawn([]() -> Task<void> { co_await sleep_for(1ms); })); });
  co_await sleep_for(5ms);
  for (int i = 4; i <= 9; ++i) cast(server, Slow::Item{i});
  co_await sleep_for(1ms);
  co_await resume(server.pid());
  auto seen = co_await run_inside(server, [](Slow& it) { return it.handle_call(Slow::Seen{}); });
  EXPECT_EQ(std::count(seen.begin(), seen.end(), -1), 1);
}

PROCESS_TEST(Mailbox, AClassSaysItsOwn) {
  LogCapture log;
  auto server = start_link<Bounded>();
  co_await suspend(server.pid());
  for (int i = 0; i < 5; ++i) cast(server, Bounded::Item{});
  co_await resume(server.pid());
  EXPECT_EQ(co_await get_state(server), 2);
  for (int round = 0; round < 20; ++round) {  // its places come back
    cast(server, Bounded::Item{});
    co_await get_state(server);
  }
  EXPECT_EQ(co_await get_state(server), 22);
}

PROCESS_TEST(Mailbox, AnotherTenantOfTheSlotStartsWithAnEmptyOne) {
  LogCapture log;
  for (int i = 0; i < 5; ++i) {
    auto server = start<Bounded>();
    co_await suspend(server.pid());
    for (int n = 0; n < 3; ++n) cast(server, Bounded::Item{});
    exit(server.pid(), ExitReason::kill);
    for (int n = 0; n < 3; ++n) cast(server, Bounded::Item{});
    co_await down(server.pid());
  }
  auto server = start<Bounded>();
  for (int n = 0; n < 2; ++n) cast(server, Bounded::Item{});
  EXPECT_EQ(co_await get_state(server), 2);
}

PROCESS_TEST(Mailbox, AnUnboundedOneIsNamedBeforeItHurts) {
  LogCapture log;
  warn_of_mailboxes_over(100);
  auto server = co_await fill({}, 99);
  EXPECT_FALSE(log.contains("messages waiting"));
  for (int i = 0; i < 151; ++i) cast(server, Slow::Item{i});
  co_await sleep_for(1ms);
  warn_of_mailboxes_over(10'000);
  EXPECT_THAT(log.text(),
              HasSubstr("Slow has 100 messages waiting; most of them are mailbox_test::Slow::Item"));
  EXPECT_TRUE(log.contains("Slow has 200 messages waiting"));
  EXPECT_EQ(log.records().size(), 2U);  // and then when it has doubled again
}

namespace mailbox_test {

/// Has much to do as soon as it is there.
class Eager : public GenServer {
 public:
  struct Prepare {};
  struct Item {};
  struct Tick {};
  struct Seen {
    bool prepared = false;
    int ticks = 0;
  };
  struct Ask {
    using Reply = Seen;
  };
  Eager() {
    mailbox_limit({.length = 2, .policy = Overflow::drop_oldest});
    continue_with(*this, Prepare{});
    for (int i = 0; i < 20; ++i) cast(self(*this), Item{});
    send_after(*this, 1ms, Tick{});
  }
  void handle_continue(const Prepare&) { seen_.prepared = true; }
  void handle_cast(const Item&) {}
  void handle_info(const Tick&) { ++seen_.ticks; }
  Seen handle_call(const Ask&) const { return seen_; }

 private:
  Seen seen_;
};

}  // namespace mailbox_test

PROCESS_TEST(Mailbox, WhatAServerAskedForItselfIsNotDropped) {
  LogCapture log;
  auto server = start<Eager>();
  // A call is a message like others: what is dropped before it makes room.
  auto ask = [](Server<Eager> eager) -> Task<Eager::Seen> {
    for (;;) {
      if (auto seen = co_await try_call(eager, Eager::Ask{})) co_return *seen;
    }
  };
  EXPECT_TRUE((co_await ask(server)).prepared);
  co_await suspend(server.pid());
  for (int i = 0; i < 20; ++i) cast(server, Eager::Item{});
  co_await sleep_for(5ms);
  co_await resume(server.pid());
  Eager::Seen seen = co_await ask(server);
  while (seen.ticks == 0) {
    co_await sleep_for(1ms);
    seen = co_await ask(server);
  }
  EXPECT_EQ(seen.ticks, 1);
}
