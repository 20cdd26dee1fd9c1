#include "anqa/data/adapters/postgres/postgres.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "anqa/data/database_error.hpp"
#include "anqa/data/internal/postgres_cluster.hpp"
#include "anqa/data/query_event.hpp"

namespace anqa {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using namespace std::chrono_literals;

class PostgresTest : public ::testing::Test {
 protected:
  std::string text(std::string_view sql, std::vector<SqlValue> values = {}) {
    const auto lease = database->writer("test");
    const auto rows = lease->query(sql, values);
    EXPECT_TRUE(rows->next());
    std::string found(rows->text(0));
    EXPECT_FALSE(rows->next());
    return found;
  }
  std::string failure(std::string_view sql, std::vector<SqlValue> values = {}) {
    try {
      const auto lease = database->writer("test");
      lease->query(sql, values)->next();
    } catch (const DatabaseError& error) {
      return error.what();
    }
    return "no error";
  }

  std::string url = detail::PostgresCluster::shared().new_database();
  std::unique_ptr<Database> database = open_postgres({.url = url, .pool_size = 2});
};

TEST_F(PostgresTest, SpellsWhatItReadsInBinary) {
  EXPECT_EQ(text("SELECT 12345678901234567890.0100::numeric"), "12345678901234567890.0100");
  EXPECT_EQ(text("SELECT -0.00005::numeric"), "-0.00005");
  EXPECT_EQ(text("SELECT 100000000::numeric"), "100000000");
  EXPECT_EQ(text("SELECT 0::numeric"), "0");
  EXPECT_EQ(text("SELECT 'NaN'::numeric"), "NaN");
  EXPECT_EQ(text("SELECT date '2024-02-29'"), "2024-02-29");
  EXPECT_EQ(text("SELECT date '1969-12-31'"), "1969-12-31");
  EXPECT_EQ(text("SELECT time '16:05:09.000042'"), "16:05:09.000042");
  EXPECT_EQ(text("SELECT timestamptz '1999-12-31 23:59:59.5+00'"), "1999-12-31T23:59:59.500000Z");
  EXPECT_EQ(text("SELECT timestamp '2026-11-22 16:05'"), "2026-11-22T16:05:00.000000");
  EXPECT_EQ(text("SELECT 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'::uuid"),
            "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");
  EXPECT_EQ(text("SELECT '{\"a\": 1}'::jsonb"), "{\"a\": 1}");
  EXPECT_EQ(text("SELECT true"), "true");
  EXPECT_EQ(text("SELECT -7::smallint"), "-7");
  EXPECT_THAT(failure("SELECT 1"), "no error");
}

TEST_F(PostgresTest, SendsEachValueAsItsPlaceholderWants) {
  const UtcTime time{std::chrono::sys_days(std::chrono::year(2026) / 11 / 22) + 5h + 42us};
  EXPECT_EQ(text("SELECT $1::timestamptz", {time}), "2026-11-22T05:00:00.000042Z");
  EXPECT_EQ(text("SELECT $1::date", {"2024-02-29"}), "2024-02-29");
  EXPECT_EQ(text("SELECT $1::numeric", {"12.50"}), "12.50");
  EXPECT_EQ(text("SELECT $1::numeric + $2", {std::int64_t{1}, 0.5}), "1.5");
  EXPECT_EQ(text("SELECT $1::uuid", {"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"}),
            "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");
  EXPECT_EQ(text("SELECT $1::jsonb", {R"({"b":[1]})"}), R"({"b": [1]})");
  EXPECT_EQ(text("SELECT ($1::int2 + $2::int4 + $3::int8)::text",
                 {std::int64_t{1}, std::int64_t{-2}, std::int64_t{3}}),
            "2");
  EXPECT_EQ(text("SELECT coalesce($1::text, 'none')", {std::monostate()}), "none");
}

TEST_F(PostgresTest, WhatDoesNotFitIsAnErrorAndNeverAWrongValue) {
  EXPECT_THAT(failure("SELECT $1::int4", {std::int64_t{3'000'000'000}}), HasSubstr("does not fit"));
  EXPECT_THAT(failure("SELECT $1::text", {std::string("a\0b", 3)}), HasSubstr("0x00"));
  EXPECT_THAT(failure("SELECT $1::date", {std::string("2024-01-01\0b", 12)}), HasSubstr("zero byte"));
  EXPECT_THAT(failure("SELECT $1::text", {"\xff"}), HasSubstr("0xff"));
  EXPECT_THAT(failure("SELECT $1::date", {"2026-02-30"}), HasSubstr("out of range"));
  EXPECT_THAT(failure("SELECT $1::int4", {}), HasSubstr("0 values for 1 placeholders"));
  EXPECT_THAT(failure("SELECT 1; SELECT 2"), HasSubstr("multiple commands"));
  EXPECT_THAT(failure("SELEKT 1"), AllOf(HasSubstr("syntax error"), HasSubstr("SELEKT 1")));
  const auto lease = database->writer("test");
  auto read = [&](std::string_view sql, auto how) {
    const auto rows = lease->query(sql);
    rows->next();
    return how(*rows);
  };
  EXPECT_THROW(read("SELECT 1.5::numeric AS a", [](Cursor& row) { return row.integer(0); }), DatabaseError);
  EXPECT_THROW(read("SELECT 'x' AS a", [](Cursor& row) { return row.integer(0); }), DatabaseError);
  EXPECT_THROW(read("SELECT NULL::text AS a", [](Cursor& row) { return std::string(row.text(0)); }),
               DatabaseError);
  EXPECT_THROW(read("SELECT 'infinity'::timestamptz", [](Cursor& row) { return row.time(0); }),
               DatabaseError);
  EXPECT_THROW(read("SELECT 1", [](Cursor& row) { return row.boolean(0); }), DatabaseError);
}

TEST_F(PostgresTest, AStatementWhoseColumnsChangedIsPreparedAnew) {
  const auto lease = database->writer("test");
  lease->execute("CREATE TABLE things (a bigint)");
  lease->execute("INSERT INTO things VALUES (5)");
  auto read = [&] {
    const auto rows = lease->query("SELECT a FROM things");
    rows->next();
    return std::string(rows->text(0));
  };
  EXPECT_EQ(read(), "5");
  lease->execute("ALTER TABLE things ALTER a TYPE text");
  EXPECT_EQ(read(), "5");
  lease->execute("DEALLOCATE ALL");
  EXPECT_EQ(read(), "5");
}

TEST_F(PostgresTest, KeepsSoManyStatementsPrepared) {
  const auto small = open_postgres({.url = url, .pool_size = 1, .prepared_statements = 3});
  const auto lease = small->writer("test");
  for (int i = 0; i < 10; ++i) lease->query("SELECT " + std::to_string(i % 5))->next();
  const auto rows = lease->query("SELECT count(*) FROM pg_prepared_statements");
  ASSERT_TRUE(rows->next());
  EXPECT_LE(rows->integer(0), 3);
}

TEST_F(PostgresTest, CancelsWhatTakesTooLong) {
  const auto impatient = open_postgres({.url = url, .statement_timeout = 5ms});
  const auto lease = impatient->writer("test");
  try {
    lease->query("SELECT pg_sleep(60)");
    FAIL();
  } catch (const DatabaseError& error) {
    EXPECT_THAT(error.what(), HasSubstr("statement timeout"));
  }
  EXPECT_TRUE(lease->query("SELECT 1")->next());
}

TEST_F(PostgresTest, SaysWhereItCannotConnectAndNotThePassword) {
  try {
    open_postgres({.url = "host=/nowhere user=someone password=hunter2 dbname=shop"});
    FAIL();
  } catch (const ConnectionError& error) {
    EXPECT_THAT(error.what(),
                AllOf(HasSubstr("'shop' on /nowhere"), HasSubstr("'someone'"), Not(HasSubstr("hunter2"))));
  }
}

TEST_F(PostgresTest, AppliesItsSettings) {
  const auto other = open_postgres({.url = url, .parameters = {{"search_path", "tenant's"}}});
  const auto lease = other->writer("test");
  const auto rows = lease->query("SHOW search_path");
  ASSERT_TRUE(rows->next());
  EXPECT_EQ(rows->text(0), "tenant's");
}

TEST_F(PostgresTest, TellsHowLongEachStatementTook) {
  std::vector<QueryEvent> events;
  telemetry::attach<QueryEvent>("test", [&](const QueryEvent& event) { events.push_back(event); });
  {
    const auto lease = database->writer("test");
    const auto rows = lease->query("SELECT 1");
    EXPECT_TRUE(events.empty());
  }
  failure("SELEKT");
  telemetry::detach("test");
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0].sql, "SELECT 1");
  EXPECT_GT(events[0].query_time.count(), 0);
  EXPECT_GT(events[0].decode_time.count(), 0);
  EXPECT_EQ(events[0].total_time, events[0].queue_time + events[0].query_time + events[0].decode_time);
  EXPECT_THAT(events[1].error, HasSubstr("syntax error"));
}

}  // namespace
}  // namespace anqa
