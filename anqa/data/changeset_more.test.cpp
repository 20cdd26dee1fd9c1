// Changesets of virtual fields, lists and embedded structs; locks, confirmations and what is prepared.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "anqa/data/blocking_repo.hpp"
#include "anqa/data/internal/test_database.hpp"
#include "anqa/data/json_field.hpp"
#include "anqa/data/migration.hpp"
#include "anqa/data/uuid.hpp"
#include "anqa/term/params.hpp"

namespace anqa {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

struct Street : EmbeddedSchema {
  std::string name;
  std::optional<int> door;

  friend bool operator==(const Street&, const Street&) = default;
};

struct Member : Schema<"members"> {
  std::int64_t id = 0;
  std::string name;
  Virtual<std::string> password;
  std::vector<std::string> roles;
  std::optional<Street> home;
  std::vector<Street> others;
  int version = 1;

  friend bool operator==(const Member&, const Member&) = default;
};

const Migration migrations[] = {{1, "create", [](MigrationSteps& db) {
                                   db.create_table("members")
                                       .add("name", ColumnType::string, {.null = false})
                                       .add("roles", ColumnType::json, {.null = false})
                                       .add("home", ColumnType::json)
                                       .add("others", ColumnType::json, {.null = false})
                                       .add("version", ColumnType::integer, {.null = false});
                                 }}};

Changeset<Street> street(const Street& of, const Params& params) {
  return cast<&Street::name, &Street::door>(of, params).validate_required<&Street::name>();
}

Params sent(std::string_view urlencoded) { return Params::decode(urlencoded).value(); }

TEST(ChangesetOfVirtualFields, AreCastAndValidatedAndNotStored) {
  auto changeset = cast<&Member::password>(Member{.id = 3}, sent("password=abc"))
                       .validate_length<&Member::password>({.min = 8});
  EXPECT_THAT(changeset.errors_on<&Member::password>(), ElementsAre("should be at least 8 character(s)"));
  EXPECT_TRUE(changeset.changed<&Member::password>());
  EXPECT_EQ(changeset.apply_changes().password.value, "abc");
  EXPECT_TRUE(changeset.changes().empty());
}

TEST(ChangesetOfLists, TakeListsAndCheckTheirElements) {
  auto changeset = cast<&Member::roles>(Member{}, sent("roles[]=admin&roles[]=cook"));
  EXPECT_THAT(changeset.apply_changes().roles, ElementsAre("admin", "cook"));
  changeset.validate_subset<&Member::roles>({std::string("admin"), std::string("guest")});
  EXPECT_THAT(changeset.errors_on<&Member::roles>(), ElementsAre("has an invalid entry"));
  EXPECT_FALSE(cast<&Member::roles>(Member{}, sent("roles[a]=x")).valid());
}

TEST(ChangesetOfEmbeds, OneAndMany) {
  auto changeset = change(Member{})
                       .cast_embed<&Member::home>(sent("home[name]=Hill&home[door]=7"), street)
                       .cast_embed<&Member::others>(
                           sent("others[1][name]=B&others[10][name]=C&others[0][name]=A"), street);
  EXPECT_TRUE(changeset.valid());
  EXPECT_EQ(changeset.apply_changes().home, (Street{.name = "Hill", .door = 7}));
  EXPECT_THAT(changeset.apply_changes().others,
              ElementsAre(Street{.name = "A"}, Street{.name = "B"}, Street{.name = "C"}));
}

TEST(ChangesetOfEmbeds, TheirErrorsHaveAPath) {
  const auto changeset = change(Member{})
                             .cast_embed<&Member::home>(sent("home[door]=x"), street)
                             .cast_embed<&Member::others>(sent("others[0][name]=A&others[1][name]="), street);
  EXPECT_THAT(changeset.traverse_errors(), ElementsAre(Pair("home.door", ElementsAre("is invalid")),
                                                       Pair("home.name", ElementsAre("can't be blank")),
                                                       Pair("others.1.name", ElementsAre("can't be blank"))));
  EXPECT_FALSE(change(Member{}).cast_embed<&Member::home>(sent("home=x"), street).valid());
  EXPECT_FALSE(change(Member{}).cast_embed<&Member::others>(sent("others[]=x"), street).valid());
  const auto required = change(Member{}).cast_embed<&Member::home>(sent(""), street, {.required = true});
  EXPECT_THAT(required.errors_on<&Member::home>(), ElementsAre("can't be blank"));
}

TEST(ChangesetOfForms, ConfirmationAndAcceptance) {
  auto check = [](std::string_view text) {
    const auto params = sent(text);
    return cast<&Member::password>(Member{}, params)
        .validate_confirmation<&Member::password>(params, {.required = true})
        .validate_acceptance(params, "terms")
        .traverse_errors();
  };
  EXPECT_TRUE(check("password=a&password_confirmation=a&terms=true").empty());
  EXPECT_THAT(check("password=a&password_confirmation=b&terms=on"),
              ElementsAre(Pair("password_confirmation", ElementsAre("does not match confirmation"))));
  EXPECT_THAT(check("password=a"), ElementsAre(Pair("password_confirmation", ElementsAre("can't be blank")),
                                               Pair("terms", ElementsAre("must be accepted"))));
}

struct Stop : EmbeddedSchema {
  Uuid id;
  std::string name;
  int minutes = 0;

