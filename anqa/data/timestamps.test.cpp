#include "anqa/data/timestamps.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace anqa {
namespace {

using namespace std::chrono;
using namespace std::chrono_literals;

TEST(Iso8601, WritesMicrosecondsAndAlwaysTheSameWidth) {
  EXPECT_EQ(to_iso8601(sys_days(2026y / 11 / 22) + 16h + 5min + 9s + 42us), "2026-11-22T16:05:09.000042Z");
  EXPECT_EQ(to_iso8601(UtcTime{}), "1970-01-01T00:00:00.000000Z");
  EXPECT_EQ(to_iso8601(UtcTime{} - 1us), "1969-12-31T23:59:59.999999Z");
}

TEST(Iso8601, ReadsWhatBrowsersAndDatabasesWrite) {
  const auto noon = sys_days(2026y / 2 / 28) + 12h;
  EXPECT_EQ(parse_iso8601("2026-02-28T12:00"), noon);
  EXPECT_EQ(parse_iso8601("2026-02-28 12:00:00"), noon);
  EXPECT_EQ(parse_iso8601("2026-02-28T12:00:00.5Z"), noon + 500ms);
  EXPECT_EQ(parse_iso8601("2026-02-28T12:00:00.123456789Z"), noon + 123456us);
  EXPECT_EQ(parse_iso8601("2026-02-28T13:30:00+01:30"), noon);
  EXPECT_EQ(parse_iso8601("2026-02-28T07:00:00-05:00"), noon);
  EXPECT_EQ(parse_iso8601("2024-02-29T12:00:00Z"), sys_days(2024y / 2 / 29) + 12h);
}

TEST(Iso8601, RefusesTimesThatDoNotExist) {
  for (auto text :
       {"", "2026", "2026-02-30T00:00:00Z", "2025-02-29T00:00:00Z", "2026-13-01T00:00:00Z",
        "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01T00:00:60Z", "2026-01-01T00:00:00.Z",
        "2026-01-01T00:00:00Zjunk", "2026-01-01T00:00:00+1", "2026-1-1T00:00", "2026-01-01", "junk",
        "2026-01-01T00:00:00.1234567890Z", "-026-01-01T00:00:00Z"}) {
    EXPECT_EQ(parse_iso8601(text), std::nullopt) << text;
  }
  EXPECT_THROW(to_iso8601(sys_days(10000y / 1 / 1)), std::out_of_range);
}

TEST(Iso8601, ComesBackAsItWentAndKeepsOrder) {
  EXPECT_TRUE(rc::check([] {
    const auto low = sys_days(0y / 1 / 1).time_since_epoch() / 1us;
    const auto high = sys_days(9999y / 12 / 31).time_since_epoch() / 1us;
    const UtcTime a{microseconds(*rc::gen::inRange<std::int64_t>(low, high))};
    const UtcTime b{microseconds(*rc::gen::inRange<std::int64_t>(low, high))};
    RC_ASSERT(parse_iso8601(to_iso8601(a)) == a);
    RC_ASSERT((to_iso8601(a) < to_iso8601(b)) == (a < b));
  }));
}

}  // namespace
}  // namespace anqa
