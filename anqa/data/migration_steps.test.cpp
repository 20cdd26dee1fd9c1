#include "anqa/data/migration_steps.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

namespace anqa {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

const detail::Dialect& postgres = detail::postgres_dialect;
const detail::Dialect& sqlite = detail::sqlite_dialect;

void everything(MigrationSteps& db) {
  db.create_table("teas", {.id = ColumnType::uuid})
      .add("name", ColumnType::string, {.null = false})
      .add("price", ColumnType::decimal, {.precision = 10, .scale = 2})
      .add("made_at", ColumnType::utc_time, {.null = false, .default_sql = "now()"})
      .references("shop_id", "shops", {.on_delete = OnDelete::nilify_all, .on_update = OnUpdate::update_all})
      .check("price_is_positive", "price > 0");
  db.index("teas", {"shop_id", IndexColumn::expression("lower(name)")},
           {.where = "price > 5", .using_ = "btree", .include = {"name"}});
  db.alter_table("shops")
      .add("tax", ColumnType::number, {.default_value = 0.5})
      .modify("rank", ColumnType::integer, {.null = false}, {ColumnType::string, {}})
      .rename("title", "name")
      .remove("fax", ColumnType::string);
  db.rename_table("cups", "mugs");
  db.rename_column("mugs", "size", "volume");
  db.create_constraint("mugs", "volume_is_positive", "volume > 0");
  db.execute("UPDATE mugs SET volume = 1", "UPDATE mugs SET volume = 0");
}

TEST(MigrationSteps, SpellsPostgres) {
  MigrationSteps steps;
  everything(steps);
  EXPECT_THAT(
      steps.statements(postgres),
      ElementsAre(
          R"(CREATE TABLE "teas" ("id" uuid NOT NULL PRIMARY KEY, "name" text NOT NULL, )"
          R"("price" numeric(10, 2), "made_at" timestamp with time zone NOT NULL DEFAULT (now()), )"
          R"("shop_id" bigint REFERENCES "shops" ("id") ON DELETE SET NULL ON UPDATE CASCADE, )"
          R"(CONSTRAINT "price_is_positive" CHECK (price > 0)))",
          R"(CREATE INDEX "teas_shop_id_lower_name_index" ON "teas" USING "btree" ("shop_id", (lower(name))) )"
          R"(INCLUDE ("name") WHERE price > 5)",
          R"(ALTER TABLE "shops" ADD COLUMN "tax" double precision DEFAULT 0.5)",
          R"(ALTER TABLE "shops" ALTER COLUMN "rank" DROP DEFAULT, ALTER COLUMN "rank" TYPE bigint )"
          R"(USING "rank"::bigint, ALTER COLUMN "rank" SET NOT NULL)",
          R"(ALTER TABLE "shops" RENAME COLUMN "title" TO "name")",
          R"(ALTER TABLE "shops" DROP COLUMN "fax")", R"(ALTER TABLE "cups" RENAME TO "mugs")",
          R"(ALTER TABLE "mugs" RENAME COLUMN "size" TO "volume")",
          R"(ALTER TABLE "mugs" ADD CONSTRAINT "volume_is_positive" CHECK (volume > 0))",
          "UPDATE mugs SET volume = 1"));
}

TEST(MigrationSteps, TurnsRoundTheLastFirst) {
  MigrationSteps steps;
  everything(steps);
  EXPECT_THAT(
      steps.reversed(postgres),
      ElementsAre("UPDATE mugs SET volume = 0", R"(ALTER TABLE "mugs" DROP CONSTRAINT "volume_is_positive")",
                  R"(ALTER TABLE "mugs" RENAME COLUMN "volume" TO "size")",
                  R"(ALTER TABLE "mugs" RENAME TO "cups")", R"(ALTER TABLE "shops" ADD COLUMN "fax" text)",
                  R"(ALTER TABLE "shops" RENAME COLUMN "name" TO "title")",
                  R"(ALTER TABLE "shops" ALTER COLUMN "rank" DROP DEFAULT, ALTER COLUMN "rank" TYPE text )"
                  R"(USING "rank"::text, ALTER COLUMN "rank" DROP NOT NULL)",
                  R"(ALTER TABLE "shops" DROP COLUMN "tax")", R"(DROP INDEX "teas_shop_id_lower_name_index")",
                  R"(DROP TABLE "teas")"));
}

/// What is said of a step that one database cannot do, or that does not say how it is undone.
std::string refusal(const std::function<void(MigrationSteps&)>& write, bool reverse,
                    const detail::Dialect& dialect) {
  MigrationSteps steps;
  write(steps);
  try {
    reverse ? steps.reversed(dialect) : steps.statements(dialect);
  } catch (const std::logic_error& error) {
    return error.what();
  }
  return "nothing";
}

TEST(MigrationSteps, SaysWhatCannotBeUndoneAndWhatWouldHelp) {
  auto undo = [](auto write) { return refusal(write, true, postgres); };
  EXPECT_THAT(undo([](auto& db) { db.drop_table("teas"); }), HasSubstr("drop_table(\"teas\")"));
  EXPECT_THAT(undo([](auto& db) { db.alter_table("teas").remove("name"); }), HasSubstr("column's type"));
  EXPECT_THAT(undo([](auto& db) { db.alter_table("teas").modify("name", ColumnType::string); }),
              HasSubstr("what it was"));
  EXPECT_THAT(undo([](auto& db) { db.execute("DELETE FROM teas"); }), HasSubstr("second statement"));
  EXPECT_THAT(undo([](auto& db) { db.drop_constraint("teas", "positive"); }), HasSubstr("condition"));
  EXPECT_THAT(undo([](auto& db) { db.create_table("teas", {.if_not_exists = true}); }),
              HasSubstr("may have been there"));
}

TEST(MigrationSteps, SaysWhatSqliteCannotDo) {
  auto spell = [](auto write) { return refusal(write, false, sqlite); };
  EXPECT_THAT(spell([](auto& db) { db.alter_table("teas").modify("name", ColumnType::string); }),
              HasSubstr("add a new column"));
  EXPECT_THAT(spell([](auto& db) { db.create_constraint("teas", "positive", "a > 0"); }),
              HasSubstr("check() when the table is created"));
  EXPECT_THAT(spell([](auto& db) { db.index("teas", {"a"}, {.include = {"b"}}); }),
              HasSubstr("leave them out"));
}

TEST(MigrationSteps, ATableMayHaveAKeyOfSeveralColumns) {
  MigrationSteps steps;
  steps.create_table("tags_of_teas", {.primary_key = false})
      .references("tea_id", "teas", {.null = false})
      .add("tag", ColumnType::string, {.primary_key = true});
  EXPECT_THAT(
      steps.statements(sqlite),
      ElementsAre(R"(CREATE TABLE "tags_of_teas" ("tea_id" INTEGER NOT NULL REFERENCES "teas" ("id"), )"
                  R"("tag" TEXT NOT NULL, PRIMARY KEY ("tag")) STRICT)"));
}

}  // namespace
}  // namespace anqa
