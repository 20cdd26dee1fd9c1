#include "anqa/data/changeset.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "anqa/term/params.hpp"

namespace anqa {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

enum class Plan { free, team };

struct User : Schema<"users"> {
  std::int64_t id = 0;
  std::string email;
  std::optional<int> age;
  std::optional<std::string> nickname;
  Plan plan = Plan::free;
  bool active = true;
  double weight = 0;
  std::int16_t level = 0;
  std::optional<UtcTime> born_at;
  Timestamps timestamps;

  friend bool operator==(const User&, const User&) = default;
};

Changeset<User> all(const User& user, const Params& params) {
  return cast<&User::email, &User::age, &User::nickname, &User::plan, &User::active, &User::weight,
              &User::level, &User::born_at>(user, params);
}

TEST(ChangesetCast, TakesWhatItIsToldAndNothingElse) {
  const auto changeset = cast<&User::email>(User{}, {{"email", "a@b.c"}, {"age", "18"}, {"id", "7"}});
  EXPECT_TRUE(changeset.valid());
  EXPECT_EQ(changeset.get_field<&User::email>(), "a@b.c");
  EXPECT_EQ(changeset.get_change<&User::email>(), "a@b.c");
  EXPECT_EQ(changeset.get_change<&User::age>(), std::nullopt);
  EXPECT_EQ(changeset.apply_changes(), (User{.email = "a@b.c"}));
  EXPECT_EQ(changeset.data(), User{});
}

TEST(ChangesetCast, ReadsEveryType) {
  const auto changeset = all({}, {{"age", " 1"}, {"level", "-32768"}});
  EXPECT_THAT(changeset.errors_on<&User::age>(), ElementsAre("is invalid"));
  const auto good = all({}, {{"email", "x"},
                             {"age", "+18"},
                             {"nickname", "n"},
                             {"plan", "team"},
                             {"active", "false"},
                             {"weight", "1e3"},
                             {"level", "-32768"},
                             {"born_at", "2026-11-22T10:00"}});
  ASSERT_TRUE(good.valid());
  const User& user = good.apply_changes();
  EXPECT_EQ(user.age, 18);
  EXPECT_EQ(user.plan, Plan::team);
  EXPECT_FALSE(user.active);
  EXPECT_EQ(user.weight, 1000);
  EXPECT_EQ(user.level, -32768);
  EXPECT_EQ(to_iso8601(*user.born_at), "2026-11-22T10:00:00.000000Z");
}

TEST(ChangesetCast, ReadsJsonNumbersBooleansAndNil) {
  const auto changeset = all({.age = 3}, {{"age", Term()}, {"active", false}, {"weight", 2.5}, {"level", 7}});
  ASSERT_TRUE(changeset.valid());
  EXPECT_EQ(changeset.apply_changes(), (User{.active = false, .weight = 2.5, .level = 7}));
}

TEST(ChangesetCast, WhatIsNoValueOfTheTypeIsAnError) {
  const std::pair<std::string_view, Term> cases[] = {{"age", "abc"},
                                                     {"age", "1.5"},
                                                     {"age", "2147483648"},
                                                     {"age", "99999999999999999999"},
                                                     {"level", "32768"},
                                                     {"weight", "nan"},
                                                     {"weight", "inf"},
                                                     {"weight", "1e999"},
                                                     {"active", "maybe"},
                                                     {"plan", "gold"},
                                                     {"plan", "0"},
                                                     {"born_at", "2026-02-30T00:00"},
                                                     {"email", "a\xff"},
                                                     {"nickname", std::string("a\0b", 3)},
                                                     {"email", "\xed\xa0\x80"},
                                                     {"age", Term::list({1})},
                                                     {"email", "\xc0\x80"},
                                                     {"email", "\xf4\x90\x80\x80"},
                                                     {"age", "--1"},
                                                     {"age", "+-1"}};
  for (const auto& [field, value] : cases) {
    const auto changeset = all({}, {{field, value}});
    ASSERT_EQ(changeset.errors().size(), 1u) << field;
    EXPECT_EQ(changeset.errors()[0].field, field);
    EXPECT_EQ(changeset.errors()[0].text(), "is invalid");
    EXPECT_EQ(changeset.errors()[0].validation, "cast");
    EXPECT_EQ(changeset.apply_changes(), User{});
    EXPECT_FALSE(changeset.changed());
  }
}

TEST(ChangesetCast, NeverThrowsAndNeverStoresWhatIsNotText) {
  EXPECT_TRUE(rc::check([](const std::string& bytes) {
    const auto changeset = all({}, {{"email", bytes}, {"age", bytes}, {"born_at", bytes}, {"plan", bytes}});
    if (changeset.errors_on<&User::email>().empty()) {
      RC_ASSERT(detail::storable_text(changeset.get_field<&User::email>()));
    }
  }));
}

TEST(ChangesetCast, AnEmptyTextMeansNothing) {
  const User stored{.id = 1, .email = "a@b.c", .age = 3, .level = 5};
  const auto changeset = all(stored, {{"email", ""}, {"age", "  "}, {"level", ""}});
  EXPECT_EQ(changeset.get_field<&User::email>(), "");
  EXPECT_EQ(changeset.get_field<&User::age>(), std::nullopt);
  EXPECT_TRUE(changeset.changed<&User::age>());
  EXPECT_THAT(changeset.errors_on<&User::level>(), ElementsAre("can't be blank"));
  EXPECT_EQ(changeset.get_field<&User::level>(), 5);
}

TEST(ChangesetCast, TheSameValueIsNoChange) {
  const auto changeset = all({.id = 1, .email = "a@b.c", .age = 3}, {{"email", "a@b.c"}, {"age", "3"}});
  EXPECT_FALSE(changeset.changed());
}

TEST(Changeset, KeepsWhatTheUserTypedForTheForm) {
  const auto changeset = all({}, {{"age", "abc"}, {"email", "me"}});
  EXPECT_EQ(changeset.input_value<&User::age>(), "abc");
  EXPECT_EQ(changeset.input_value<&User::email>(), "me");
  EXPECT_EQ(changeset.input_value<&User::level>(), "");
  EXPECT_EQ(change(User{.id = 1, .level = 0}).input_value<&User::level>(), "0");
}

TEST(Changeset, RequiredLooksAtWhatTheRowWouldBe) {
  const auto missing =
      all({}, {{"email", "  "}}).validate_required<&User::email, &User::age, &User::level, &User::nickname>();
  EXPECT_THAT(missing.errors_on<&User::email>(), ElementsAre("can't be blank"));
  EXPECT_THAT(missing.errors_on<&User::age>(), ElementsAre("can't be blank"));
  EXPECT_THAT(missing.errors_on<&User::level>(), ElementsAre("can't be blank"));
  EXPECT_EQ(missing.errors()[0].validation, "required");

  const auto given = all({}, {{"level", "0"}, {"age", "0"}}).validate_required<&User::level, &User::age>();
  EXPECT_TRUE(given.valid());
  const auto stored = change(User{.id = 4}).validate_required<&User::level>();
  EXPECT_TRUE(stored.valid());
  const auto twice = all({}, {{"age", "x"}}).validate_required<&User::age>();
  EXPECT_THAT(twice.errors_on<&User::age>(), ElementsAre("is invalid"));
}

TEST(Changeset, Format) {
  auto check = [](std::string_view email) {
    return cast<&User::email>(User{}, {{"email", email}})
        .validate_format<&User::email>("^[^@\\s]+@[^@\\s]+$")
        .errors_on<&User::email>();
  };
  EXPECT_THAT(check("a@b"), IsEmpty());
  EXPECT_THAT(check("a b@c"), ElementsAre("has invalid format"));
  EXPECT_THAT(check("a@b\n"), ElementsAre("has invalid format"));
  // Long inputs and patterns that take others exponential time are answered at once.
  EXPECT_THAT(check(std::string(1'000'000, 'a')), ElementsAre("has invalid format"));
  EXPECT_FALSE(change(User{})
                   .put_change<&User::nickname>(std::string(5'000, 'a') + "!")
                   .validate_format<&User::nickname>("^(a+)+$")
                   .valid());
  EXPECT_THROW(change(User{}).put_change<&User::email>("x").validate_format<&User::email>("(a"),
               std::invalid_argument);
}

TEST(Changeset, LengthCountsCharacters) {
  auto check = [](std::string_view name, LengthOptions options) {
    return cast<&User::nickname>(User{}, {{"nickname", name}})
        .validate_length<&User::nickname>(options)
        .errors_on<&User::nickname>();
  };
  EXPECT_THAT(check("añb", {.is = 3}), IsEmpty());
  EXPECT_THAT(check("ab", {.is = 3}), ElementsAre("should be 3 character(s)"));
  EXPECT_THAT(check("a", {.min = 2, .max = 3}), ElementsAre("should be at least 2 character(s)"));
  EXPECT_THAT(check("abcd", {.min = 2, .max = 3}), ElementsAre("should be at most 3 character(s)"));
  EXPECT_THAT(check("", {.min = 2}), IsEmpty());
  EXPECT_THAT(check("a", {.min = 2, .message = "too short, %{count} please"}),
              ElementsAre("too short, 2 please"));
}

TEST(Changeset, Number) {
  auto check = [](std::string_view age, NumberOptions<int> options) {
    return cast<&User::age>(User{}, {{"age", age}})
        .validate_number<&User::age>(options)
        .errors_on<&User::age>();
  };
  EXPECT_THAT(check("18", {.greater_than_or_equal_to = 18}), IsEmpty());
  EXPECT_THAT(check("17", {.greater_than_or_equal_to = 18}),
              ElementsAre("must be greater than or equal to 18"));
  EXPECT_THAT(check("5", {.less_than = 5}), ElementsAre("must be less than 5"));
  EXPECT_THAT(check("5", {.greater_than = 5}), ElementsAre("must be greater than 5"));
  EXPECT_THAT(check("6", {.less_than_or_equal_to = 5}), ElementsAre("must be less than or equal to 5"));
  EXPECT_THAT(check("6", {.equal_to = 5}), ElementsAre("must be equal to 5"));
  EXPECT_THAT(check("5", {.not_equal_to = 5}), ElementsAre("must be not equal to 5"));
  EXPECT_THAT(check("", {.greater_than = 5}), IsEmpty());
}

TEST(Changeset, InclusionExclusionAndChecksOfYourOwn) {
  auto changeset =
      all({}, {{"email", "root"}, {"level", "4"}})
          .validate_exclusion<&User::email>({"root", "admin"})
          .validate_inclusion<&User::level>({1, 2, 3})
          .validate_change<&User::level>([](int level) { return level % 2 == 0 ? "must be odd" : ""; });
  EXPECT_THAT(changeset.errors_on<&User::email>(), ElementsAre("is reserved"));
  EXPECT_THAT(changeset.errors_on<&User::level>(), ElementsAre("is invalid", "must be odd"));
}

TEST(Changeset, ChangesMadeByTheProgram) {
  auto changeset = change(User{.id = 1, .email = "A@B.C", .level = 2}).put_change<&User::email>("X@Y.Z");
  changeset.update_change<&User::email>([](const std::string&) { return "x@y.z"; });
  changeset.put_change<&User::level>(2);
  EXPECT_THAT(changeset.changes(), ElementsAre(std::pair<std::string_view, SqlValue>("email", "x@y.z")));
  changeset.delete_change<&User::email>();
  EXPECT_FALSE(changeset.changed());
  EXPECT_EQ(changeset.apply_changes(), changeset.data());
  changeset.put_change<&User::timestamps, &Timestamps::inserted_at>(UtcTime{std::chrono::microseconds(1)});
  EXPECT_TRUE(changeset.changed());
}

TEST(Changeset, IsAValue) {
  auto a = change(User{}).put_change<&User::email>("a");
  auto b = a;
  b.put_change<&User::email>("b").add_error<&User::email>("is odd");
  EXPECT_EQ(a.get_field<&User::email>(), "a");
  EXPECT_TRUE(a.valid());
  EXPECT_FALSE(b.valid());
}

TEST(FieldError, FillsInItsValues) {
  FieldError error{
      .field = "a", .message = "%{x} of %{y}, %{unknown} %{", .values = {{"x", "1"}, {"y", "2"}}};
  EXPECT_EQ(error.text(), "1 of 2, %{unknown} %{");
}

}  // namespace
}  // namespace anqa
