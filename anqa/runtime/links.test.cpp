#include <rapidcheck/gtest.h>

#include <algorithm>

#include "anqa/base/log_capture.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/runtime/inspect.hpp"
#include "anqa/runtime/interval.hpp"
#include "anqa/runtime/receive.hpp"
#include "anqa/runtime/spawn.hpp"
#include "anqa/testing/process_test.hpp"

using namespace anqa;
using namespace std::chrono_literals;

namespace {

struct Go {
  Pid other;
};
struct Sever {};
struct Tie {};

/// Links and unlinks as it is told.
Task<void> obeys() {
  trap_exit();
  auto go = co_await receive<Go>();
  for (;;) {
    auto order = co_await receive<std::string>();
    if (*order == "link") link(go->other);
    if (*order == "unlink") unlink(go->other);
  }
}

Task<bool> is_linked(Pid one, Pid other) {
  auto info = co_await process_info(one);
  co_return std::find(info->links.begin(), info->links.end(), other) != info->links.end();
}

struct Pair {
  Pid a = spawn(&obeys);
  Pid b = spawn(&obeys);
  Pair() {
    send(a, Go{b});
    send(b, Go{a});
  }
};

}  // namespace

PROCESS_TEST(Links, BothSidesUnlinkAndOneLinksAgain) {
  Pair pair;
  send(pair.a, std::string("link"));
  co_await sleep_for(1ms);
  // Their unlinks cross; the new link must outlive the other's late unlink.
  send(pair.a, std::string("unlink"));
  send(pair.b, std::string("unlink"));
  send(pair.a, std::string("link"));
  co_await sleep_for(1ms);
  const bool from_a = co_await is_linked(pair.a, pair.b);
  const bool from_b = co_await is_linked(pair.b, pair.a);
  EXPECT_EQ(from_a, from_b);  // never a link that only one of them has
}

PROCESS_TEST(Links, WhateverCrossesBothSidesAgreeInTheEnd) {
  Pair pair;
  auto& scheduler = System::current().scheduler();
  for (int i = 0; i < 40; ++i) {
    send(scheduler.random() % 2 == 0 ? pair.a : pair.b,
         std::string(scheduler.random() % 2 == 0 ? "link" : "unlink"));
    if (scheduler.random() % 4 == 0) co_await yield();
  }
  co_await sleep_for(1ms);
  const bool from_a = co_await is_linked(pair.a, pair.b);
  const bool from_b = co_await is_linked(pair.b, pair.a);
  EXPECT_EQ(from_a, from_b);
}

PROCESS_TEST(Links, AfterUnlinkTheOtherHasNoEffect) {
  Pid other = spawn([]() -> Task<void> { co_await receive<int>(); });
  link(other);
  co_await sleep_for(1ms);
  exit(other, ExitReason("boom"));
  unlink(other);
  co_await down(other);
  co_await sleep_for(1s);  // alive
  EXPECT_TRUE((co_await process_info(self()))->links.empty());
}

PROCESS_TEST(Links, DemonitorTellsWhetherItWasInTimeAndFlushes) {
  Pid other = spawn([]() -> Task<void> { co_await receive<int>(); });
  MonitorRef alive = monitor(other);
  EXPECT_TRUE(demonitor(alive));
  MonitorRef again = monitor(other);
  exit(other, ExitReason::kill);
  co_await sleep_for(1ms);
  EXPECT_FALSE(demonitor(again));  // the Down was here: taken out
  EXPECT_FALSE((co_await receive<Down>(1s)).has_value());
}

PROCESS_TEST(Links, TenThousandThatDieAtOnce) {
  if (System::current().scheduler().random() % 8 != 0) co_return;  // some seeds are enough
  trap_exit();
  constexpr int count = 10'000;
  Pid root = spawn([]() -> Task<void> { co_await receive<int>(); });
  std::vector<MonitorRef> monitors;
  for (int i = 0; i < count; ++i) {
    Pid one = spawn(
        [](Pid to) -> Task<void> {
          link(to);
          co_await receive<int>();
        },
        root);
    monitors.push_back(monitor(one));
  }
  co_await sleep_for(1ms);
  exit(root, ExitReason("boom"));
  for (int i = 0; i < count; ++i) {
    auto told = co_await receive<Down>(1s);
    EXPECT_EQ(told->reason.text(), "boom");
  }
  co_await down(root);
  EXPECT_LE(System::current().processes().size(), 2U);
}

PROCESS_TEST(Links, AChainOfTenThousandFallsWithoutGrowingTheStack) {
  if (System::current().scheduler().random() % 8 != 0) co_return;
  Pid last = spawn([]() -> Task<void> { co_await receive<int>(); });
  const Pid first = last;
  for (int i = 0; i < 10'000; ++i) {
    last = spawn(
        [](Pid to) -> Task<void> {
          link(to);
          co_await receive<int>();
        },
        last);
  }
  co_await sleep_for(1ms);
  exit(first, ExitReason("boom"));
  EXPECT_TRUE((co_await down(last)).has_value());
}

PROCESS_TEST(Timers, TellTheTimeThatIsLeft) {
  TimerRef timer = send_after(self(), 10s, 1);
  co_await sleep_for(4s);
  EXPECT_EQ(read_timer(timer), 6s);
  EXPECT_EQ(cancel_timer(timer), 6s);
  EXPECT_FALSE(read_timer(timer).has_value());
  EXPECT_FALSE(cancel_timer(timer).has_value());
  timer = send_after(self(), 1s, 2);
  co_await sleep_for(2s);
  EXPECT_FALSE(read_timer(timer).has_value());
  EXPECT_EQ(co_await receive<int>(0s), 2);
}

PROCESS_TEST(Timers, AtAMomentAndAtIntervals) {
  auto now = [] { return System::current().scheduler().now(); };
  const TimePoint start = now();
  send_at(self(), start + 3s, 1);
  send_at(self(), start - 3s, 0);
  EXPECT_EQ(co_await receive<int>(), 0);
  EXPECT_EQ(co_await receive<int>(), 1);
  EXPECT_EQ(now(), start + 3s);
  IntervalRef ticks = send_interval(self(), 1s, std::string("tick"));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(co_await receive<std::string>(), "tick");
  EXPECT_EQ(now(), start + 6s);
  cancel_interval(ticks);
  EXPECT_FALSE((co_await receive<std::string>(10s)).has_value());
  Pid receiver = spawn([]() -> Task<void> { co_await sleep_for(5s); });
  ticks = send_interval(receiver, 1s, 1);
  co_await down(receiver);
  co_await down(ticks.pid);  // it ends with whom it serves
}
