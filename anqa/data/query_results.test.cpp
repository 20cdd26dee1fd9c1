// What queries find, on both databases: joins, selects, groups, windows, unions, subqueries; and what
// update_all, insert_all and on_conflict change.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "anqa/data/blocking_repo.hpp"
#include "anqa/data/functions.hpp"
#include "anqa/data/internal/test_database.hpp"
#include "anqa/data/migration.hpp"

namespace anqa {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct Person : Schema<"people"> {
  std::int64_t id = 0;
  std::string name;
  std::optional<std::int64_t> boss_id;
  int credits = 0;

  friend bool operator==(const Person&, const Person&) = default;
};

struct Purchase : Schema<"purchases"> {
  std::int64_t id = 0;
  std::int64_t person_id = 0;
  std::int64_t total = 0;
  std::string what;
};

struct Spent {
  std::string name;
  std::optional<std::int64_t> total;
  std::int64_t purchases = 0;

  friend bool operator==(const Spent&, const Spent&) = default;
};

struct Depth {
  std::int64_t id = 0;
  std::int64_t depth = 0;
};

constexpr Binding<Person, "boss"> boss;

const Migration migrations[] = {{1, "create", [](MigrationSteps& db) {
                                   db.create_table("people")
                                       .add("name", ColumnType::string, {.null = false})
                                       .add("boss_id", ColumnType::integer)
                                       .add("credits", ColumnType::integer, {.null = false});
                                   db.unique_index("people", {"name"});
                                   db.create_table("purchases")
                                       .references("person_id", "people", {.null = false})
                                       .add("total", ColumnType::integer, {.null = false})
                                       .add("what", ColumnType::string, {.null = false});
                                 }}};

class QueryResults : public ::testing::TestWithParam<detail::Dialect::Kind> {
 protected:
  QueryResults() {
    migrate(*database, migrations);
    ada = repo.insert(Person{.name = "Ada", .credits = 1}).value();
    bob = repo.insert(Person{.name = "Bob", .boss_id = ada.id, .credits = 2}).value();
    cyd = repo.insert(Person{.name = "Cyd", .boss_id = bob.id, .credits = 3}).value();
    repo.insert_all(std::vector<Purchase>{{.person_id = ada.id, .total = 5, .what = "tea"},
                                          {.person_id = ada.id, .total = 7, .what = "cup"},
                                          {.person_id = bob.id, .total = 1, .what = "tea"}});
  }

  static auto purchased() {
    return from<Person>().left_join<Purchase>(field<&Purchase::person_id> == field<&Person::id>);
  }

