#include "anqa/base/hash.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <set>
#include <string>
#include <tuple>

namespace {

using anqa::Equal;
using anqa::Hash;

struct Point {
  int x;
  int y;
  bool operator==(const Point&) const = default;
};

TEST(Hash, TextsOfAnyKindHashAlike) {
  for (std::size_t size = 0; size < 40; ++size) {
    const std::string text(size, 'x');
    EXPECT_EQ(Hash{}(text), Hash{}(std::string_view(text)));
    EXPECT_EQ(Hash{}(text), Hash{}(text.c_str()));
  }
}

TEST(Hash, SimilarKeysDiffer) {
  std::set<std::size_t> seen;
  for (int i = 0; i < 20'000; ++i) {
    seen.insert(Hash{}("room:" + std::to_string(i)));
    seen.insert(Hash{}(std::to_string(i) + ":a name that is longer than sixteen"));
    seen.insert(Hash{}(i));
    seen.insert(Hash{}(Point{i, 0}));
    seen.insert(Hash{}(Point{0, i + 1}));
    seen.insert(Hash{}(std::tuple(i, std::string("a"))));
  }
  EXPECT_EQ(seen.size(), 120'000U);
}

TEST(Hash, HighAndLowBitsAreBothSpread) {
  std::set<std::size_t> high;
  std::set<std::size_t> low;
  for (int i = 0; i < 4096; ++i) {
    high.insert(Hash{}(i) >> 52);
    low.insert(Hash{}(std::to_string(i)) & 4095);
  }
  // Of 4096 balls in 4096 boxes about 63% of the boxes get one.
  EXPECT_GT(high.size(), 2400U);
  EXPECT_GT(low.size(), 2400U);
}

TEST(Hash, EqualIsEqual) {
  rc::check("Equal says what == says", [](const std::string& a, const std::string& b, std::uint8_t flip) {
    RC_ASSERT(Equal{}(a, b) == (a == b));
    std::string same = a;
    RC_ASSERT(Equal{}(a, std::string_view(same)));
    if (same.empty()) return;
    same[flip % same.size()] ^= 1;
    RC_ASSERT(!Equal{}(a, same));
  });
  EXPECT_TRUE(Equal{}(1, 1L));
  EXPECT_FALSE(Equal{}("a", std::string("b")));
}

}  // namespace
