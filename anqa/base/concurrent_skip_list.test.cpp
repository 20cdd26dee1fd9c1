#include "anqa/base/concurrent_skip_list.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <map>
#include <string>
#include <thread>
#include <vector>

namespace {

using anqa::ConcurrentSkipList;
using anqa::EpochGuard;
using List = ConcurrentSkipList<int, std::string>;

template <class L, class K, class V>
void put(L& list, const K& key, V value) {
  typename L::Locked locked(list, key);
  if (auto* old = locked.head()) {
    locked.replace(*old, std::move(value));
  } else {
    locked.push(key, std::move(value));
  }
}
template <class L, class K>
bool take(L& list, const K& key) {
  typename L::Locked locked(list, key);
  auto* old = locked.head();
  if (old) locked.erase(*old);
  return old != nullptr;
}

TEST(ConcurrentSkipList, IsOrdered) {
  List list;
  for (int key : {5, 1, 9, 3}) put(list, key, std::to_string(key));
  const EpochGuard guard;
  EXPECT_EQ(list.first()->key, 1);
  EXPECT_EQ(list.last()->key, 9);
  EXPECT_EQ(list.after(3)->key, 5);
  EXPECT_EQ(list.after(4)->key, 5);
  EXPECT_EQ(list.after(9), nullptr);
  EXPECT_EQ(list.before(3)->key, 1);
  EXPECT_EQ(list.before(1), nullptr);
  EXPECT_EQ(list.not_before(3)->key, 3);
  EXPECT_EQ(list.find(5)->value, "5");
  EXPECT_EQ(list.find(4), nullptr);
}

TEST(ConcurrentSkipList, IsAMap) {
  rc::check("ConcurrentSkipList does what std::map does",
            [](const std::vector<std::pair<std::uint8_t, int>>& steps) {
              ConcurrentSkipList<int, int> list;
              std::map<int, int> model;
              for (auto [what, value] : steps) {
                const int key = what / 4;
                if (what % 4 == 0) {
                  RC_ASSERT(take(list, key) == (model.erase(key) > 0));
                } else if (what % 4 == 1) {
                  const EpochGuard guard;
                  auto* after = list.after(key);
                  auto expected = model.upper_bound(key);
                  RC_ASSERT((after != nullptr) == (expected != model.end()));
                  if (after) RC_ASSERT(after->key == expected->first && after->value == expected->second);
                } else {
                  put(list, key, value);
                  model.insert_or_assign(key, value);
                }
              }
              std::vector<std::pair<int, int>> all;
              list.for_each_until([&](int key, int value) {
                all.emplace_back(key, value);
                return false;
              });
              RC_ASSERT(all == (std::vector<std::pair<int, int>>(model.begin(), model.end())));
              RC_ASSERT(list.size() == model.size());
            });
}

TEST(ConcurrentSkipList, ReadersGoOnWhileAWriterWrites) {
  List list;
  put(list, 1000, "always");
  std::atomic<bool> done{false};
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 2; ++t) {
    threads.emplace_back([&] {
      while (!done.load(std::memory_order_relaxed)) {
        const EpochGuard guard;
        auto* found = list.find(1000);
        if (!found || found->value != "always") ++wrong;
        int last = -1;
        list.for_each_until([&](int key, const std::string& value) {
          if (key <= last || (key != 1000 && value != std::to_string(key))) ++wrong;
          last = key;
          return false;
        });
        if (last != 1000) ++wrong;
      }
    });
  }
  for (int round = 0; round < 30; ++round) {
    for (int key = 0; key < 200; ++key) put(list, key, std::to_string(key));
    for (int key = 0; key < 200; key += 2) put(list, key, std::to_string(key));
    for (int key = 0; key < 200; ++key) take(list, (key * 7) % 200);
  }
  done = true;
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(list.size(), 1U);
}

}  // namespace
