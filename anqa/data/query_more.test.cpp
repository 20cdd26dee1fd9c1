// First and last, parts left out, lateral joins, any and all, names and lists in fragments.

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
using ::testing::UnorderedElementsAre;

struct Team : Schema<"teams"> {
  std::int64_t id = 0;
  std::string name;
};
struct Game : Schema<"games"> {
  std::int64_t id = 0;
  std::int64_t team_id = 0;
  int points = 0;
};
struct Best {
  std::int64_t id = 0;
  int points = 0;
};

const Migration migrations[] = {{1, "create", [](MigrationSteps& db) {
                                   db.create_table("teams").add("name", ColumnType::string, {.null = false});
                                   db.create_table("games")
                                       .references("team_id", "teams", {.null = false})
                                       .add("points", ColumnType::integer, {.null = false});
                                 }}};

class QueryMore : public ::testing::TestWithParam<detail::Dialect::Kind> {
 protected:
  QueryMore() {
    migrate(*database, migrations);
    const auto teams =
        repo.insert_all_returning(std::vector<Team>{{.name = "a"}, {.name = "b"}, {.name = "c"}});
    repo.insert_all(std::vector<Game>{{.team_id = teams[0].id, .points = 3},
                                      {.team_id = teams[0].id, .points = 7},
                                      {.team_id = teams[0].id, .points = 7},
                                      {.team_id = teams[1].id, .points = 5}});
  }
  bool postgres() const { return GetParam() == detail::Dialect::Kind::postgres; }
  template <class Q>
  std::vector<int> points(Q query) {
    return repo.all(query.select(field<&Game::points>));
  }
  /// What only PostgreSQL can do says so on SQLite.
  template <class Ask>
  void refused_by_sqlite(Ask ask) {
    try {
      ask();
      FAIL();
    } catch (const std::invalid_argument& error) {
      EXPECT_THAT(error.what(), HasSubstr("SQLite cannot do that"));
    }
  }

  detail::TestDatabase where{GetParam()};
  std::unique_ptr<Database> database = where.open();
  BlockingRepo repo{*database};
};
ANQA_ON_BOTH_DATABASES(QueryMore);

TEST_P(QueryMore, FirstAndLast) {
  EXPECT_EQ(repo.one(from<Team>().first())->name, "a");
  EXPECT_EQ(repo.one(from<Team>().last())->name, "c");
  EXPECT_EQ(repo.one(from<Team>().order_by(desc(field<&Team::name>)).first())->name, "c");
  EXPECT_THAT(points(from<Game>().order_by(field<&Game::points>).last(3)), ElementsAre(7, 7, 5));
}

TEST_P(QueryMore, PartsAreLeftOutAndPutBefore) {
  auto query =
      from<Game>().where(field<&Game::points> > 100).order_by(desc(field<&Game::id>)).limit(1).offset(2);
  query.exclude(Clause::where).exclude(Clause::limit).exclude(Clause::offset);
  EXPECT_THAT(points(query), ElementsAre(5, 7, 7, 3));
  EXPECT_THAT(points(query.prepend_order_by(field<&Game::points>)), ElementsAre(3, 5, 7, 7));
  EXPECT_THAT(points(query.exclude(Clause::order_by).distinct()), UnorderedElementsAre(3, 5, 7));
  EXPECT_THAT(points(query.exclude(Clause::distinct)), SizeIs(4));
}

TEST_P(QueryMore, LateralJoinsAskForEachRow) {
  const auto best = from<Game>()
                        .where(field<&Game::team_id> == outer(field<&Team::id>))
                        .order_by(desc(field<&Game::points>))
                        .limit(1)
                        .select_into<Best>(field<&Game::id>, field<&Game::points>);
  const auto inner = from<Team>()
                         .order_by(field<&Team::id>)
                         .lateral_join(best)
                         .select(field<&Team::name>, field<&Best::points>);
  const auto left = from<Team>()
                        .order_by(field<&Team::id>)
                        .left_lateral_join(best)
                        .select(field<&Team::name>, field<&Best::points>);
  if (!postgres()) return refused_by_sqlite([&] { repo.all(inner); });
  EXPECT_THAT(repo.all(inner), ElementsAre(std::tuple("a", 7), std::tuple("b", 5)));
  EXPECT_THAT(repo.all(left),
              ElementsAre(std::tuple("a", 7), std::tuple("b", 5), std::tuple("c", std::nullopt)));
}

TEST_P(QueryMore, AnyAndAll) {
  const auto of_a = from<Game>().where(field<&Game::points> < 6).select(field<&Game::points>);
  auto above_all = from<Game>().where(field<&Game::points> > all(of_a)).order_by(field<&Game::id>);
  if (!postgres()) return refused_by_sqlite([&] { repo.all(above_all); });
  EXPECT_THAT(points(above_all), ElementsAre(7, 7));
  EXPECT_THAT(points(from<Game>().where(field<&Game::points> > any(of_a)).order_by(field<&Game::points>)),
              ElementsAre(5, 7, 7));
}

TEST_P(QueryMore, TiesAndBags) {
  auto best = from<Game>().order_by(desc(field<&Game::points>)).limit(1).with_ties();
  auto rest = from<Game>()
                  .select(field<&Game::points>)
                  .except_all(from<Game>().where(field<&Game::id> == 2).select(field<&Game::points>));
  if (!postgres()) {
    refused_by_sqlite([&] { repo.all(best); });
    return refused_by_sqlite([&] { repo.all(rest); });
  }
  EXPECT_THAT(points(best), ElementsAre(7, 7));
  EXPECT_THAT(repo.all(rest), UnorderedElementsAre(3, 5, 7));
  EXPECT_THROW(repo.all(from<Game>().with_ties()), std::invalid_argument);
}

TEST_P(QueryMore, CommonTablesAreMaterializedOrNot) {
  for (const auto how : {Materialized::yes, Materialized::no, Materialized::database_decides}) {
    const auto found =
        repo.all(from_cte<Game>("best").with_cte("best", from<Game>().where(field<&Game::points> > 5), how));
    EXPECT_THAT(found, SizeIs(2));
  }
}

TEST_P(QueryMore, NamesAndListsInFragments) {
  EXPECT_EQ(repo.one(from<Game>().where(fragment_condition("? = ?", identifier("points"), 3)))->points, 3);
  const std::string evil = "points\" = 0 OR 1 = 1 --";
  // SQLite takes a name in quotes that is no column for a text, unless it is told not to.
  EXPECT_THROW(repo.all(from<Game>().where(fragment_condition("? = ?", identifier(evil), 3))), DatabaseError);
  EXPECT_THAT(repo.all(from<Game>().where(
                  fragment_condition("? IN (?)", field<&Game::points>, splice(std::vector{3, 5})))),
              SizeIs(2));
  EXPECT_THAT(repo.all(from<Game>().where(
                  fragment_condition("? IN (?)", field<&Game::points>, splice(std::vector<int>{})))),
              IsEmpty());
}

}  // namespace
}  // namespace anqa
