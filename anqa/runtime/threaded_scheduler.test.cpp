#include "anqa/runtime/threaded_scheduler.hpp"

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>

#include "anqa/base/log_capture.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/runtime/blocking.hpp"
#include "anqa/runtime/receive.hpp"
#include "anqa/runtime/spawn.hpp"
#include "anqa/runtime/system.hpp"

using namespace anqa;
using namespace std::chrono_literals;

namespace {

struct Token {
  int hops;
};

/// Passes a token on until it has made its hops.
Task<void> ring_member(Pid next, Pid test) {
  for (;;) {
    auto token = co_await receive<Token>();
    if (token->hops == 0) {
      send(test, true);
      co_return;
    }
    send(next, Token{token->hops - 1});
  }
}

std::unique_ptr<ThreadedScheduler> threads(unsigned count) {
  return std::make_unique<ThreadedScheduler>(ThreadedScheduler::Options{.threads = count});
}

Task<void> count_down(int from, Pid test) {
  for (int i = from; i > 0; --i) co_await yield();
  send(test, from);
}

}  // namespace

TEST(ThreadedScheduler, TokensGoRoundARing) {
  System system(threads(4));
  system.run([]() -> Task<void> {
    Pid next = self();
    for (int i = 0; i < 100; ++i) next = spawn(&ring_member, next, self());
    for (int i = 0; i < 10; ++i) send(next, Token{50});
    for (int i = 0; i < 1; ++i) EXPECT_TRUE(*co_await receive<bool>(30s));
  });
}

TEST(ThreadedScheduler, ManyProcessesStartWorkAndEnd) {
  System system(threads(4));
  system.run([]() -> Task<void> {
    constexpr int count = 5000;
    for (int i = 0; i < count; ++i) spawn(&count_down, 5, self());
    for (int i = 0; i < count; ++i) EXPECT_TRUE((co_await receive<int>(60s)).has_value());
  });
}

TEST(ThreadedScheduler, TimersByTheThousandFireOrAreCancelled) {
  System system(threads(2));
  system.run([]() -> Task<void> {
    int cancelled = 0;
    for (int i = 0; i < 20000; ++i) {
      TimerRef timer = send_after(self(), std::chrono::milliseconds(i % 50), 1);
      if (i % 2 == 0 && cancel_timer(timer)) ++cancelled;
    }
    for (int i = 0; i < 20000 - cancelled; ++i) EXPECT_TRUE((co_await receive<int>(60s)).has_value());
    EXPECT_FALSE((co_await receive<int>(100ms)).has_value());
  });
}

TEST(ThreadedScheduler, AHandlerThatHoldsItsThreadIsNamedAndHoldsUpNobodyElse) {
  LogCapture log;
  System system(std::make_unique<ThreadedScheduler>(
      ThreadedScheduler::Options{.threads = 2, .long_handler = std::chrono::milliseconds(50)}));
  system.run([]() -> Task<void> {
    // Holds its thread until the other process has answered, which that can only do on the other thread.
    auto answered = std::make_shared<std::atomic<bool>>(false);
    spawn(
        [](std::shared_ptr<std::atomic<bool>> flag, Pid test) -> Task<void> {
          spawn(
              [](std::shared_ptr<std::atomic<bool>> other_flag) -> Task<void> {
                co_await sleep_for(200ms);
                other_flag->store(true);
              },
              flag);
          while (!flag->load()) std::this_thread::yield();
          send(test, true);
          co_return;
        },
        answered, self());
    EXPECT_TRUE((co_await receive<bool>(30s)).has_value());
  });
  EXPECT_TRUE(log.contains("has been ")) << log.text();
  EXPECT_TRUE(log.contains("holds scheduler thread")) << log.text();
}

TEST(ThreadedScheduler, KillsAndLinksUnderLoad) {
  LogCapture log;
  System system(threads(4));
  system.run([]() -> Task<void> {
    trap_exit();
    constexpr int count = 2000;
    std::vector<Pid> pids;
    for (int i = 0; i < count; ++i) pids.push_back(spawn_link(&count_down, 1000000, self()));
    for (int i = 0; i < count; ++i) {
      monitor(pids[static_cast<std::size_t>(i)]);
      exit(pids[static_cast<std::size_t>(i)], ExitReason::kill);
    }
    for (int i = 0; i < count; ++i)
      EXPECT_EQ((co_await receive<Down>(60s))->reason.kind(), ExitReason::killed);
    for (int i = 0; i < count; ++i)
      EXPECT_EQ((co_await receive<Exit>(60s))->reason.kind(), ExitReason::killed);
  });
}

TEST(ThreadedScheduler, ASystemThatEndsTakesItsProcessesAlong) {
  auto alive = std::make_shared<int>(0);
  std::weak_ptr<int> watched = alive;
  {
    System system(threads(2));
    system.run(
        [](std::shared_ptr<int> held) -> Task<void> {
          spawn(
              [](std::shared_ptr<int> kept) -> Task<void> {
                co_await receive<int>();
                *kept = 1;
              },
              std::move(held));
          co_return;
        },
        std::move(alive));
    EXPECT_FALSE(watched.expired());
  }
  EXPECT_TRUE(watched.expired());
}

TEST(System, RunGivesTheBodysValueOrThrowsWhatItThrew) {
  System system(threads(1));
  EXPECT_EQ(system.run([]() -> Task<int> { co_return 42; }), 42);
  EXPECT_THROW(system.run([]() -> Task<void> {
    co_await yield();
    throw std::runtime_error("no");
  }),
               std::runtime_error);
  EXPECT_THROW(system.run([]() -> Task<void> {
    exit(self(), ExitReason::kill);
    co_await sleep_for(1h);
  }),
               ProcessEnded);
}

namespace {

struct Again {};
struct Enough {};

/// Never waits: what it receives is always there already.
Task<void> feed_itself(Pid test) {
  while (!whereis("enough")) {
    send(self(), Again{});
    co_await receive<Again>();
  }
  send(test, Enough{});
}

Task<void> compute(Pid test) {
  while (!whereis("enough")) co_await reduction();
  send(test, Enough{});
}

}  // namespace

TEST(ThreadedScheduler, AProcessThatFindsAllItAwaitsLetsOthersRun) {
  System system(threads(1));
  system.run([]() -> Task<void> {
    spawn(&feed_itself, self());
    spawn(&compute, self());
    co_await yield();
    EXPECT_TRUE(register_name("enough"));
    co_await receive<Enough>();
    co_await receive<Enough>();
  });
}

namespace {

std::atomic<bool> released{false};
std::atomic<long> rounds{0};

Task<void> keep_a_thread_busy() {
  while (!released) {
    ++rounds;
    send(self(), Again{});
    co_await receive<Again>();
  }
}

Task<void> release() {
  released = true;
  co_return;
}

/// Holds its thread until what waits behind it has run, while the other thread never runs out of work.
Task<void> wait_for_what_waits_behind() {
  while (rounds == 0) co_await yield();
  spawn(&release);
  while (!released) std::this_thread::yield();
}

}  // namespace

TEST(ThreadedScheduler, WhatWaitsOnAStuckThreadIsRunByThreadsThatAreBusy) {
  released = false;
  rounds = 0;
  System system(threads(2));
  system.run([]() -> Task<void> {
    spawn(&keep_a_thread_busy);
    co_await down(spawn(&wait_for_what_waits_behind));
  });
}
