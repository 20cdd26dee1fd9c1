#include "anqa/otp/internal/pid_map.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <memory>
#include <vector>

using anqa::Pid;
using anqa::detail::PidMap;

RC_GTEST_PROP(PidMap, HoldsWhatAMapHolds, ()) {
  PidMap<std::unique_ptr<int>> ours;
  std::map<Pid, int> theirs;
  const auto steps = *rc::gen::container<std::vector<std::pair<std::uint8_t, bool>>>(rc::gen::pair(
      rc::gen::arbitrary<std::uint8_t>(), rc::gen::weightedElement<bool>({{2, true}, {1, false}})));
  int next = 0;
  for (const auto& [number, add] : steps) {
    const Pid pid{.index = number, .serial = 1U + number % 3U};
    auto* found = ours.find(pid);
    RC_ASSERT((found != nullptr) == theirs.contains(pid));
    if (found) RC_ASSERT(**found == theirs[pid]);
    if (add && !found) {
      ours.insert(pid, std::make_unique<int>(next));
      theirs[pid] = next++;
    } else if (!add) {
      auto taken = ours.take(pid);
      RC_ASSERT(taken.has_value() == theirs.contains(pid));
      if (taken) RC_ASSERT(**taken == theirs[pid]);
      theirs.erase(pid);
    }
    RC_ASSERT(ours.size() == theirs.size());
  }
  std::map<Pid, int> seen;
  ours.for_each([&](Pid pid, const std::unique_ptr<int>& value) { seen[pid] = *value; });
  RC_ASSERT(seen == theirs);
}

TEST(PidMap, GivesItsMemoryBackAsItEmpties) {
  PidMap<int> map;
  for (std::uint32_t i = 0; i < 100'000; ++i) map.insert(Pid{.index = i, .serial = 1}, static_cast<int>(i));
  for (std::uint32_t i = 0; i < 100'000; ++i) {
    ASSERT_EQ(map.take(Pid{.index = i, .serial = 1}), static_cast<int>(i));
  }
  EXPECT_TRUE(map.empty());
  EXPECT_EQ(map.take(Pid{.index = 5, .serial = 1}), std::nullopt);
}
