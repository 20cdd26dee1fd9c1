// Every type that a field may have, on its way through text, a database and back.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <set>

#include "anqa/data/blocking_repo.hpp"
#include "anqa/data/dates.hpp"
#include "anqa/data/decimal.hpp"
#include "anqa/data/internal/test_database.hpp"
#include "anqa/data/json_field.hpp"
#include "anqa/data/migration.hpp"
#include "anqa/data/uuid.hpp"

namespace anqa {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

struct Address : EmbeddedSchema {
  std::string street;
  std::optional<int> door;
  Date since;

  friend bool operator==(const Address&, const Address&) = default;
};

/// A type of its own, stored as text.
struct Percent {
  int value = 0;
  friend bool operator==(const Percent&, const Percent&) = default;
};

}  // namespace

template <>
struct FieldType<Percent> {
  static constexpr ColumnType column = ColumnType::string;
  using Compared = Percent;
  static bool cast(std::string_view text, Percent& out) {
    return text.ends_with('%') && FieldType<int>::cast(text.substr(0, text.size() - 1), out.value);
  }
  static std::string text(Percent value) { return std::to_string(value.value) + "%"; }
  static SqlValue dump(Percent value) { return text(value); }
  static void load(Cursor& row, int index, Percent& out) {
    if (!cast(row.text(index), out)) throw DatabaseError("no percentage");
  }
};

namespace {

struct Event : Schema<"events"> {
  Uuid id;
  Date day;
  std::optional<TimeOfDay> at;
  NaiveTime local;
  Decimal price;
  std::chrono::seconds length{};
  std::vector<std::string> tags;
  std::map<std::string, int> seats;
  std::optional<Address> place;
  std::vector<Address> stops;
  Term extra;
  Percent discount;
  Virtual<std::string> note;

  friend bool operator==(const Event&, const Event&) = default;
};

const Migration create_events[] = {{1, "create", [](MigrationSteps& db) {
                                      db.create_table("events", {.id = ColumnType::uuid})
                                          .add("day", ColumnType::date, {.null = false})
                                          .add("at", ColumnType::time)
                                          .add("local", ColumnType::naive_time, {.null = false})
                                          .add("price", ColumnType::decimal, {.null = false})
                                          .add("length", ColumnType::integer, {.null = false})
                                          .add("tags", ColumnType::json, {.null = false})
                                          .add("seats", ColumnType::json, {.null = false})
                                          .add("place", ColumnType::json)
                                          .add("stops", ColumnType::json, {.null = false})
                                          .add("extra", ColumnType::json, {.null = false})
                                          .add("discount", ColumnType::string, {.null = false});
                                    }}};

class FieldTypes : public ::testing::TestWithParam<detail::Dialect::Kind> {
 protected:
  FieldTypes() { migrate(*database, create_events); }

