#include "anqa/runtime/deterministic.hpp"

#include <string>

#include "anqa/runtime/await.hpp"
#include "anqa/runtime/receive.hpp"
#include "anqa/runtime/spawn.hpp"

using namespace anqa;
using namespace std::chrono_literals;

namespace {

Task<void> say(Pid to, std::string word, int times) {
  for (int i = 0; i < times; ++i) {
    send(to, word);
    co_await yield();
  }
}

Task<std::string> listen() {
  spawn(&say, self(), std::string("a"), 4);
  spawn(&say, self(), std::string("b"), 4);
  spawn(&say, self(), std::string("c"), 4);
  std::string heard;
  for (int i = 0; i < 12; ++i) heard += *co_await receive<std::string>();
  co_return heard;
}

std::string heard_under(std::uint64_t seed) {
  System system(std::make_unique<DeterministicScheduler>(seed));
  return system.run(&listen);
}

}  // namespace

TEST(DeterministicScheduler, ASeedReplaysAndAnotherInterleavesOtherwise) {
  bool another = false;
  for (std::uint64_t seed = 1; seed < 20; ++seed) {
    EXPECT_EQ(heard_under(seed), heard_under(seed));
    another = another || heard_under(seed) != heard_under(seed + 1);
  }
  EXPECT_TRUE(another);
}

TEST(DeterministicScheduler, TheClockMovesOnlyWhenAllWait) {
  System system(std::make_unique<DeterministicScheduler>(1));
  auto slept = system.run([]() -> Task<Duration> {
    auto before = System::current().scheduler().now();
    co_await sleep_for(24h);
    co_return System::current().scheduler().now() - before;
  });
  EXPECT_EQ(slept, 24h);
}

TEST(DeterministicScheduler, ADeadlockIsAnErrorThatNamesTheSeed) {
  System system(std::make_unique<DeterministicScheduler>(17));
  try {
    system.run([]() -> Task<void> { co_await receive<int>(); });
    ADD_FAILURE() << "waited for ever";
  } catch (const std::logic_error& error) {
    EXPECT_THAT(error.what(), ::testing::HasSubstr("seed 17"));
  }
}

TEST(DeterministicScheduler, CanBeSteppedByHand) {
  auto owned = std::make_unique<DeterministicScheduler>(1);
  DeterministicScheduler& scheduler = *owned;
  System system(std::move(owned));
  System::Scope scope(system);
  Pid sleeper = spawn([]() -> Task<void> { co_await sleep_for(10s); });
  scheduler.run_until_idle();
  EXPECT_TRUE(is_alive(sleeper));
  scheduler.advance(9s);
  EXPECT_TRUE(is_alive(sleeper));
  scheduler.advance(1s);
  EXPECT_FALSE(is_alive(sleeper));
  EXPECT_FALSE(scheduler.step());
}