  friend bool operator==(const Stop&, const Stop&) = default;
};

struct Journey : EmbeddedSchema {
  std::string name;
  std::vector<Stop> stops;
  std::vector<std::string> tags;
  Bytes key;
};

Changeset<Stop> stop(const Stop& of, const Params& params) {
  return cast<&Stop::name>(of, params).validate_required<&Stop::name>();
}

TEST(ChangesetOfEmbeds, AreFoundByTheirIdsSortedAndDropped) {
  auto with_stops = [](const Journey& of, std::string_view text) {
    return change(of)
        .cast_embed<&Journey::stops>(sent(text), stop, {.sort_param = "order", .drop_param = "drop"})
        .apply_changes();
  };
  auto trip = with_stops({}, "stops[0][name]=A&stops[1][name]=B");
  ASSERT_EQ(trip.stops.size(), 2U);
  EXPECT_NE(trip.stops[0].id, Uuid{});
  trip.stops[0].minutes = 5;
  const auto id = trip.stops[0].id;
  trip = with_stops(trip, "stops[0][name]=C&stops[1][name]=A2&stops[1][id]=" + id.to_string() +
                              "&stops[2][name]=D" + "&order[]=1&order[]=0&drop[]=2");
  ASSERT_EQ(trip.stops.size(), 2U);
  EXPECT_EQ(trip.stops[0].id, id);
  EXPECT_EQ(trip.stops[0].minutes, 5);
  EXPECT_EQ(trip.stops[0].name + trip.stops[1].name, "A2C");
}

TEST(ChangesetOfEmbeds, CastAgainForgetsTheErrorsOfBefore) {
  auto changeset = change(Journey{}).cast_embed<&Journey::stops>(sent("stops[0][name]="), stop);
  EXPECT_FALSE(changeset.valid());
  EXPECT_TRUE(changeset.cast_embed<&Journey::stops>(sent("stops[0][name]=A"), stop).valid());
}

TEST(ChangesetOfLists, LengthsOfListsAndBytes) {
  auto of = [](std::vector<std::string> tags, std::string key) {
    return change(Journey{})
        .put_change<&Journey::tags>(std::move(tags))
        .put_change<&Journey::key>(Bytes(std::move(key)))
        .validate_length<&Journey::tags>({.min = 2, .max = 3})
        .validate_length<&Journey::key>({.is = 4})
        .traverse_errors();
  };
  EXPECT_TRUE(of({"a", "b"}, "abcd").empty());
  EXPECT_THAT(of({"a"}, "abc"), ElementsAre(Pair("key", ElementsAre("should be 4 byte(s)")),
                                            Pair("tags", ElementsAre("should have at least 2 item(s)"))));
}

TEST(ChangesetCastOptions, SayWhatIsEmptyAndWhatIsAChange) {
  const Member ada{.name = "Ada"};
  const auto dash = cast<&Member::name>(ada, sent("name=-"), {.empty_values = {{"-"}}});
  EXPECT_EQ(dash.get_field<&Member::name>(), "");
  const auto blank = cast<&Member::name>(ada, sent("name=+"), {.empty_values = {{}}});
  EXPECT_EQ(blank.get_field<&Member::name>(), " ");
  EXPECT_FALSE(cast<&Member::name>(ada, sent("name=Ada")).changed());
  EXPECT_TRUE(cast<&Member::name>(ada, sent("name=Ada"), {.force_changes = true}).changed());
  EXPECT_THAT(cast<&Member::version>(ada, sent("version=x"), {.message = "no number"}).errors_on("version"),
              ElementsAre("no number"));
}

TEST(ChangesetMerge, TakesBoth) {
  const Member ada{.id = 3, .name = "Ada"};
  const auto merged = change(ada).put_change<&Member::name>("Bea").add_error<&Member::name>("no").merge(
      change(ada)
          .put_change<&Member::version>(4)
          .put_change<&Member::password>("secret")
          .add_error<&Member::roles>("neither"));
  EXPECT_EQ(merged.apply_changes().name, "Bea");
  EXPECT_EQ(merged.apply_changes().version, 4);
  EXPECT_EQ(merged.apply_changes().password.value, "secret");
  EXPECT_EQ(merged.errors().size(), 2U);
}

TEST(ChangesetAction, GivesTheRowOrTheErrors) {
  EXPECT_EQ(change(Member{}).put_change<&Member::name>("x").apply_action(ChangesetAction::insert)->name, "x");
  const auto refused = change(Member{}).add_error<&Member::name>("no").apply_action(ChangesetAction::update);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().action(), ChangesetAction::update);
}

