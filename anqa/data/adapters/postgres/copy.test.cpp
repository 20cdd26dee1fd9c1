#include "anqa/data/adapters/postgres/copy.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "anqa/base/log_capture.hpp"
#include "anqa/data/adapters/sqlite/sqlite.hpp"
#include "anqa/data/internal/postgres_cluster.hpp"
#include "anqa/data/migration.hpp"

namespace anqa {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

struct Tea : Schema<"teas"> {
  std::int64_t id = 0;
  std::string name;
  std::optional<double> weight;
  bool green = false;
  std::optional<Bytes> picture;
  Timestamps timestamps;
};

const Migration migrations[] = {{1, "teas", [](MigrationSteps& db) {
                                   db.create_table("teas")
                                       .add("name", ColumnType::string, {.null = false})
                                       .add("weight", ColumnType::number)
                                       .add("green", ColumnType::boolean, {.null = false})
                                       .add("picture", ColumnType::bytes)
                                       .timestamps();
                                   db.unique_index("teas", {"name"});
                                 }}};

class PostgresCopy : public ::testing::Test {
 protected:
  PostgresCopy() { migrate(*database, migrations); }

  LogCapture quiet;
  std::unique_ptr<Database> database =
      open_postgres({.url = detail::PostgresCluster::shared().new_database()});
  BlockingRepo repo{*database};
};

TEST_F(PostgresCopy, StoresManyRowsAsTheyAre) {
  const std::vector<Tea> teas = {
      {.name = "", .weight = 0.1, .green = true},
      {.name = "tab\there\nline\rreturn\\N back\\slash ünï", .picture = Bytes(std::string("\0\1\xFF\\", 4))},
      {.name = "\\.", .weight = -1e300},
  };
  const auto count = repo.transaction([&](BlockingRepo& tx) { return copy_all(tx, teas); });
  EXPECT_EQ(count, 3);
  const auto stored = repo.all(from<Tea>().order_by(asc(field<&Tea::id>)));
  ASSERT_THAT(stored, SizeIs(3));
  for (std::size_t i = 0; i < teas.size(); ++i) {
    EXPECT_EQ(stored[i].name, teas[i].name);
    EXPECT_EQ(stored[i].weight, teas[i].weight);
    EXPECT_EQ(stored[i].green, teas[i].green);
    EXPECT_EQ(stored[i].picture, teas[i].picture);
    EXPECT_GT(stored[i].id, 0);
    EXPECT_NE(stored[i].timestamps.inserted_at, UtcTime{});
  }
}

TEST_F(PostgresCopy, OfManyPiecesIsOneCopy) {
  std::vector<Tea> teas;
  for (int i = 0; i < 20'000; ++i) teas.push_back({.name = "tea " + std::to_string(i)});
  EXPECT_EQ(repo.transaction([&](BlockingRepo& tx) { return copy_all(tx, teas); }), 20'000);
  // One that violates a constraint is refused as a whole.
  teas.resize(10'000);
  teas.back().name = "tea 1";
  for (std::size_t i = 0; i + 1 < teas.size(); ++i) teas[i].name += " again";
  EXPECT_THROW(repo.transaction([&](BlockingRepo& tx) { return copy_all(tx, teas); }), ConstraintError);
  EXPECT_EQ(repo.count(from<Tea>()), 20'000);
}

TEST_F(PostgresCopy, WhatThrowsMeanwhileStopsIt) {
  EXPECT_THROW(repo.transaction([&](BlockingRepo& tx) {
    copy_in(tx, "COPY teas (name, green, inserted_at, updated_at) FROM STDIN",
            [sent = 0]() mutable -> std::optional<std::string> {
              if (++sent == 3) throw std::runtime_error("no more");
              return "tea " + std::to_string(sent) + "\tt\tnow\tnow\n";
            });
  }),
               std::runtime_error);
  EXPECT_EQ(repo.count(from<Tea>()), 0);
  EXPECT_THROW(repo.transaction([&](BlockingRepo& tx) {
    copy_out(tx, "COPY (SELECT generate_series(1, 1000000)) TO STDOUT",
             [](std::string_view) { throw std::runtime_error("enough"); });
  }),
               std::runtime_error);
  EXPECT_EQ(repo.count(from<Tea>()), 0);  // the connection can be used again
}

TEST_F(PostgresCopy, GivesRows) {
  std::vector<std::string> rows;
  const auto count = repo.transaction([&](BlockingRepo& tx) {
    return copy_out(tx, "COPY (SELECT n, 'tea ' || n FROM generate_series(1, 3) AS n) TO STDOUT",
                    [&](std::string_view row) { rows.emplace_back(row); });
  });
  EXPECT_EQ(count, 3);
  EXPECT_THAT(rows, ElementsAre("1\ttea 1\n", "2\ttea 2\n", "3\ttea 3\n"));
}

TEST_F(PostgresCopy, IsRefusedWhereItIsNone) {
  const auto nothing = []() -> std::optional<std::string> { return std::nullopt; };
  for (const char* sql : {"SELECT 1", "COPY teas TO STDOUT", "COPY nowhere FROM STDIN"}) {
    EXPECT_THROW(repo.transaction([&](BlockingRepo& tx) { copy_in(tx, sql, nothing); }), DatabaseError);
  }
  EXPECT_THROW(repo.transaction(
                   [&](BlockingRepo& tx) { copy_out(tx, "COPY teas FROM STDIN", [](std::string_view) {}); }),
               DatabaseError);
  EXPECT_EQ(repo.count(from<Tea>()), 0);
  const auto sqlite = open_sqlite({.database = ":memory:"});
  BlockingRepo other(*sqlite);
  try {
    other.transaction([&](BlockingRepo& tx) { copy_in(tx, "COPY teas FROM STDIN", nothing); });
    FAIL();
  } catch (const DatabaseError& error) {
    EXPECT_THAT(error.what(), HasSubstr("insert_all()"));
  }
}

}  // namespace
}  // namespace anqa