  detail::TestDatabase where{GetParam()};
  std::unique_ptr<Database> database = where.open();
  BlockingRepo repo{*database};
  Person ada, bob, cyd;
};
ANQA_ON_BOTH_DATABASES(QueryResults);

TEST_P(QueryResults, AnInnerJoinFindsPairs) {
  const auto found = repo.all(from<Person>()
                                  .join<Purchase>(field<&Purchase::person_id> == field<&Person::id>)
                                  .where(field<&Purchase::what> == "tea" && field<&Person::credits> < 9)
                                  .order_by(field<&Purchase::total>)
                                  .select(field<&Person::name>, field<&Purchase::total>));
  EXPECT_THAT(found, ElementsAre(std::tuple("Bob", 1), std::tuple("Ada", 5)));
}

TEST_P(QueryResults, ALeftJoinGivesNothingWhereThereIsNoPartner) {
  const auto query = purchased().order_by(field<&Person::name>, field<&Purchase::total>);
  const std::vector<std::tuple<Person, std::optional<Purchase>>> rows =
      repo.all(query.select(row<Person>, row<Purchase>));
  ASSERT_THAT(rows, SizeIs(4));
  EXPECT_EQ(std::get<0>(rows[0]), ada);
  EXPECT_EQ(std::get<1>(rows[1])->what, "cup");
  EXPECT_EQ(std::get<0>(rows[3]), cyd);
  EXPECT_EQ(std::get<1>(rows[3]), std::nullopt);
  EXPECT_THAT(repo.all(auto(query).where(is_nil(field<&Purchase::id>)).select(field<&Person::name>)),
              ElementsAre("Cyd"));
}

TEST_P(QueryResults, ATableIsJoinedToItselfUnderAName) {
  const auto found = repo.all(from<Person>()
                                  .left_join(boss, boss.field<&Person::id> == field<&Person::boss_id>)
                                  .order_by(field<&Person::id>)
                                  .select(field<&Person::name>, boss.field<&Person::name>));
  EXPECT_THAT(found, ElementsAre(std::tuple("Ada", std::nullopt), std::tuple("Bob", "Ada"),
                                 std::tuple("Cyd", "Bob")));
}

TEST_P(QueryResults, RightFullAndCrossJoins) {
  const auto on = field<&Purchase::person_id> == field<&Person::id>;
  const std::vector<std::tuple<std::optional<std::int64_t>, std::string>> right =
      repo.all(from<Purchase>()
                   .right_join<Person>(on)
                   .order_by(field<&Person::id>, field<&Purchase::id>)
                   .select(field<&Purchase::total>, field<&Person::name>));
  EXPECT_THAT(right, ElementsAre(std::tuple(5, "Ada"), std::tuple(7, "Ada"), std::tuple(1, "Bob"),
                                 std::tuple(std::nullopt, "Cyd")));
  EXPECT_EQ(repo.count(from<Purchase>().full_join<Person>(on)), 4);
  EXPECT_EQ(repo.count(from<Purchase>().cross_join<Person>()), 9);
}

TEST_P(QueryResults, GroupsAndHaving) {
  const auto query = purchased()
                         .group_by(field<&Person::id>, field<&Person::name>)
                         .order_by(field<&Person::name>)
                         .select_into<Spent>(field<&Person::name>, sum(field<&Purchase::total>),
                                             count(field<&Purchase::id>));
  EXPECT_THAT(repo.all(query), ElementsAre(Spent{"Ada", 12, 2}, Spent{"Bob", 1, 1}, Spent{"Cyd", {}, 0}));
  EXPECT_THAT(repo.all(auto(query).having(count(field<&Purchase::id>) > 1)),
              ElementsAre(Spent{"Ada", 12, 2}));
  EXPECT_EQ(repo.count(query), 3);
}

TEST_P(QueryResults, AggregatesFiltersAndDistinct) {
  const auto one = repo.one(from<Purchase>().select(count(), count_distinct(field<&Purchase::what>),
                                                    min(field<&Purchase::total>), max(field<&Purchase::what>),
                                                    filter(count(), field<&Purchase::what> == "tea"),
                                                    coalesce(sum(field<&Purchase::total>), 0)));
  EXPECT_EQ(one, std::tuple(3, 2, 1, "tea", 2, 13));
  EXPECT_EQ(repo.one(from<Purchase>().where(field<&Purchase::id> < 0).select(avg(field<&Purchase::total>))),
            std::optional<std::optional<double>>(std::in_place));
  EXPECT_THAT(
      repo.all(from<Purchase>().distinct().select(field<&Purchase::what>).order_by(field<&Purchase::what>)),
      ElementsAre("cup", "tea"));
}

TEST_P(QueryResults, ArithmeticAndFragments) {
  const auto found = repo.all(
      from<Purchase>()
          .where(field<&Purchase::total> * 2 + 1 > 10 &&
                 fragment_condition("upper(?) <> ?", field<&Purchase::what>, "X'; --"))
          .order_by(field<&Purchase::id>)
          .select(field<&Purchase::total> - 1, fragment<std::string>("upper(?)", field<&Purchase::what>)));
  EXPECT_THAT(found, ElementsAre(std::tuple(4, "TEA"), std::tuple(6, "CUP")));
  EXPECT_THROW(fragment<int>("? + ?", 1), std::invalid_argument);
}

TEST_P(QueryResults, Windows) {
  const auto found = repo.all(
      from<Purchase>()
          .order_by(field<&Purchase::id>)
          .select(over(row_number(),
                       partition_by(field<&Purchase::person_id>).order_by(desc(field<&Purchase::total>))),
                  over(sum(field<&Purchase::total>), window()),
                  over(lag(field<&Purchase::total>), window().order_by(field<&Purchase::id>))));
  EXPECT_THAT(found,
              ElementsAre(std::tuple(2, 13, std::nullopt), std::tuple(1, 13, 5), std::tuple(1, 13, 7)));
}

TEST_P(QueryResults, UnionsAndTheirKin) {
  const auto rich = from<Person>().where(field<&Person::credits> >= 2).select(field<&Person::name>);
  const auto poor = from<Person>().where(field<&Person::credits> <= 2).select(field<&Person::name>);
  EXPECT_THAT(repo.all(auto(rich).union_(poor).order_by(field<&Person::name>)),
              ElementsAre("Ada", "Bob", "Cyd"));
  EXPECT_EQ(repo.count(auto(rich).union_all(poor)), 4);
  EXPECT_THAT(repo.all(auto(rich).intersect(poor)), ElementsAre("Bob"));
  EXPECT_THAT(repo.all(auto(rich).except(poor)), ElementsAre("Cyd"));
  EXPECT_THROW(auto(rich).union_(auto(poor).limit(1)), std::invalid_argument);
}

TEST_P(QueryResults, Subqueries) {
  const auto buyers = from<Purchase>().select(field<&Purchase::person_id>);
  EXPECT_EQ(repo.count(from<Person>().where(in(field<&Person::id>, buyers))), 2);
  EXPECT_EQ(repo.count(from<Person>().where(!in(field<&Person::id>, buyers))), 1);
  const auto with_tea = exists(from<Purchase>().where(
      field<&Purchase::person_id> == outer(field<&Person::id>) && field<&Purchase::what> == "tea"));
  EXPECT_THAT(
      repo.all(from<Person>().where(with_tea && field<&Person::credits> > 1).select(field<&Person::name>)),
      ElementsAre("Bob"));
  EXPECT_THAT(repo.all(from<Purchase>()
                           .where(field<&Purchase::total> ==
                                  subquery(from<Purchase>().select(max(field<&Purchase::total>))))
                           .select(field<&Purchase::what>)),
              ElementsAre("cup"));
  const auto spent = purchased()
                         .group_by(field<&Person::id>, field<&Person::name>)
                         .select_into<Spent>(field<&Person::name>, sum(field<&Purchase::total>),
                                             count(field<&Purchase::id>));
  EXPECT_THAT(repo.all(from(spent).where(field<&Spent::total> > 1)), ElementsAre(Spent{"Ada", 12, 2}));
  EXPECT_THAT(repo.all(from<Person>()
                           .join(spent, field<&Spent::name> == field<&Person::name>)
                           .where(field<&Spent::purchases> == 1)
                           .select(field<&Person::credits>, field<&Spent::total>)),
              ElementsAre(std::tuple(2, 1)));
  EXPECT_THROW(repo.all(from<Person>().where(field<&Person::id> == outer(field<&Purchase::id>))),
               std::invalid_argument);
}

TEST_P(QueryResults, CommonTableExpressions) {
  const auto start = from<Person>()
                         .where(is_nil(field<&Person::boss_id>))
                         .select_into<Depth>(field<&Person::id>, fragment<std::int64_t>("0"));
  const auto step = from<Person>()
                        .join_cte<Depth>("tree", field<&Depth::id> == field<&Person::boss_id>)
                        .select_into<Depth>(field<&Person::id>, field<&Depth::depth> + 1);
  const auto found = repo.all(from_cte<Depth>("tree")
                                  .with_cte("tree", auto(start).union_all(step))
                                  .recursive_ctes()
                                  .order_by(desc(field<&Depth::depth>))
                                  .select(field<&Depth::id>, field<&Depth::depth>));
  EXPECT_THAT(found, ElementsAre(std::tuple(cyd.id, 2), std::tuple(bob.id, 1), std::tuple(ada.id, 0)));
}

TEST_P(QueryResults, ConditionsArePutTogetherAtRunTime) {
  auto all = dynamic<Person>(true);
  for (const auto* name : {"Ada", "Cyd"}) all = all && field<&Person::name> != name;
  EXPECT_THAT(repo.all(from<Person>().where(all).select(field<&Person::name>)), ElementsAre("Bob"));
  Condition<Person, Purchase> either = dynamic(false);
  either = either || field<&Person::name> == "Cyd";
  either = either || field<&Purchase::what> == "cup";
  EXPECT_EQ(repo.count(purchased().where(either)), 2);
}

TEST_P(QueryResults, UpdateAllChangesInTheDatabase) {
  EXPECT_EQ(repo.update_all(from<Person>().where(field<&Person::credits> > 1),
                            inc(field<&Person::credits>, 10), set(field<&Person::boss_id>, std::nullopt)),
            2);
  EXPECT_EQ(repo.reload(cyd)->credits, 13);
  EXPECT_EQ(repo.reload(bob)->boss_id, std::nullopt);
  EXPECT_EQ(repo.update_all(from<Person>(), set(field<&Person::credits>, field<&Person::credits> * 2)), 3);
  EXPECT_THAT(repo.update_all_returning(purchased()
                                            .where(field<&Purchase::what> == "cup")
                                            .select(field<&Person::name>, field<&Person::credits>),
                                        set(field<&Person::credits>, 0)),
              ElementsAre(std::tuple("Ada", 0)));
  EXPECT_THROW(repo.update_all(from<Person>().limit(1), set(field<&Person::credits>, 0)),
               std::invalid_argument);
}

TEST_P(QueryResults, DeleteAllThroughAJoin) {
  EXPECT_THAT(repo.delete_all_returning(from<Purchase>()
                                            .join<Person>(field<&Purchase::person_id> == field<&Person::id>)
                                            .where(field<&Person::name> == "Bob")
                                            .select(field<&Purchase::what>)),
              ElementsAre("tea"));
  EXPECT_EQ(repo.delete_all(from<Purchase>()), 2);
}

TEST_P(QueryResults, InsertAllInPartsIsAllOrNothing) {
  std::vector<Purchase> many(20'000, {.person_id = ada.id, .total = 1, .what = "x"});
  const auto stored = repo.insert_all_returning(many);
  ASSERT_THAT(stored, SizeIs(20'000));
  EXPECT_GT(stored.back().id, stored.front().id);
  many.back().person_id = -1;
  EXPECT_THROW(repo.insert_all(many), ConstraintError);
  EXPECT_EQ(repo.count(from<Purchase>()), 20'003);
  EXPECT_EQ(repo.insert_all(std::vector<Purchase>{}), 0);
  many.front().id = 7;
  EXPECT_THROW(repo.insert_all(many), std::invalid_argument);
}

TEST_P(QueryResults, OnConflict) {
  const Person again{.name = "Ada", .boss_id = cyd.id, .credits = 50};
  const auto left = repo.insert(again, on_conflict<&Person::name>().nothing()).value();
  EXPECT_EQ(left.id, 0);
  EXPECT_EQ(repo.reload(ada), ada);
  const auto counted =
      repo.insert(again, on_conflict<&Person::name>().update(inc(field<&Person::credits>, 5))).value();
  EXPECT_EQ(counted.id, ada.id);
  EXPECT_EQ(counted.credits, 6);
  const auto replaced = repo.insert(again, on_conflict<&Person::name>().replace<&Person::credits>()).value();
  EXPECT_EQ(replaced, (Person{.id = ada.id, .name = "Ada", .credits = 50}));
  const auto whole = repo.insert(again, on_conflict<&Person::name>().replace_all()).value();
  EXPECT_EQ(whole.boss_id, cyd.id);
  EXPECT_EQ(repo.insert_all(std::vector<Person>{again, {.name = "Dan"}},
                            std::optional(on_any_conflict_nothing<Person>())),
            1);
  EXPECT_EQ(repo.count(from<Person>()), 4);
}

TEST_P(QueryResults, ReverseOrderAndGetBy) {
  EXPECT_EQ(repo.all(from<Person>().reverse_order())[0], cyd);
  EXPECT_EQ(repo.all(from<Person>().order_by(desc(field<&Person::name>)).reverse_order().limit(1))[0], ada);
  EXPECT_EQ(repo.get_by(field<&Person::name> == "Bob"), bob);
  EXPECT_EQ(repo.get_by(field<&Person::name> == "Eve"), std::nullopt);
}

TEST_P(QueryResults, AreExplainedAndShownAsTheirStatement) {
  const auto query = from<Person>().where(field<&Person::name> == "Ada");
  const auto [sql, values] = repo.to_sql(query);
  EXPECT_THAT(sql, HasSubstr("FROM \"people\" WHERE (\"name\" = "));
  EXPECT_THAT(values, ElementsAre(SqlValue("Ada")));
  const auto plan = repo.explain(query);
  const bool sqlite = GetParam() == detail::Dialect::Kind::sqlite;
  EXPECT_THAT(plan, HasSubstr(sqlite ? "USING INDEX people_name_index" : " on people "));
  EXPECT_THAT(repo.all_by<Person>(field<&Person::name> == "nobody"), IsEmpty());
  if (sqlite) {
    EXPECT_THROW(repo.explain(query, true), std::invalid_argument);
  } else {
    EXPECT_THAT(repo.explain(query, true), HasSubstr("actual time"));
  }
}

}  // namespace
}  // namespace anqa