class ChangesetInTheRepo : public ::testing::TestWithParam<detail::Dialect::Kind> {
 protected:
  ChangesetInTheRepo() { migrate(*database, migrations); }

  detail::TestDatabase where{GetParam()};
  std::unique_ptr<Database> database = where.open();
  BlockingRepo repo{*database};
};
ANQA_ON_BOTH_DATABASES(ChangesetInTheRepo);

TEST_P(ChangesetInTheRepo, EmbedsAreStored) {
  const Member member{
      .name = "Ada", .roles = {"x"}, .home = Street{.name = "Hill"}, .others = {{.name = "B"}}};
  const auto stored = repo.insert(member).value();
  EXPECT_EQ(repo.reload(stored), stored);
  const auto moved =
      repo.update(change(stored).cast_embed<&Member::home>(sent("home[name]=Dale"), street)).value();
  EXPECT_EQ(repo.reload(stored)->home->name, "Dale");
  EXPECT_EQ(moved.others, member.others);
}

TEST_P(ChangesetInTheRepo, AnOptimisticLockRefusesWhatIsStale) {
  const auto stored = repo.insert(Member{.name = "Ada"}).value();
  auto rename = [&](std::string name) {
    return change(stored).put_change<&Member::name>(std::move(name)).optimistic_lock<&Member::version>();
  };
  EXPECT_EQ(repo.update(rename("Bea"))->version, 2);
  const auto late = repo.update(rename("Cyd"));
  ASSERT_FALSE(late);
  EXPECT_THAT(late.error().errors_on<&Member::version>(), ElementsAre("is stale"));
  EXPECT_EQ(repo.reload(stored)->name, "Bea");
  auto removed = [](const Member& member) { return change(member).optimistic_lock<&Member::version>(); };
  const auto stale = repo.delete_(removed(stored));
  ASSERT_FALSE(stale);
  EXPECT_THAT(stale.error().errors_on<&Member::version>(), ElementsAre("is stale"));
  EXPECT_TRUE(repo.delete_(removed(*repo.reload(stored))));
  EXPECT_EQ(repo.reload(stored), std::nullopt);
  EXPECT_FALSE(repo.delete_(removed(stored)));
}

TEST_P(ChangesetInTheRepo, ARowThatIsGoneIsWhatTheOptionsSay) {
  const auto gone = repo.insert(Member{.name = "Ada"}).value();
  repo.delete_(gone).value();
  const auto renamed = change(gone).put_change<&Member::name>("Bea");
  EXPECT_THROW(repo.update(renamed), StaleEntryError);
  EXPECT_THROW(repo.delete_(gone), StaleEntryError);
  const auto error = repo.update(renamed, {.stale_error_field = "name"});
  ASSERT_FALSE(error);
  EXPECT_THAT(error.error().errors_on<&Member::name>(), ElementsAre("is stale"));
  EXPECT_FALSE(repo.delete_(gone, {.stale_error_field = "id"}));
  EXPECT_TRUE(repo.update(renamed, {.allow_stale = true}));
  EXPECT_TRUE(repo.delete_(gone, {.allow_stale = true}));
  EXPECT_TRUE(repo.delete_(change(gone).optimistic_lock<&Member::version>(), {.allow_stale = true}));
  EXPECT_EQ(repo.count(from<Member>()), 0);
}

