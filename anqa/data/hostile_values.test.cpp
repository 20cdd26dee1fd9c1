// What a user may send in bad faith, at each place where a value of his can go: it is stored and found as it
// is, or refused, and never becomes a part of a statement or another value.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "anqa/data/association.hpp"
#include "anqa/data/blocking_repo.hpp"
#include "anqa/data/dates.hpp"
#include "anqa/data/decimal.hpp"
#include "anqa/data/functions.hpp"
#include "anqa/data/internal/test_database.hpp"
#include "anqa/data/json_field.hpp"
#include "anqa/data/migration.hpp"
#include "anqa/data/uuid.hpp"

namespace anqa {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::SizeIs;

enum class Mood { calm, cross };

struct Badge : EmbeddedSchema {
  std::string title;
};

struct Reply;

struct Note : Schema<"notes"> {
  std::int64_t id = 0;
  std::string text;
  std::optional<std::string> remark;
  std::int32_t small = 0;
  std::int64_t large = 0;
  double weight = 0;
  bool open = false;
  Mood mood = Mood::calm;
  std::optional<Date> day;
  std::optional<TimeOfDay> at;
  std::optional<NaiveTime> local;
  std::optional<UtcTime> moment;
  std::optional<Decimal> price;
  std::optional<Uuid> uuid;
  std::vector<std::string> tags;
  std::map<std::string, int> seats;
  Badge badge;
  has_many<Reply> replies;
};

struct Reply : Schema<"replies"> {
  std::int64_t id = 0;
  std::int64_t note_id = 0;
  std::string text;
};

struct Total {
  std::string text;
  std::int64_t count = 0;
};

const Migration migrations[] = {{1, "create", [](MigrationSteps& db) {
                                   db.create_table("notes")
                                       .add("text", ColumnType::string, {.null = false})
                                       .add("remark", ColumnType::string)
                                       .add("small", ColumnType::integer, {.null = false})
                                       .add("large", ColumnType::integer, {.null = false})
                                       .add("weight", ColumnType::number, {.null = false})
                                       .add("open", ColumnType::boolean, {.null = false})
                                       .add("mood", ColumnType::string, {.null = false})
                                       .add("day", ColumnType::date)
                                       .add("at", ColumnType::time)
                                       .add("local", ColumnType::naive_time)
                                       .add("moment", ColumnType::utc_time)
                                       .add("price", ColumnType::decimal)
                                       .add("uuid", ColumnType::uuid)
                                       .add("tags", ColumnType::json, {.null = false})
                                       .add("seats", ColumnType::json, {.null = false})
                                       .add("badge", ColumnType::json, {.null = false});
                                   db.unique_index("notes", {"text"});
                                   db.create_table("replies")
                                       .references("note_id", "notes", {.null = false})
                                       .add("text", ColumnType::string, {.null = false});
                                 }}};

/// Quotes, ends of statements, comments, placeholders, patterns, escapes.
const std::vector<std::string> injections = {
    "'; DROP TABLE notes; --",
    "\"; DROP TABLE notes; --",
    "' OR '1'='1",
    "x' UNION SELECT 1, 'a', NULL --",
    "\\'; DELETE FROM notes; /*",
    "$1 ?1 :a @b $$ $tag$ %s %(x)s",
    "%' OR text LIKE '%",
    "100%_\\",
    "{\"a\": 1}'::jsonb",
    "E'\\x27'",
    "\u2019; DROP TABLE notes; \u02bc",
    "`notes`; --\n; DROP TABLE notes",
    std::string(70'000, '\''),
};

const std::vector<std::string> not_storable = {
    std::string("a\0b", 3), std::string(1, '\0'), "\xff",   "\xc3",    "\xc0\xaf",
    "\xed\xa0\x80",         "\xf4\x90\x80\x80",   "ok\x80", "\xe2\x82"};

class HostileValues : public ::testing::TestWithParam<detail::Dialect::Kind> {
 protected:
  HostileValues() {
    migrate(*database, migrations);
    there = repo.insert(Note{.text = "witness"}).value();
  }
  void TearDown() override {
    // Every table is there, and as full as it should be.
    EXPECT_EQ(repo.count(from<Note>().where(field<&Note::text> == "witness")), 1);
    EXPECT_EQ(repo.count(from<Reply>()), 0);
  }

