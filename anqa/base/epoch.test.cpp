#include "anqa/base/epoch.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <barrier>
#include <thread>
#include <vector>

namespace {

using anqa::epoch_collect;
using anqa::epoch_delete;
using anqa::EpochGuard;
using anqa::EpochHold;

std::atomic<int> alive{0};

struct Counted {
  explicit Counted(int number) : value(number) { ++alive; }
  ~Counted() {
    value = -1;
    --alive;
  }
  int value;
};

TEST(Epoch, WhatNobodyReadsGoesAtOnce) {
  epoch_delete(new Counted(1));
  EXPECT_EQ(epoch_collect(), 0U);
  EXPECT_EQ(alive, 0);
}

TEST(Epoch, AGuardKeepsWhatWasThereWhenItBegan) {
  std::barrier step(2);
  std::thread reader([&] {
    EpochGuard outer;
    {
      const EpochGuard nested;
    }
    step.arrive_and_wait();
    step.arrive_and_wait();
  });
  step.arrive_and_wait();
  epoch_delete(new Counted(1));
  EXPECT_EQ(epoch_collect(), 1U);
  EXPECT_EQ(alive, 1);
  step.arrive_and_wait();
  reader.join();
  EXPECT_EQ(epoch_collect(), 0U);
  EXPECT_EQ(alive, 0);
}

TEST(Epoch, NothingIsDestroyedUnderAHold) {
  {
    const EpochHold outer;
    {
      const EpochHold nested;
      for (int i = 0; i < 1000; ++i) epoch_delete(new Counted(i));
      EXPECT_EQ(epoch_collect(), 1000U);
    }
    EXPECT_EQ(alive, 1000);
  }
  EXPECT_LT(alive, 200);  // many go at once
  EXPECT_EQ(epoch_collect(), 0U);
  EXPECT_EQ(alive, 0);
}

struct RetiresMore {
  ~RetiresMore() { epoch_delete(new Counted(2)); }
};

TEST(Epoch, ADestructorMayRetireMore) {
  epoch_delete(new RetiresMore);
  EXPECT_EQ(epoch_collect(), 0U);
  EXPECT_EQ(alive, 0);
}

struct ReadsLate {
  ~ReadsLate() {
    const EpochGuard guard;
    epoch_delete(new Counted(3));
    epoch_collect();
  }
};

TEST(Epoch, ServesAThreadThatIsEnding) {
  std::thread([] {
    static thread_local ReadsLate late;
    static_cast<void>(&late);
    epoch_delete(new Counted(4));
  }).join();
  // What the thread left is in a place that other threads take over.
  std::barrier all_have_one(8);
  std::vector<std::thread> heirs;
  for (int i = 0; i < 8; ++i) {
    heirs.emplace_back([&] {
      epoch_collect();
      all_have_one.arrive_and_wait();
      epoch_collect();
    });
  }
  for (std::thread& heir : heirs) heir.join();
  epoch_collect();
  EXPECT_EQ(alive, 0);
}

TEST(Epoch, ReadersNeverSeeWhatIsDestroyed) {
  std::atomic<Counted*> shared{new Counted(0)};
  std::atomic<bool> done{false};
  std::atomic<int> broken{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 3; ++t) {
    threads.emplace_back([&] {
      while (!done.load(std::memory_order_relaxed)) {
        const EpochGuard guard;
        if (shared.load()->value < 0) ++broken;
      }
    });
  }
  for (int i = 1; i < 20'000; ++i) epoch_delete(shared.exchange(new Counted(i)));
  done = true;
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(broken, 0);
  delete shared.load();
  epoch_collect();
  EXPECT_EQ(alive, 0);
}

}  // namespace
