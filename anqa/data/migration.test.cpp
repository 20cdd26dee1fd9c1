#include "anqa/data/migration.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "anqa/data/adapters/sqlite/sqlite.hpp"
#include "anqa/data/database_error.hpp"
#include "anqa/data/internal/temporary_file.hpp"

namespace anqa {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

void create_teas(MigrationSteps& db) {
  db.create_table("teas")
      .add("name", ColumnType::string, {.null = false})
      .add("stock", ColumnType::integer, {.null = false, .default_value = std::int64_t{0}})
      .add("organic", ColumnType::boolean, {.null = false, .default_value = false})
      .check("stock_is_not_negative", "stock >= 0")
      .timestamps();
  db.unique_index("teas", {"name"});
}
void drop_teas(MigrationSteps& db) { db.drop_table("teas"); }

void create_cups(MigrationSteps& db) {
  db.create_table("cups").references("tea_id", "teas", {.null = false, .on_delete = OnDelete::delete_all});
  db.index("cups", {"tea_id"});
  db.alter_table("teas").add("origin", ColumnType::string, {.null = false, .default_value = "Ben's"});
}
void drop_cups(MigrationSteps& db) {
  db.drop_index("cups", {"tea_id"});
  db.drop_table("cups");
}

void half_way(MigrationSteps& db) {
  db.create_table("half").add("a", ColumnType::integer);
  db.execute("INSERT INTO nowhere VALUES (1)");
}

const std::vector<Migration> teas = {{20261122000002, "create cups", create_cups, drop_cups},
                                     {20261122000001, "create teas", create_teas, drop_teas}};

std::vector<std::string> tables(Database& database) {
  std::vector<std::string> names;
  auto lease = database.writer("test");
  auto rows = lease->query("SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sqlite%' ORDER BY name");
  while (rows->next()) names.emplace_back(rows->text(0));
  return names;
}

TEST(MigrationSteps, SpellsSqlite) {
  MigrationSteps steps;
  create_teas(steps);
  create_cups(steps);
  EXPECT_THAT(
      steps.statements(),
      ElementsAre(
          R"(CREATE TABLE "teas" ("id" INTEGER PRIMARY KEY AUTOINCREMENT, "name" TEXT NOT NULL, )"
          R"("stock" INTEGER NOT NULL DEFAULT 0, "organic" INTEGER NOT NULL DEFAULT 0 CHECK ("organic" IN (0, 1)), )"
          R"("inserted_at" TEXT NOT NULL, "updated_at" TEXT NOT NULL, )"
          R"(CONSTRAINT "stock_is_not_negative" CHECK (stock >= 0)) STRICT)",
          R"(CREATE UNIQUE INDEX "teas_name_index" ON "teas" ("name"))",
          R"(CREATE TABLE "cups" ("id" INTEGER PRIMARY KEY AUTOINCREMENT, )"
          R"("tea_id" INTEGER NOT NULL REFERENCES "teas" ("id") ON DELETE CASCADE) STRICT)",
          R"(CREATE INDEX "cups_tea_id_index" ON "cups" ("tea_id"))",
          R"(ALTER TABLE "teas" ADD COLUMN "origin" TEXT NOT NULL DEFAULT 'Ben''s')"));
}

TEST(Migrate, RunsWhatIsNewOldestFirstAndOnce) {
  auto database = open_sqlite({.database = ":memory:"});
  EXPECT_THAT(migrate(*database, teas), ElementsAre(20261122000001, 20261122000002));
  EXPECT_THAT(migrate(*database, teas), IsEmpty());
  EXPECT_THAT(migrated_versions(*database), ElementsAre(20261122000001, 20261122000002));
  EXPECT_THAT(tables(*database),
              ElementsAre("cups", "cups_tea_id_index", "schema_migrations", "teas", "teas_name_index"));
}

TEST(Rollback, UndoesTheNewestFirst) {
  auto database = open_sqlite({.database = ":memory:"});
  migrate(*database, teas);
  EXPECT_THAT(rollback(*database, teas), ElementsAre(20261122000002));
  EXPECT_THAT(tables(*database), ElementsAre("schema_migrations", "teas", "teas_name_index"));
  EXPECT_THAT(rollback(*database, teas, 5), ElementsAre(20261122000001));
  EXPECT_THAT(migrated_versions(*database), IsEmpty());
}

TEST(Migrate, AFailedMigrationLeavesNothingAndSaysWhatFailed) {
  auto database = open_sqlite({.database = ":memory:"});
  const std::vector<Migration> broken = {teas[1], {20261122000003, "half way", half_way}};
  try {
    migrate(*database, broken);
    FAIL();
  } catch (const DatabaseError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("20261122000003"), HasSubstr("half way"),
                                    HasSubstr("no such table"), HasSubstr("INSERT INTO nowhere VALUES (1)")));
  }
  EXPECT_THAT(migrated_versions(*database), ElementsAre(20261122000001));
  EXPECT_THAT(tables(*database), ElementsAre("schema_migrations", "teas", "teas_name_index"));
}

TEST(Migrate, RefusesWhatIsAmbiguousOrImpossible) {
  auto database = open_sqlite({.database = ":memory:"});
  const std::vector<Migration> twice = {{1, "a", create_teas}, {1, "b", create_cups}};
  EXPECT_THROW(migrate(*database, twice), DatabaseError);
  const std::vector<Migration> one_way = {{1, "a", [](MigrationSteps& db) {
                                             create_teas(db);
                                             db.execute("UPDATE teas SET stock = 1");
                                           }}};
  migrate(*database, one_way);
  EXPECT_THROW(rollback(*database, one_way), DatabaseError);
  EXPECT_THROW(rollback(*database, {}), DatabaseError);
  EXPECT_THAT(migrated_versions(*database), ElementsAre(1));
}

TEST(Migrate, TwoProgramsMayStartAtOnce) {
  detail::TemporaryFile file("shared.db");
  auto first = open_sqlite({.database = file.path()});
  auto second = open_sqlite({.database = file.path()});
  migrate(*first, teas);
  EXPECT_THAT(migrate(*second, teas), IsEmpty());
}

}  // namespace
}  // namespace anqa
