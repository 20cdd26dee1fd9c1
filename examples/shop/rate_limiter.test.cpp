#include "rate_limiter.hpp"

#include <gtest/gtest.h>

#include "anqa/base/log_capture.hpp"
#include "anqa/otp/supervisor.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/testing/process_test.hpp"

using namespace shop;
using namespace std::chrono_literals;

namespace {

anqa::Task<int> allowed(anqa::Server<RateLimiter> limiter, std::string key, int attempts) {
  int count = 0;
  for (int i = 0; i < attempts; ++i) count += co_await anqa::call(limiter, RateLimiter::Check{key});
  co_return count;
}

PROCESS_TEST(RateLimiter, LimitsEachVisitorInASlidingWindow) {
  auto limiter = anqa::start_link<RateLimiter>({.limit = 2, .window = 60s});
  EXPECT_EQ(co_await allowed(limiter, "a", 3), 2);
  EXPECT_EQ(co_await allowed(limiter, "b", 1), 1);
  co_await anqa::sleep_for(61s);
  EXPECT_EQ(co_await allowed(limiter, "a", 1), 1);
  co_await anqa::sleep_for(30s);
  EXPECT_EQ(co_await allowed(limiter, "a", 2), 1);
  anqa::cast(limiter, RateLimiter::Reset{"a"});
  EXPECT_EQ(co_await allowed(limiter, "a", 2), 2);
}

PROCESS_TEST(RateLimiter, ComesBackAfterACrash) {
  anqa::trap_exit();
  const anqa::LogCapture log;
  anqa::start_link<anqa::Supervisor>(
      {.children = {anqa::child<RateLimiter>({.limit = 1}).named("shop.rate_limiter")}});
  while (rate_limiter().pid() == anqa::Pid()) co_await anqa::sleep_for(1ms);
  const auto first = rate_limiter().pid();
  EXPECT_EQ(co_await allowed(rate_limiter(), "a", 2), 1);
  anqa::cast(rate_limiter(), RateLimiter::Crash{});
  co_await anqa::sleep_for(1s);
  EXPECT_EQ(rate_limiter().pid(), first);  // it had only just started
  anqa::cast(rate_limiter(), RateLimiter::Crash{});
  co_await anqa::down(first);
  while (rate_limiter().pid() == anqa::Pid()) co_await anqa::sleep_for(1ms);
  EXPECT_NE(rate_limiter().pid(), first);
  EXPECT_EQ(co_await allowed(rate_limiter(), "a", 2), 1);
  EXPECT_TRUE(log.contains("crashed on request"));
}

}  // namespace