TEST_P(ChangesetInTheRepo, WhatIsPreparedRunsInTheSameTransaction) {
  auto with_copy = [](std::string name) {
    return change(Member{.name = std::move(name)})
        .prepare_changes([](BlockingRepo& inside, Changeset<Member>& changeset) {
          inside.insert(Member{.name = "before " + changeset.get_field<&Member::name>()}).value();
          if (changeset.get_field<&Member::name>() == "bad") changeset.add_error<&Member::name>("no");
        });
  };
  EXPECT_TRUE(repo.insert(with_copy("good")));
  EXPECT_EQ(repo.count(from<Member>()), 2);
  EXPECT_THAT(repo.insert(with_copy("bad")).error().errors_on<&Member::name>(), ElementsAre("no"));
  EXPECT_EQ(repo.count(from<Member>()), 2);
}

TEST_P(ChangesetInTheRepo, UniqueIsAskedForBefore) {
  const auto ada = repo.insert(Member{.name = "Ada"}).value();
  auto named = [](Member of, std::string name) {
    return change(std::move(of)).put_change<&Member::name>(std::move(name));
  };
  EXPECT_THAT(repo.unsafe_validate_unique<&Member::name>(named({}, "Ada")).errors_on("name"),
              ElementsAre("has already been taken"));
  EXPECT_TRUE(repo.unsafe_validate_unique<&Member::name>(named({}, "Bea")).valid());
  EXPECT_TRUE(repo.unsafe_validate_unique<&Member::name>(named(ada, "Ada").force_change<&Member::name>("Ada"))
                  .valid());
  EXPECT_TRUE((repo.unsafe_validate_unique<&Member::name, &Member::version>(
                   named({}, "Ada").put_change<&Member::version>(7)))
                  .valid());
}

TEST_P(ChangesetInTheRepo, ConstraintsMayBeMatchedByAPartOfTheirName) {
  database->writer("create")->execute("CREATE UNIQUE INDEX members_2026_name_index ON members (name)");
  repo.insert(Member{.name = "Ada"}).value();
  const auto twice = repo.insert(
      change(Member{.name = "Ada"})
          .unique_constraint<&Member::name>({.name = "_name_index", .match = ConstraintMatch::suffix}));
  EXPECT_THAT(twice.error().errors_on("name"), ElementsAre("has already been taken"));
}

TEST_P(ChangesetInTheRepo, WhatMustBeThereIsFetched) {
  const auto ada = repo.insert(Member{.name = "Ada"}).value();
  EXPECT_EQ(repo.fetch<Member>(ada.id).name, "Ada");
  EXPECT_EQ(repo.fetch_by<Member>(field<&Member::name> == "Ada").id, ada.id);
  EXPECT_THROW(repo.fetch<Member>(ada.id + 1), NoResultsError);
  EXPECT_THROW(repo.fetch_by<Member>(field<&Member::name> == "x"), NoResultsError);
}

TEST_P(ChangesetInTheRepo, AnExclusionIsAnErrorOfItsField) {
  if (GetParam() == detail::Dialect::Kind::postgres) {
    database->writer("create")->execute(
        "ALTER TABLE members ADD CONSTRAINT one_version EXCLUDE USING btree (version WITH =)");
    repo.insert(Member{.name = "Ada"}).value();
    const auto twice =
        repo.insert(change(Member{.name = "Bea"}).exclusion_constraint<&Member::version>("one_version"));
    EXPECT_THAT(twice.error().errors_on("version"), ElementsAre("violates an exclusion constraint"));
    EXPECT_THROW(repo.insert(Member{.name = "Cyd"}), ConstraintError);
  }
}

}  // namespace
}  // namespace anqa
