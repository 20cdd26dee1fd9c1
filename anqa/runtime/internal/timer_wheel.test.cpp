#include "anqa/runtime/internal/timer_wheel.hpp"

#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>

#include "anqa/runtime/deterministic.hpp"

using namespace anqa;
using namespace std::chrono_literals;
using detail::TimerWheel;

// Timers for a process that does not exist: what counts is when the wheel says that something is due.
RC_GTEST_PROP(TimerWheel, NextDeadlineIsNeverLateAndAdvanceFiresAllThatIsDue, ()) {
  System system(std::make_unique<DeterministicScheduler>(1));
  const TimePoint epoch{1h};
  TimerWheel wheel(epoch);
  TimePoint now = epoch;
  std::multimap<TimePoint, detail::TimerHandle> expected;
  const auto steps = *rc::gen::container<std::vector<std::pair<int, std::uint32_t>>>(
      rc::gen::pair(rc::gen::inRange(0, 4), rc::gen::inRange<std::uint32_t>(0, 40'000'000)));
  for (const auto& [what, number] : steps) {
    if (what < 2) {
      const TimePoint deadline = now + std::chrono::milliseconds(number >> (number % 20));
      expected.emplace(deadline, wheel.start(deadline, Pid{}, 0, nullptr));
    } else if (what == 2 && !expected.empty()) {
      auto chosen = std::next(expected.begin(), static_cast<std::ptrdiff_t>(number % expected.size()));
      RC_ASSERT(wheel.cancel(chosen->second));
      RC_ASSERT(!wheel.cancel(chosen->second));
      expected.erase(chosen);
    } else {
      now += std::chrono::milliseconds(number >> (number % 24));
      wheel.advance(now);
      // A timer that is due in the tick that has just begun may be one tick later, never earlier.
      for (auto entry = expected.begin(); entry != expected.end() && entry->first <= now - 1ms;) {
        RC_ASSERT(!wheel.cancel(entry->second));
        entry = expected.erase(entry);
      }
      for (auto entry = expected.begin(); entry != expected.end() && entry->first <= now;) {
        wheel.cancel(entry->second);
        entry = expected.erase(entry);
      }
    }
    if (auto next = wheel.next_deadline()) {
      RC_ASSERT(!expected.empty());
      RC_ASSERT(*next <= expected.begin()->first + 1ms);
    } else {
      RC_ASSERT(expected.empty());
    }
  }
}

TEST(TimerWheel, AMillionTimersAllFireOrAreCancelled) {
  System system(std::make_unique<DeterministicScheduler>(1));
  const TimePoint epoch{1h};
  TimerWheel wheel(epoch);
  std::vector<detail::TimerHandle> handles;
  for (int i = 0; i < 1'000'000; ++i)
    handles.push_back(wheel.start(epoch + std::chrono::milliseconds(i % 10'000 + 1), Pid{}, 0, nullptr));
  for (std::size_t i = 0; i < handles.size(); i += 2) EXPECT_TRUE(wheel.cancel(handles[i]));
  wheel.advance(epoch + 11s);
  EXPECT_FALSE(wheel.next_deadline().has_value());
}
