// Rows go to cells whole: every kind of column, and what was preloaded.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "anqa/data/association.hpp"
#include "anqa/data/bytes.hpp"
#include "anqa/data/dates.hpp"
#include "anqa/data/decimal.hpp"
#include "anqa/data/uuid.hpp"
#include "anqa/runtime/detail/wire_codec.hpp"

namespace anqa {
namespace {

using ::testing::SizeIs;

struct Track;
struct Shop;

struct Disc : Schema<"discs"> {
  Uuid id;
  std::string title;
  Decimal price;
  Date released;
  std::optional<TimeOfDay> at;
  Bytes cover;
  Virtual<std::string> note;
  std::int64_t shop_id = 0;
  Timestamps timestamps;
  has_many<Track> tracks;
  belongs_to<Shop> shop;
  has_many_through<Disc, "tracks", "disc"> others;

  bool operator==(const Disc&) const = default;
};

struct Track : Schema<"tracks"> {
  std::int64_t id = 0;
  Uuid disc_id;
  std::string name;
  belongs_to<Disc> disc;
};

struct Shop : Schema<"shops"> {
  std::int64_t id = 0;
  has_one<Disc> best;
  many_to_many<Track, "heard"> heard;
};

static_assert(detail::is_wire_able<Disc> && detail::is_wire_able<Track> && detail::is_wire_able<Shop>);

Disc disc() {
  Disc disc{.id = Uuid::v7(),
            .title = "Blue",
            .price = Decimal(1250, 2),
            .released = Date(std::chrono::year(1971), std::chrono::month(6), std::chrono::day(22)),
            .cover = Bytes(std::string("\0\1", 2)),
            .note = {"n"},
            .timestamps = {.inserted_at = utc_now()}};
  Track inner{.id = 1, .disc_id = disc.id, .name = "California"};
  inner.disc.put(Disc{.title = "inside"});
  disc.tracks.put({inner, Track{.id = 2, .name = "Carey"}});
  disc.shop.put_none();
  return disc;
}

std::string bytes_of(const Disc& disc) {
  std::string out;
  WireWriter writer(out);
  detail::wire_put(disc, writer);
  return out;
}

TEST(WireOfRows, TakesTheColumnsAndWhatIsLoaded) {
  const auto sent = disc();
  const auto bytes = bytes_of(sent);
  WireReader reader(bytes.data(), bytes.size());
  Disc got;
  detail::wire_get(got, reader);
  EXPECT_TRUE(reader.done());
  EXPECT_EQ(got, sent);
  EXPECT_EQ(got.price.to_string(), "12.50");
  EXPECT_EQ(got.note.value, "n");
  ASSERT_THAT(got.tracks, SizeIs(2));
  EXPECT_EQ(got.tracks[0].disc->title, "inside");
  EXPECT_FALSE(got.tracks[1].disc.loaded());
  EXPECT_EQ(got.shop.get(), nullptr);
  EXPECT_FALSE(got.others.loaded());
}

TEST(WireOfRows, WhatIsCutOffFails) {
  const auto bytes = bytes_of(disc());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    WireReader reader(bytes.data(), size);
    Disc got;
    detail::wire_get(got, reader);
    EXPECT_FALSE(reader.done()) << size;
  }
}

}  // namespace
}  // namespace anqa
