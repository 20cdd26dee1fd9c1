#include "anqa/runtime/internal/owner_lock.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

using anqa::detail::OwnerLock;

// What it guards is no atomic: a lock that let two in would lose counts, and the thread sanitizer would say
// so.
TEST(OwnerLock, LetsOneInAtATime) {
  OwnerLock lock;
  long counter = 0;
  constexpr long owners_turns = 2'000'000;
  constexpr long others_turns = 2'000;
  std::vector<std::thread> others;
  for (int i = 0; i < 3; ++i) {
    others.emplace_back([&] {
      for (long turn = 0; turn < others_turns; ++turn) {
        OwnerLock::Seized seized(lock);
        ++counter;
      }
    });
  }
  for (long turn = 0; turn < owners_turns; ++turn) {
    OwnerLock::Entered entered(lock);
    ++counter;
  }
  for (std::thread& other : others) other.join();
  EXPECT_EQ(counter, owners_turns + 3 * others_turns);
}