  detail::TestDatabase where{GetParam()};
  std::unique_ptr<Database> database = where.open();
  BlockingRepo repo{*database};
};
ANQA_ON_BOTH_DATABASES(FieldTypes);

constexpr Date birthday{std::chrono::year(2024), std::chrono::month(2), std::chrono::day(29)};

TEST_P(FieldTypes, AreStoredAndReadBack) {
  const Event event{.day = birthday,
                    .at = TimeOfDay{16h + 5min + 42us},
                    .local = std::chrono::local_days(birthday) + 3h,
                    .price = Decimal(1250, 2),
                    .length = 90s,
                    .tags = {"a", "ü\"]"},
                    .seats = {{"left", 3}, {"right", -1}},
                    .place = Address{.street = "Hill", .door = 7, .since = birthday},
                    .stops = {{.street = "One", .since = birthday}, {.street = "Two", .since = birthday}},
                    .extra = Term::map({{"k", Term::list({1, nullptr, true})}}),
                    .discount = {15}};
  const auto stored = repo.insert(event).value();
  EXPECT_EQ(stored.id.version(), 7);
  EXPECT_EQ(repo.get<Event>(stored.id), stored);
  const auto emptied = repo.insert(Event{.day = birthday, .local = event.local}).value();
  EXPECT_LT(stored.id, emptied.id);
  EXPECT_EQ(repo.get<Event>(emptied.id), emptied);
}

TEST_P(FieldTypes, AreComparedAsWhatTheyAre) {
  for (const auto* price : {"9.5", "10", "-3", "9.50", "100.01"}) {
    repo.insert(Event{.day = birthday, .local = {}, .price = Decimal::parse(price).value()}).value();
  }
  EXPECT_EQ(repo.count(from<Event>().where(field<&Event::price> > Decimal(95, 1))), 2);
  EXPECT_EQ(repo.count(from<Event>().where(field<&Event::price> == Decimal(950, 2))), 2);
  EXPECT_EQ(repo.max<&Event::price>(from<Event>()), Decimal(10001, 2));
  const auto sorted = repo.all(from<Event>().order_by(field<&Event::price>).limit(1));
  EXPECT_EQ(sorted[0].price, Decimal(-3));
  EXPECT_EQ(repo.count(from<Event>().where(field<&Event::day> >= birthday)), 5);
  EXPECT_EQ(repo.count(from<Event>().where(field<&Event::length> > 1s)), 0);
  EXPECT_TRUE(repo.exists(from<Event>().where(field<&Event::id> == sorted[0].id)));
}

TEST_P(FieldTypes, WhatDoesNotFitIsAnError) {
  EXPECT_THROW(repo.insert(Event{.local = {}}), std::out_of_range) << "no day was given";
  EXPECT_THROW(repo.insert(Event{.day = birthday, .at = TimeOfDay{24h}, .local = {}}), std::out_of_range);
  const auto stored = repo.insert(Event{.day = birthday, .local = {}}).value();
  for (const auto* change :
       {"day = '2026-02-30'", "at = '25:00'", "price = '1,5'", "tags = '{}'", "tags = '[1]'", "seats = '[]'",
        "stops = '[{\"door\": \"x\"}]'", "extra = 'x'"}) {
    auto lease = database->writer("test");
    // PostgreSQL refuses the value, or the schema does when it is read.
    EXPECT_THROW(
        {
          detail::Transaction undone(*lease);
          lease->execute("UPDATE events SET " + std::string(change));
          BlockingRepo(*lease).get<Event>(stored.id);
        },
        DatabaseError)
        << change;
  }
}

TEST(Dates, ReadWhatExistsOnly) {
  EXPECT_EQ(parse_date("2024-02-29"), birthday);
  for (const auto* text : {"2023-02-29", "2024-2-29", "2024-02-29 ", "", "24-02-29", "2024-02-29T00:00"}) {
    EXPECT_EQ(parse_date(text), std::nullopt) << text;
  }
  EXPECT_EQ(parse_time_of_day("16:05"), TimeOfDay{16h + 5min});
  EXPECT_EQ(parse_time_of_day("23:59:59.999999"), TimeOfDay{24h - 1us});
  for (const auto* text : {"24:00", "12:60", "12:00:60", "1:00", "12:00Z"}) {
    EXPECT_EQ(parse_time_of_day(text), std::nullopt) << text;
  }
  EXPECT_EQ(to_iso8601(*parse_naive_time("2024-02-29 16:05")), "2024-02-29T16:05:00.000000");
  EXPECT_EQ(parse_naive_time("2024-02-29T16:05Z"), std::nullopt);
}

TEST(UuidType, ReadsAndWrites) {
  const auto uuid = Uuid::parse("0190163D-8694-739b-aea5-966c26f8ad91");
  ASSERT_TRUE(uuid);
  EXPECT_EQ(uuid->to_string(), "0190163d-8694-739b-aea5-966c26f8ad91");
  for (const auto* text : {"", "0190163d8694739baea5966c26f8ad91", "0190163d-8694-739b-aea5-966c26f8ad9g",
                           "0190163d-8694-739b-aea5-966c26f8ad911", "0190163d-8694-739b-aea5+966c26f8ad91"}) {
    EXPECT_EQ(Uuid::parse(text), std::nullopt) << text;
  }
}

TEST(UuidType, VersionsAreUniqueAndVersion7Ascends) {
  std::set<Uuid> seen;
  Uuid last;
  for (int i = 0; i < 10'000; ++i) {
    const auto seven = Uuid::v7(), four = Uuid::v4();
    EXPECT_GT(seven, last);
    EXPECT_EQ(four.version(), 4);
    EXPECT_EQ(four.bytes()[8] >> 6, 2);
    EXPECT_EQ(seven.bytes()[8] >> 6, 2);
    seen.insert(four);
    seen.insert(last = seven);
  }
  EXPECT_EQ(seen.size(), 20'000U);
}

TEST(DecimalType, ReadsAndWrites) {
  auto text = [](const char* of) { return Decimal::parse(of).value().to_string(); };
  EXPECT_EQ(text("12.50"), "12.50");
  EXPECT_EQ(text("-.05"), "-0.05");
  EXPECT_EQ(text("+1e3"), "1000");
  EXPECT_EQ(text("125e-3"), "0.125");
  EXPECT_EQ(text("99999999999999999999999999999999999999"), "99999999999999999999999999999999999999");
  for (const auto* none : {"", ".", "-", "1.2.3", "1e99", "1e", "NaN", "1 ", "0x1", "1,5",
                           "999999999999999999999999999999999999999"}) {
    EXPECT_EQ(Decimal::parse(none), std::nullopt) << none;
  }
}

TEST(DecimalType, CountsAsWithIntegers) {
  EXPECT_TRUE(rc::check([](std::int32_t a, std::int32_t b) {
    const Decimal x(a, 3), y(b, 1);
    const std::int64_t wide = std::int64_t{b} * 100;
    RC_ASSERT((x <=> y) == (std::int64_t{a} <=> wide));
    RC_ASSERT(x + y == Decimal(a + wide, 3));
    RC_ASSERT(x - y == Decimal(a - wide, 3));
    RC_ASSERT(x * y == Decimal(std::int64_t{a} * b, 4));
    RC_ASSERT(Decimal::parse(x.to_string()) == x);
  }));
  EXPECT_EQ(Decimal(1255, 2).rounded(1), Decimal(126, 1));
  EXPECT_EQ(Decimal(-1255, 2).rounded(1), Decimal(-126, 1));
  EXPECT_EQ(Decimal(1254, 2).rounded(1), Decimal(125, 1));
  EXPECT_THROW(Decimal::parse("99999999999999999999999999999999999999").value() + Decimal(1),
               std::out_of_range);
  EXPECT_DOUBLE_EQ(Decimal(-125, 2).to_double(), -1.25);
}

TEST(VirtualField, IsNoColumn) {
  EXPECT_EQ(table_of<Event>.columns.size(), 12U);
  EXPECT_EQ(table_of<Event>.virtual_fields[0].name, "note");
}

}  // namespace
}  // namespace anqa
