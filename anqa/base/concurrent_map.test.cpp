#include "anqa/base/concurrent_map.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <map>
#include <string>
#include <thread>
#include <vector>

namespace {

using anqa::ConcurrentMap;
using anqa::EpochGuard;
using Map = ConcurrentMap<std::string, int>;

std::optional<int> get(const Map& map, std::string_view key) {
  const EpochGuard guard;
  const Map::Entry* entry = map.find(key);
  return entry ? std::optional(entry->value) : std::nullopt;
}

TEST(ConcurrentMap, FindsWhatWasInserted) {
  Map map;
  EXPECT_TRUE(map.insert_new("one", 1));
  EXPECT_FALSE(map.insert_new("one", 11));
  map.insert_or_assign("two", 2);
  map.insert_or_assign("two", 22);
  EXPECT_EQ(get(map, "one"), 1);
  EXPECT_EQ(get(map, "two"), 22);
  EXPECT_EQ(get(map, "three"), std::nullopt);
  EXPECT_EQ(map.size(), 2U);
  EXPECT_EQ(map.erase(std::string_view("one")), 1U);
  EXPECT_EQ(get(map, "one"), std::nullopt);
}

bool under_lock = false;
struct GoesUnlocked {
  GoesUnlocked() = default;
  GoesUnlocked(const GoesUnlocked&) = delete;
  GoesUnlocked& operator=(const GoesUnlocked&) = delete;
  ~GoesUnlocked() { EXPECT_FALSE(under_lock); }
};

TEST(ConcurrentMap, DestructorsOfValuesDoNotRunUnderItsLock) {
  using Values = ConcurrentMap<int, GoesUnlocked>;
  Values map(1);
  for (int i = 0; i < 200; ++i) {
    Values::Locked locked(map, i % 3);
    under_lock = true;
    if (Values::Entry* old = locked.head()) {
      i % 2 == 0 ? locked.replace(*old) : locked.erase(*old);
    } else {
      locked.push(i % 3);
    }
    under_lock = false;
  }
}

TEST(ConcurrentMap, AKeyMayHaveSeveralEntries) {
  Map map;
  for (int i = 1; i <= 4; ++i) Map::Locked(map, "key").push("key", i);
  EXPECT_EQ(Map::Locked(map, "key").erase_if([](int value) { return value % 2 == 0; }), 2U);
  std::vector<int> left;
  map.for_each([&](const std::string&, int value) { left.push_back(value); });
  EXPECT_EQ(left, (std::vector{3, 1}));
}

struct Point {
  int x;
  int y;
  bool operator==(const Point&) const = default;
};

TEST(ConcurrentMap, KeysMayBePlainStructs) {
  ConcurrentMap<Point, std::string> map(1);
  map.insert_new(Point{1, 2}, "a");
  map.insert_new(Point{2, 1}, "b");
  const EpochGuard guard;
  EXPECT_EQ(map.find(Point{2, 1})->value, "b");
  EXPECT_EQ(map.find(Point{2, 2}), nullptr);
}

TEST(ConcurrentMap, IsAMap) {
  rc::check("ConcurrentMap does what std::map does",
            [](const std::vector<std::pair<std::uint8_t, int>>& steps) {
              ConcurrentMap<int, int> map(2);
              std::map<int, int> model;
              for (auto [what, value] : steps) {
                const int key = what / 4;
                switch (what % 4) {
                  case 0:
                    RC_ASSERT(map.insert_new(key, value) == model.try_emplace(key, value).second);
                    break;
                  case 1:
                    map.insert_or_assign(key, value);
                    model.insert_or_assign(key, value);
                    break;
                  case 2:
                    RC_ASSERT(map.erase(key) == model.erase(key));
                    break;
                  default: {
                    const EpochGuard guard;
                    auto* found = map.find(key);
                    RC_ASSERT((found != nullptr) == model.contains(key));
                    if (found) RC_ASSERT(found->value == model.at(key));
                  }
                }
              }
              std::map<int, int> all;
              map.for_each([&](int key, int value) { RC_ASSERT(all.try_emplace(key, value).second); });
              RC_ASSERT(all == model);
              RC_ASSERT(map.size() == model.size());
            });
}

TEST(ConcurrentMap, ReadersGoOnWhileWritersWrite) {
  ConcurrentMap<int, std::string> map(4);
  map.insert_new(-1, "always");
  std::atomic<bool> done{false};
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 2; ++t) {
    threads.emplace_back([&] {
      while (!done.load(std::memory_order_relaxed)) {
        const EpochGuard guard;
        auto* found = map.find(-1);
        if (!found || found->value != "always") ++wrong;
        if (auto* other = map.find(7); other && other->value != "7") ++wrong;
        int seen = 0;
        map.for_each([&](int key, const std::string& value) {
          seen += key == -1;
          if (key >= 0 && value != std::to_string(key)) ++wrong;
        });
        if (seen != 1) ++wrong;
      }
    });
  }
  std::vector<std::thread> writers;
  for (int t = 0; t < 2; ++t) {
    writers.emplace_back([&, t] {
      for (int round = 0; round < 30; ++round) {
        for (int key = t; key < 200; key += 2) map.insert_or_assign(key, std::to_string(key));
        for (int key = t; key < 200; key += 2) map.erase(key);
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  done = true;
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(map.size(), 1U);
}

}  // namespace
