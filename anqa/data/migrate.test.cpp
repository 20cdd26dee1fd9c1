// Migrations on both databases.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "anqa/base/log_capture.hpp"
#include "anqa/data/database_error.hpp"
#include "anqa/data/internal/test_database.hpp"
#include "anqa/data/migration.hpp"

namespace anqa {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// No `down`: each is turned round.
const std::vector<Migration> history = {
    {1, "create teas",
     [](MigrationSteps& db) {
       db.create_table("teas")
           .add("name", ColumnType::string, {.null = false})
           .add("stock", ColumnType::integer, {.default_value = std::int64_t{0}})
           .check("stock_is_not_negative", "stock >= 0")
           .timestamps();
       db.unique_index("teas", {IndexColumn::expression("lower(name)")}, {.where = "stock > 0"});
     }},
    {2, "cups",
     [](MigrationSteps& db) {
       db.create_table("cups").references("tea_id", "teas", {.on_delete = OnDelete::delete_all});
       db.alter_table("teas").add("origin", ColumnType::string).rename("stock", "in_stock");
       db.rename_table("cups", "mugs");
     }},
    {3, "an index beside the work",
     [](MigrationSteps& db) { db.index("teas", {"origin"}, {.concurrently = true}); }, nullptr, false},
};

class Migrating : public ::testing::TestWithParam<detail::Dialect::Kind> {
 protected:
  /// The columns of a table by name; none when there is no such table.
  std::vector<std::string> columns(const std::string& table) {
    const bool sqlite = GetParam() == detail::Dialect::Kind::sqlite;
    const SqlValue values[] = {table};
    const auto lease = database->writer("test");
    const auto rows = lease->query(
        sqlite ? "SELECT name FROM pragma_table_info(?1) ORDER BY name"
               : "SELECT column_name::text FROM information_schema.columns WHERE table_name = $1 ORDER BY 1",
        values);
    std::vector<std::string> names;
    while (rows->next()) names.emplace_back(rows->text(0));
    return names;
  }

  detail::TestDatabase place{GetParam()};
  std::unique_ptr<Database> database = place.open();
  LogCapture log;
};
ANQA_ON_BOTH_DATABASES(Migrating);

TEST_P(Migrating, GoesUpAndDownAgain) {
  EXPECT_THAT(migrate(*database, history, {.step = 1}), ElementsAre(1));
  const auto before = columns("teas");
  EXPECT_THAT(migrate(*database, history), ElementsAre(2, 3));
  EXPECT_THAT(columns("teas"), ElementsAre("id", "in_stock", "inserted_at", "name", "origin", "updated_at"));
  EXPECT_THAT(columns("mugs"), ElementsAre("id", "tea_id"));
  EXPECT_THAT(rollback(*database, history, {.to = 2}), ElementsAre(3, 2));
  EXPECT_EQ(columns("teas"), before);
  EXPECT_THAT(columns("mugs"), IsEmpty());
  EXPECT_THAT(migrate(*database, history, {.to = 2}), ElementsAre(2));
  EXPECT_THAT(rollback(*database, history, 9), ElementsAre(2, 1));
  EXPECT_THAT(columns("teas"), IsEmpty());
}

TEST_P(Migrating, TellsWhatWasRun) {
  migrate(*database, history, {.step = 2});
  const std::vector<Migration> known = {history[0], history[2]};
  EXPECT_THAT(migration_status(*database, known),
              ElementsAre(MigrationStatus{1, "create teas", true}, MigrationStatus{2, "", true},
                          MigrationStatus{3, "an index beside the work", false}));
}

TEST_P(Migrating, OneThatFailsHalfWayLeavesNothing) {
  const std::vector<Migration> broken = {history[0], {4, "half way", [](MigrationSteps& db) {
                                                        db.create_table("half");
                                                        db.execute("INSERT INTO nowhere VALUES (1)");
                                                      }}};
  try {
    migrate(*database, broken);
    FAIL();
  } catch (const DatabaseError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("4 (half way) failed and was undone"), HasSubstr("nowhere")));
  }
  EXPECT_THAT(columns("half"), IsEmpty());
  EXPECT_THAT(migrated_versions(*database), ElementsAre(1));
}

TEST_P(Migrating, SeveralProgramsAtOnceMigrateOnce) {
  std::vector<std::int64_t> done;
  std::mutex mutex;
  {
    std::vector<std::jthread> programs;
    for (int i = 0; i < 4; ++i) {
      programs.emplace_back([&] {
        const auto mine = place.open();
        for (const auto version : migrate(*mine, history)) {
          const std::lock_guard lock(mutex);
          done.push_back(version);
        }
      });
    }
  }
  EXPECT_THAT(done, ElementsAre(1, 2, 3));
}

TEST(MigratingPostgres, AnIndexIsBuiltConcurrentlyOnlyOutsideATransaction) {
  const LogCapture log;
  const detail::TestDatabase place(detail::Dialect::Kind::postgres);
  const auto database = place.open();
  const std::vector<Migration> wrong = {history[0], {2, "index", [](MigrationSteps& db) {
                                                       db.index("teas", {"name"}, {.concurrently = true});
                                                     }}};
  try {
    migrate(*database, wrong);
    FAIL();
  } catch (const DatabaseError& error) {
    EXPECT_THAT(error.what(), HasSubstr(".transaction = false"));
  }
}

}  // namespace
}  // namespace anqa
