#include "anqa/otp/counters.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <thread>
#include <vector>

#include "anqa/runtime/message.hpp"

using namespace anqa;

namespace {

static_assert(is_sendable<Counters>);

TEST(Counters, AreAddedTo) {
  Counters counters(2);
  counters.add(0, 5);
  counters.sub(0, 2);
  counters.put(1, 7);
  Counters same = counters;
  EXPECT_EQ(same.get(0), 3);
  EXPECT_EQ(same.get(1), 7);
  EXPECT_EQ(same.size(), 2U);
}

TEST(Counters, AnIndexThatIsNotThereIsNamed) {
  Counters counters(2);
  try {
    counters.add(2, 1);
    ADD_FAILURE();
  } catch (const std::out_of_range& error) {
    EXPECT_STREQ(error.what(), "there is no counter 2: there are 2, from 0 on");
  }
}

TEST(Counters, LoseNothingOnManyThreads) {
  for (bool parts : {false, true}) {
    Counters counters(3, {.write_concurrency = parts});
    counters.put(1, 100);
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([counters]() mutable {
        for (int i = 0; i < 1000; ++i) counters.add(1, 1);
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(counters.get(1), 4100);
    EXPECT_EQ(counters.get(0) + counters.get(2), 0);
  }
}

}  // namespace
