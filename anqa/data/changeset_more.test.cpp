// Changesets of virtual fields, lists and embedded structs; locks, confirmations and what is prepared.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "anqa/data/adapters/sqlite/sqlite.hpp"
#include "anqa/data/blocking_repo.hpp"
#include "anqa/data/json_field.hpp"
#include "anqa/data/migration.hpp"
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

class ChangesetInTheRepo : public ::testing::Test {
 protected:
  ChangesetInTheRepo() { migrate(*database, migrations); }

  std::unique_ptr<Database> database = open_sqlite({.database = ":memory:"});
  BlockingRepo repo{*database};
};

TEST_F(ChangesetInTheRepo, EmbedsAreStored) {
  const Member member{
      .name = "Ada", .roles = {"x"}, .home = Street{.name = "Hill"}, .others = {{.name = "B"}}};
  const auto stored = repo.insert(member).value();
  EXPECT_EQ(repo.reload(stored), stored);
  const auto moved =
      repo.update(change(stored).cast_embed<&Member::home>(sent("home[name]=Dale"), street)).value();
  EXPECT_EQ(repo.reload(stored)->home->name, "Dale");
  EXPECT_EQ(moved.others, member.others);
}

TEST_F(ChangesetInTheRepo, AnOptimisticLockRefusesWhatIsStale) {
  const auto stored = repo.insert(Member{.name = "Ada"}).value();
  auto rename = [&](std::string name) {
    return change(stored).put_change<&Member::name>(std::move(name)).optimistic_lock<&Member::version>();
  };
  EXPECT_EQ(repo.update(rename("Bea"))->version, 2);
  const auto late = repo.update(rename("Cyd"));
  ASSERT_FALSE(late);
  EXPECT_THAT(late.error().errors_on<&Member::version>(), ElementsAre("is stale"));
  EXPECT_EQ(repo.reload(stored)->name, "Bea");
}

TEST_F(ChangesetInTheRepo, WhatIsPreparedRunsInTheSameTransaction) {
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

}  // namespace
}  // namespace anqa
