#include "anqa/base/pool.hpp"

#include <gtest/gtest.h>

#include <barrier>
#include <cstdint>
#include <cstring>
#include <set>
#include <thread>
#include <utility>
#include <vector>

namespace {

using anqa::pool_allocate;
using anqa::pool_free;

constexpr std::size_t sizes[] = {0, 1, 15, 16, 17, 64, 100, 256, 1000, 1024, 1025, 5000};

TEST(Pool, GivesAlignedMemoryOfEverySize) {
  for (std::size_t size : sizes) {
    void* block = pool_allocate(size);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(block) % 16, 0u) << size;
    std::memset(block, 0xab, size);
    pool_free(block, size);
  }
}

TEST(Pool, IgnoresNull) { pool_free(nullptr, 16); }

TEST(Pool, LiveBlocksDoNotOverlap) {
  for (std::size_t size : sizes) {
    if (size == 0) continue;
    std::vector<unsigned char*> blocks;
    for (unsigned i = 0; i < 200; ++i) {
      auto* block = static_cast<unsigned char*>(pool_allocate(size));
      std::memset(block, static_cast<int>(i), size);
      blocks.push_back(block);
    }
    for (unsigned i = 0; i < blocks.size(); ++i) {
      EXPECT_EQ(blocks[i][0], i);
      EXPECT_EQ(blocks[i][size - 1], i);
    }
    for (unsigned char* block : blocks) pool_free(block, size);
  }
}

#if !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer)
TEST(Pool, ReusesWhatAnotherThreadFreed) {
  constexpr std::size_t size = 1008;  // a class that no other test of this program uses
  std::set<void*> given;
  std::vector<void*> blocks;
  for (int i = 0; i < 320; ++i) blocks.push_back(pool_allocate(size));
  given.insert(blocks.begin(), blocks.end());
  std::thread([&] {
    for (void* block : blocks) pool_free(block, size);
  }).join();

  std::vector<void*> again;
  for (int i = 0; i < 320; ++i) again.push_back(pool_allocate(size));
  for (void* block : again) EXPECT_TRUE(given.contains(block));
  for (void* block : again) pool_free(block, size);
}
#endif

struct FreesLate {
  void* block = nullptr;
  ~FreesLate() {
    pool_free(block, 48);
    pool_free(pool_allocate(48), 48);
  }
};

TEST(Pool, ServesAThreadThatIsEnding) {
  std::thread([] {
    static thread_local FreesLate late;  // made before the pool's own farewell, so destroyed after it
    late.block = nullptr;
    late.block = pool_allocate(48);
  }).join();
}

TEST(Pool, SurvivesBlocksCrossingThreads) {
  constexpr int threads = 4;
  constexpr int rounds = 40;
  std::vector<std::vector<std::pair<unsigned char*, std::size_t>>> handed(threads);
  std::barrier barrier(threads);
  std::vector<std::thread> running;
  for (int me = 0; me < threads; ++me) {
    running.emplace_back([&, me] {
      for (int round = 0; round < rounds; ++round) {
        const auto mark = static_cast<unsigned char>(me * rounds + round);
        for (int i = 0; i < 100; ++i) {
          const std::size_t size = 1 + static_cast<std::size_t>(i * 37 + round) % 1100;
          auto* block = static_cast<unsigned char*>(pool_allocate(size));
          std::memset(block, mark, size);
          handed[static_cast<std::size_t>(me)].emplace_back(block, size);
        }
        barrier.arrive_and_wait();
        auto& theirs = handed[static_cast<std::size_t>((me + 1) % threads)];
        const auto expected = static_cast<unsigned char>((me + 1) % threads * rounds + round);
        for (auto [block, size] : theirs) {
          EXPECT_EQ(block[0], expected);
          EXPECT_EQ(block[size - 1], expected);
          pool_free(block, size);
        }
        theirs.clear();
        barrier.arrive_and_wait();
      }
    });
  }
  for (std::thread& thread : running) thread.join();
}

}  // namespace
