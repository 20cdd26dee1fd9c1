// Rows of one cast_assoc that take over each other's values in a unique index.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "anqa/base/log_capture.hpp"
#include "anqa/data/association.hpp"
#include "anqa/data/blocking_repo.hpp"
#include "anqa/data/internal/test_database.hpp"
#include "anqa/data/migration.hpp"

namespace anqa {
namespace {

using ::testing::ElementsAre;

struct Song : Schema<"songs"> {
  std::int64_t id = 0;
  std::int64_t album_id = 0;
  int position = 0;
  std::string title;
  std::optional<std::string> code;
};

struct Album : Schema<"albums"> {
  std::int64_t id = 0;
  has_many<Song, "album_id", OnReplace::delete_, preload_order<"position">> songs;
};

const Migration migrations[] = {{1, "albums", [](MigrationSteps& db) {
                                   db.create_table("albums");
                                   db.create_table("songs")
                                       .references("album_id", "albums", {.null = false})
                                       .add("position", ColumnType::integer, {.null = false})
                                       .add("title", ColumnType::string, {.null = false})
                                       .add("code", ColumnType::string);
                                   db.unique_index("songs", {"album_id", "position"});
                                   db.unique_index("songs", {"title"});
                                   db.unique_index("songs", {"code"});
                                 }}};

Changeset<Song> declared(Changeset<Song> song) {
  return std::move(song)
      .unique_constraint<&Song::album_id, &Song::position>()
      .unique_constraint<&Song::title>()
      .unique_constraint<&Song::code>();
}

class RowMoves : public ::testing::TestWithParam<detail::Dialect::Kind> {
 protected:
  RowMoves() {
    migrate(*database, migrations);
    album = repo.insert(change(Album{}).put_assoc<&Album::songs>(
                            std::vector<Song>{{.position = 1, .title = "a", .code = "A"},
                                              {.position = 2, .title = "b", .code = "B"},
                                              {.position = 3, .title = "c", .code = "C"}}))
                .value();
  }
  /// The songs at these positions, in the order a, b, c.
  auto moved_to(std::vector<int> positions, bool declare = true) {
    std::vector<Changeset<Song>> songs;
    for (std::size_t i = 0; i < album.songs.size(); ++i) {
      auto song = change(album.songs[i]).put_change<&Song::position>(positions[i]);
      songs.push_back(declare ? declared(std::move(song)) : std::move(song));
    }
    return songs;
  }
  auto store(std::vector<Changeset<Song>> songs) {
    return repo.update(change(album).put_assoc<&Album::songs>(std::move(songs)));
  }
  std::vector<std::string> titles() {
    std::vector<std::string> all;
    for (const auto& song : repo.all(from<Song>().order_by(asc(field<&Song::position>))))
      all.push_back(song.title);
    return all;
  }

  LogCapture quiet;
  detail::TestDatabase where{GetParam()};
  std::unique_ptr<Database> database = where.open();
  BlockingRepo repo{*database};
  Album album;
};
ANQA_ON_BOTH_DATABASES(RowMoves);

TEST_P(RowMoves, AShiftMakesRoomInEitherDirection) {
  auto songs = moved_to({2, 3, 4}, false);
  songs.push_back(change(Song{.position = 1, .title = "new"}));
  album = store(std::move(songs)).value();
  EXPECT_THAT(titles(), ElementsAre("new", "a", "b", "c"));
  // The first is left out, and the others move up.
  std::vector<Changeset<Song>> left;
  for (const auto& song : album.songs) {
    if (song.title != "new") left.push_back(change(song).put_change<&Song::position>(song.position - 1));
  }
  store(std::move(left)).value();
  EXPECT_THAT(titles(), ElementsAre("a", "b", "c"));
}

TEST_P(RowMoves, ASwapAndACircleGoThrough) {
  album = store(moved_to({2, 1, 3})).value();
  EXPECT_THAT(titles(), ElementsAre("b", "a", "c"));
  album = repo.preload<&Album::songs>(repo.fetch<Album>(album.id));
  store(moved_to({2, 3, 1})).value();
  EXPECT_THAT(titles(), ElementsAre("c", "b", "a"));
}

TEST_P(RowMoves, TextsAndWhatMayBeNothingAreSwappedToo) {
  const auto& [a, b, c] = std::tie(album.songs[0], album.songs[1], album.songs[2]);
  auto swapped = [](const Song& song, const Song& with) {
    return declared(change(song).put_change<&Song::title>(with.title).put_change<&Song::code>(with.code));
  };
  store({swapped(a, b), swapped(b, a), declared(change(c))}).value();
  EXPECT_THAT(titles(), ElementsAre("b", "a", "c"));
  EXPECT_EQ(repo.fetch<Song>(a.id).code, "B");
}

TEST_P(RowMoves, WhatBelongsToAnotherIsStillTaken) {
  const auto other = repo.insert(Album{}).value();
  repo.insert(Song{.album_id = other.id, .position = 1, .title = "taken"}).value();
  auto songs = moved_to({2, 1, 3});
  songs[0].put_change<&Song::title>("taken");
  const auto refused = store(std::move(songs));
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().errors_on("songs.0.title"), ElementsAre("has already been taken"));
  EXPECT_EQ(repo.fetch<Song>(album.songs[1].id).position, 2) << "nothing was stored";
}

TEST_P(RowMoves, AnyNewOrderOfManyGoesThrough) {
  std::vector<Changeset<Song>> songs;
  for (const auto& song : album.songs) songs.push_back(declared(change(song)));
  for (int i = 4; i <= 60; ++i) {
    songs.push_back(declared(change(Song{.position = i, .title = "t" + std::to_string(i)})));
  }
  album = store(std::move(songs)).value();
  for (const int step : {7, 13, 59}) {
    std::vector<int> positions;
    for (int i = 0; i < 60; ++i) positions.push_back(i * step % 61 + 1);
    std::ranges::replace(positions, 61, 60 * step % 61 + 1);
    std::ranges::sort(positions, {}, [step](int p) { return p * step % 61; });
    album = store(moved_to(positions)).value();
    for (std::size_t i = 0; i < positions.size(); ++i) EXPECT_EQ(album.songs[i].position, positions[i]);
  }
}

}  // namespace
}  // namespace anqa
