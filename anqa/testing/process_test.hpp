#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>

#include "anqa/runtime/deterministic.hpp"

namespace anqa::testing {

/// The seeds that a test runs under: those from ANQA_SEED on, 1 when it is set, else ANQA_SEEDS (25) from 1.
struct Seeds {
  std::uint64_t first;
  std::uint64_t count;
};
Seeds seeds();

/// Runs `body`, a captureless coroutine returning Task<void>, in a process on the deterministic scheduler,
/// once under each seed; a failure names the seed, and `ANQA_SEED=… ctest …` replays it. An exception that
/// leaves the body is a failure.
template <class Body>
void run_under_seeds(Body body) {
  const Seeds wanted = seeds();
  for (std::uint64_t seed = wanted.first; seed < wanted.first + wanted.count; ++seed) {
    SCOPED_TRACE(::testing::Message() << "replay with ANQA_SEED=" << seed);
    auto scheduler = std::make_unique<DeterministicScheduler>(seed);
    System system(std::move(scheduler));
    try {
      system.run(body);
    } catch (const std::exception& error) {
      ADD_FAILURE() << "the test's process threw: " << error.what();
    }
    if (::testing::Test::HasFailure()) return;
  }
}

}  // namespace anqa::testing

/// A test whose body is a coroutine in a process:
/// `PROCESS_TEST(RateLimiter, Limits) { auto limiter = start_link<RateLimiter>(…); EXPECT_TRUE(co_await
/// call(…)); }`
#define PROCESS_TEST(suite, name)                                                 \
  static ::anqa::Task<void> suite##_##name##_body();                              \
  TEST(suite, name) { ::anqa::testing::run_under_seeds(&suite##_##name##_body); } \
  static ::anqa::Task<void> suite##_##name##_body()