  detail::TestDatabase where{GetParam()};
  std::unique_ptr<Database> database = where.open();
  BlockingRepo repo{*database};
  Note there;
};
ANQA_ON_BOTH_DATABASES(HostileValues);

TEST_P(HostileValues, TextsOfAFormAreStoredAsTheyAre) {
  for (const auto& text : injections) {
    const Params params{{"text", Term(text)}, {"remark", Term(text)}, {"tags", Term::list({Term(text)})}};
    const auto note =
        repo.insert(cast<&Note::text, &Note::remark, &Note::tags>(Note{.badge = {.title = text}}, params)
                        .put_change<&Note::seats>({{text, 1}}))
            .value();
    const auto stored = *repo.reload(note);
    EXPECT_EQ(stored.text, text);
    EXPECT_EQ(stored.remark, text);
    EXPECT_THAT(stored.tags, ElementsAre(text));
    EXPECT_EQ(stored.seats.at(text), 1);
    EXPECT_EQ(stored.badge.title, text);
  }
  EXPECT_EQ(repo.count(from<Note>()), static_cast<std::int64_t>(injections.size() + 1));
}

TEST_P(HostileValues, QueriesFindOnlyWhatIsEqual) {
  for (const auto& text : injections) repo.insert(Note{.text = text}).value();
  const std::int64_t all = repo.count(from<Note>());
  for (const auto& text : injections) {
    const auto is = field<&Note::text> == text;
    EXPECT_THAT(repo.all(from<Note>().where(is)), SizeIs(1));
    EXPECT_EQ(repo.count(from<Note>().where(field<&Note::text> != text)), all - 1);
    EXPECT_EQ(repo.count(from<Note>().where(in(field<&Note::text>, std::vector{text}))), 1);
    EXPECT_EQ(repo.get_by<Note>(is)->text, text);
    EXPECT_EQ(repo.count(from<Note>().where(like(field<&Note::text>, like_escape(text)))), 1);
    EXPECT_GE(repo.count(from<Note>().where(contains(field<&Note::text>, text))), 1);
    EXPECT_FALSE(repo.exists(from<Note>().where(contains(field<&Note::text>, "witness" + text))));
    EXPECT_EQ(repo.count(from<Note>().where(fragment_condition("? = ?", field<&Note::text>, text))), 1);
    EXPECT_EQ(repo.count(from<Note>().where(
                  fragment_condition("? IN (?)", field<&Note::text>, splice(std::vector{text})))),
              1);
    EXPECT_EQ(repo.count(from<Note>().where(coalesce(field<&Note::remark>, text) == text)), all);
    EXPECT_EQ(
        repo.count(from<Note>().where(in(field<&Note::id>, from<Note>().where(is).select(field<&Note::id>)))),
        1);
    EXPECT_THAT(repo.all(from<Note>()
                             .group_by(field<&Note::text>)
                             .having(is)
                             .select_into<Total>(field<&Note::text>, count())),
                SizeIs(1));
  }
}

TEST_P(HostileValues, ChangesOfManyRowsTouchOnlyWhatIsMeant) {
  for (const auto& text : injections) {
    EXPECT_EQ(
        repo.update_all(from<Note>().where(field<&Note::text> == "witness"), set(field<&Note::remark>, text)),
        1);
    EXPECT_EQ(repo.reload(there)->remark, text);
    EXPECT_EQ(repo.update_all(from<Note>().where(field<&Note::text> == text), set(field<&Note::remark>, "x")),
              0);
    EXPECT_EQ(repo.delete_all(from<Note>().where(field<&Note::text> == text)), 0);
    EXPECT_EQ(repo.insert_all(std::vector{Note{.text = text}, Note{.text = text + "2"}}), 2);
    EXPECT_EQ(
        repo.insert(Note{.text = text, .remark = text}, on_conflict<&Note::text>().replace<&Note::remark>())
            ->remark,
        text);
    EXPECT_EQ(repo.insert(Note{.text = text},
                          on_conflict<&Note::text>().update(set(field<&Note::remark>, text + "!")))
                  ->remark,
              text + "!");
    EXPECT_EQ(repo.delete_all(from<Note>().where(field<&Note::text> == text)), 1);
  }
}

TEST_P(HostileValues, NamesAreQuoted) {
  for (const auto& text : injections) {
    if (text.size() > 1000) continue;
    EXPECT_THROW(repo.all(from<Note>().put_query_prefix(text)), DatabaseError) << text;
    EXPECT_THROW(repo.all(from<Note>().where(fragment_condition("? = 1", identifier(text)))), DatabaseError)
        << text;
    EXPECT_THAT(repo.all(from_cte<Note>(text).with_cte(text, from<Note>())), SizeIs(1)) << text;
  }
}

TEST_P(HostileValues, WhatIsNoTextIsRefusedEverywhere) {
  for (const auto& text : not_storable) {
    const Params params{{"text", Term(text)}, {"tags", Term::list({Term(text)})}, {"mood", Term(text)}};
    const auto changeset = cast<&Note::text, &Note::tags, &Note::mood>(Note{}, params);
    EXPECT_THAT(changeset.errors_on<&Note::text>(), ElementsAre("is invalid"));
    EXPECT_THAT(changeset.errors_on<&Note::tags>(), ElementsAre("is invalid"));
    EXPECT_FALSE(repo.insert(changeset));
    // What the program takes from elsewhere is refused, too, on its way to the database.
    EXPECT_ANY_THROW(repo.insert(Note{.text = text}));
    EXPECT_ANY_THROW(repo.insert(Note{.text = "tags", .tags = {text}}));
    EXPECT_ANY_THROW(repo.insert(Note{.text = "seats", .seats = {{text, 1}}}));
    EXPECT_ANY_THROW(repo.insert(Note{.text = "badge", .badge = {.title = text}}));
    EXPECT_ANY_THROW(repo.insert_all(std::vector{Note{.text = text}}));
    EXPECT_ANY_THROW(repo.count(from<Note>().where(field<&Note::text> == text)));
    EXPECT_ANY_THROW(repo.count(from<Note>().where(contains(field<&Note::text>, text))));
    EXPECT_ANY_THROW(repo.update_all(from<Note>(), set(field<&Note::text>, text)));
  }
  EXPECT_EQ(repo.count(from<Note>()), 1);
}

TEST_P(HostileValues, NumbersOutOfRangeAreErrorsOfTheirField) {
  auto errors = [](std::string_view name, std::string_view text) {
    return cast<&Note::small, &Note::large, &Note::weight>(Note{}, Params{{name, Term(std::string(text))}})
        .errors_on(name);
  };
  for (const auto* text : {"2147483648", "-2147483649", "9223372036854775808", "1e3", "1.5", "0x10", "1 2",
                           "١", "--1", "99999999999999999999999999999999999999"}) {
    EXPECT_THAT(errors("small", text), ElementsAre("is invalid")) << text;
  }
  for (const auto* text : {"9223372036854775808", "-9223372036854775809", "1.0"}) {
    EXPECT_THAT(errors("large", text), ElementsAre("is invalid")) << text;
  }
  for (const auto* text : {"NaN", "inf", "-Infinity", "1e999", "1,5", "0x1p3x"}) {
    EXPECT_THAT(errors("weight", text), ElementsAre("is invalid")) << text;
  }
  constexpr auto low = std::numeric_limits<std::int64_t>::min(),
                 high = std::numeric_limits<std::int64_t>::max();
  for (const auto value : {low, high}) {
    const auto note = repo.insert(Note{.text = std::to_string(value), .large = value}).value();
    EXPECT_EQ(repo.reload(note)->large, value);
    EXPECT_EQ(repo.count(from<Note>().where(field<&Note::large> == value)), 1);
  }
  EXPECT_ANY_THROW(repo.insert(Note{.text = "x", .weight = std::numeric_limits<double>::quiet_NaN()}));
  EXPECT_ANY_THROW(repo.insert(Note{.text = "x", .weight = std::numeric_limits<double>::infinity()}));
  EXPECT_ANY_THROW(
      repo.all(from<Note>().where(field<&Note::weight> < std::numeric_limits<double>::infinity())));
  EXPECT_THROW(repo.all(from<Note>().where(field<&Note::large> == std::numeric_limits<std::uint64_t>::max())),
               std::out_of_range);
  EXPECT_THROW(from<Note>().limit(-1), std::invalid_argument);
  EXPECT_THROW(from<Note>().offset(low), std::invalid_argument);
  EXPECT_THROW(from<Note>().first(-1), std::invalid_argument);
  // What overflows in the database does not wrap round.
  EXPECT_THROW(repo.update_all(from<Note>().where(field<&Note::large> == high), inc(field<&Note::large>, 1)),
               DatabaseError);
  // A number of the database that the field cannot hold is not cut off.
  repo.update_all(from<Note>().where(field<&Note::large> == high), set(field<&Note::small>, high));
  EXPECT_THROW(repo.all(from<Note>().where(field<&Note::large> == high)), DatabaseError);
}

TEST_P(HostileValues, DaysAndTimesThatDoNotExist) {
  auto errors = [](std::string_view name, std::string_view text) {
    return cast<&Note::day, &Note::at, &Note::local, &Note::moment>(Note{},
                                                                    Params{{name, Term(std::string(text))}})
        .errors_on(name);
  };
  for (const auto* text : {"2026-02-29", "2026-04-31", "2026-13-01", "2026-00-10", "0000-00-00", "2026-1-1",
                           "today", "10000-01-01", "-0001-01-01", "2026-02-28'; --"}) {
    EXPECT_THAT(errors("day", text), ElementsAre("is invalid")) << text;
  }
  for (const auto* text : {"24:00", "23:60", "23:59:60", "-1:00", "1:2:3"}) {
    EXPECT_THAT(errors("at", text), ElementsAre("is invalid")) << text;
  }
  for (const auto* text : {"2026-02-30T10:00", "2026-02-28T25:00", "infinity", "now"}) {
    EXPECT_THAT(errors("local", text), ElementsAre("is invalid")) << text;
    EXPECT_THAT(errors("moment", text), ElementsAre("is invalid")) << text;
  }
  const Date none{std::chrono::year(2026), std::chrono::month(2), std::chrono::day(30)};
  EXPECT_ANY_THROW(repo.insert(Note{.text = "x", .day = none}));
  EXPECT_ANY_THROW(repo.all(from<Note>().where(field<&Note::day> == none)));
  EXPECT_ANY_THROW(repo.insert(Note{.text = "x", .at = TimeOfDay{25h}}));
  EXPECT_ANY_THROW(repo.insert(Note{.text = "x", .moment = UtcTime::max()}));
  EXPECT_ANY_THROW(repo.insert(Note{.text = "x", .moment = UtcTime::min()}));
  EXPECT_EQ(repo.count(from<Note>()), 1);
}

TEST_P(HostileValues, OtherTypes) {
  auto errors = [](std::string_view name, Term value) {
    return cast<&Note::price, &Note::uuid, &Note::mood, &Note::open, &Note::seats, &Note::tags, &Note::text>(
               Note{}, Params{{name, std::move(value)}})
        .errors_on(name);
  };
  for (const auto* text : {"1e999", "NaN", "1.2.3", "'", "1;2", "999999999999999999999999999999999999999"}) {
    EXPECT_THAT(errors("price", Term(text)), ElementsAre("is invalid")) << text;
  }
  EXPECT_THAT(errors("uuid", Term("'; --")), ElementsAre("is invalid"));
  EXPECT_THAT(errors("mood", Term("0")), ElementsAre("is invalid"));
  EXPECT_THAT(errors("mood", Term("Mood::calm")), ElementsAre("is invalid"));
  EXPECT_THAT(errors("open", Term("maybe")), ElementsAre("is invalid"));
  EXPECT_THAT(errors("seats", Term::map({{"a", Term("x")}})), ElementsAre("is invalid"));
  EXPECT_THAT(errors("tags", Term::map({{"a", Term("x")}})), ElementsAre("is invalid"));
  EXPECT_THAT(errors("text", Term::map({{"$ne", Term("")}})), ElementsAre("is invalid"));
  EXPECT_THAT(errors("text", Term::list({Term("a")})), ElementsAre("is invalid"));
  EXPECT_ANY_THROW(repo.insert(Note{.text = "x", .mood = static_cast<Mood>(7)}));
  EXPECT_EQ(repo.count(from<Note>()), 1);
}

TEST_P(HostileValues, NobodySetsWhatIsNotCast) {
  const Params params =
      Params::decode("text=mine&id=7&large=9&replies[0][text]=x&badge[title]=boss&note[text]=y").value();
  const auto note = repo.insert(cast<&Note::text>(Note{}, params)).value();
  EXPECT_EQ(note.large, 0);
  EXPECT_EQ(note.badge.title, "");
  EXPECT_EQ(repo.count(from<Note>()), 2);
}

}  // namespace
}  // namespace anqa
