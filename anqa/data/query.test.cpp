#include "anqa/data/query.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "anqa/data/detail/query_sql.hpp"

namespace anqa {
namespace {

using ::testing::ElementsAre;

enum class Plan { free, team };

struct User : Schema<"users"> {
  std::int64_t id = 0;
  std::string email;
  std::optional<int> age;
  double weight = 0;
  bool active = true;
  Plan plan = Plan::free;
  Timestamps timestamps;
};

const detail::Dialect& plain = detail::postgres_dialect;
const std::string all_columns =
    R"(SELECT "id", "email", "age", "weight", "active", "plan", "inserted_at", "updated_at" FROM "users")";

std::string sql(const Query<User>& query) { return detail::select_statement(query.data(), plain).sql; }
std::string where(const Condition<User>& condition) {
  return sql(from<User>().where(condition)).substr(all_columns.size());
}

TEST(Query, SelectsTheColumnsOfTheSchema) { EXPECT_EQ(sql(from<User>()), all_columns); }

TEST(Query, BindsEveryValue) {
  const auto query = from<User>()
                         .where(field<&User::age> >= 18 && (field<&User::email> == "x' OR 1=1 --" ||
                                                            !(field<&User::plan> == Plan::team)))
                         .order_by(asc(field<&User::email>), desc(field<&User::id>))
                         .limit(20)
                         .offset(40);
  const auto statement = detail::select_statement(query.data(), plain);
  EXPECT_EQ(statement.sql, all_columns +
                               R"( WHERE (("age" >= $1) AND (("email" = $2) OR NOT (("plan" = $3)))))" +
                               R"( ORDER BY "email", "id" DESC LIMIT $4 OFFSET $5)");
  EXPECT_THAT(statement.values,
              ElementsAre(SqlValue(std::int64_t{18}), SqlValue("x' OR 1=1 --"), SqlValue("team"),
                          SqlValue(std::int64_t{20}), SqlValue(std::int64_t{40})));
}

TEST(Query, ComparesEveryTypeWithItsOwn) {
  EXPECT_EQ(where(field<&User::weight> < 2), R"( WHERE ("weight" < $1))");
  EXPECT_EQ(where(field<&User::weight> <= 2.5f), R"( WHERE ("weight" <= $1))");
  EXPECT_EQ(where(field<&User::active> == false), R"( WHERE ("active" = $1))");
  EXPECT_EQ(where(field<&User::email> != std::string("x")), R"( WHERE ("email" <> $1))");
  EXPECT_EQ(where(field<&User::id> > field<&User::age>), R"( WHERE ("id" > "age"))");
  EXPECT_EQ(where(field<&User::timestamps, &Timestamps::inserted_at> > utc_now()),
            R"( WHERE ("inserted_at" > $1))");
}

TEST(Query, NothingIsNull) {
  EXPECT_EQ(where(field<&User::age> == std::nullopt), R"( WHERE ("age" IS NULL))");
  EXPECT_EQ(where(field<&User::age> != std::nullopt), R"( WHERE ("age" IS NOT NULL))");
  EXPECT_EQ(where(is_nil(field<&User::age>)), R"( WHERE ("age" IS NULL))");
  EXPECT_EQ(where(field<&User::age> == std::optional<int>()), R"( WHERE ("age" IS NULL))");
  EXPECT_EQ(where(field<&User::age> == std::optional<int>(3)), R"( WHERE ("age" = $1))");
}

TEST(Query, ListsAndPatterns) {
  EXPECT_EQ(where(in(field<&User::id>, {1, 2, 3})), R"( WHERE ("id" IN ($1, $2, $3)))");
  EXPECT_EQ(where(in(field<&User::email>, std::vector<std::string>{"a"})), R"( WHERE ("email" IN ($1)))");
  EXPECT_EQ(where(in(field<&User::id>, std::vector<int>{}) || field<&User::id> == 1),
            R"( WHERE ((1 = 0) OR ("id" = $1)))");
  EXPECT_EQ(where(like(field<&User::email>, "a%")), R"( WHERE ("email" LIKE $1))");
  const auto statement =
      detail::select_statement(from<User>().where(contains(field<&User::email>, "5%_\\")).data(), plain);
  EXPECT_EQ(statement.values[0], SqlValue("%5\\%\\_\\\\%"));
}

TEST(Query, IsAValueThatGrowsInSteps) {
  const auto base = from<User>().where(field<&User::id> > 1);
  auto narrowed = base;
  narrowed.where(field<&User::id> < 5).or_where(field<&User::id> == 9).order_by(field<&User::id>);
  EXPECT_EQ(sql(base), all_columns + R"( WHERE ("id" > $1))");
  EXPECT_EQ(sql(narrowed),
            all_columns + R"( WHERE ((("id" > $1) AND ("id" < $2)) OR ("id" = $3)) ORDER BY "id")");
}

TEST(Query, Aggregates) {
  const auto query = from<User>().where(field<&User::id> > 1);
  EXPECT_EQ(detail::aggregate_statement(query.data(), "count", "", plain).sql,
            R"(SELECT count(*) FROM "users" WHERE ("id" > $1))");
  auto limited = query;
  limited.limit(3);
  EXPECT_EQ(detail::aggregate_statement(limited.data(), "max", "age", plain).sql,
            R"(SELECT max("age") FROM (SELECT "age" FROM "users" WHERE ("id" > $1) LIMIT $2) AS counted)");
}

TEST(Query, RefusesWhatCannotBeBound) {
  EXPECT_THROW(from<User>().limit(-1), std::invalid_argument);
  EXPECT_THROW(from<User>().offset(-1), std::invalid_argument);
  EXPECT_THROW(where(field<&User::email> == "a\xff"), std::invalid_argument);
  EXPECT_THROW(where(field<&User::email> == std::string_view("a\0", 2)), std::invalid_argument);
  EXPECT_THROW(where(field<&User::id> == (std::uint64_t{1} << 63)), std::out_of_range);
  EXPECT_THROW(where(field<&User::weight> == std::numeric_limits<double>::quiet_NaN()), std::out_of_range);
  EXPECT_THROW(detail::delete_statement(from<User>().limit(1).data(), plain), std::invalid_argument);
}

TEST(Query, QuotesNames) { EXPECT_EQ(detail::quoted(R"(a"b)"), R"("a""b")"); }

}  // namespace
}  // namespace anqa
